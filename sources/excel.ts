import { fork } from "node:child_process";
import type { Answer } from "./excel/child.ts";
import type { DecodedSheet, DecodeRequest } from "./excel/sheet.ts";
import { openWorkbook, type Sheet } from "./excel/workbook.ts";
import { SourceError } from "./source.ts";

export type { DecodedSheet } from "./excel/sheet.ts";

const standardLimits = { heapMegabytes: 512, seconds: 1200 };

/**
 * Writes a sheet of a workbook as JSON lines, line n for row n, in a process of its own: one that a hostile file can exhaust
 * without hurting the run. It has no variables of the environment but where temporary files lie.
 * Throws SourceError for a file that is no workbook, or wants more memory or time than it is given.
 */
export function decodeWorkbook(request: DecodeRequest, limits = standardLimits): Promise<DecodedSheet> {
  const { TMPDIR } = process.env;
  const child = fork(new URL("./excel/child.mjs", import.meta.url), [], {
    execArgv: [`--max-old-space-size=${limits.heapMegabytes}`],
    env: TMPDIR === undefined ? {} : { TMPDIR },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: limits.seconds * 1000,
    killSignal: "SIGKILL",
  });
  const begun = performance.now();
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    let answer: Answer | undefined;
    child.once("message", (given: Answer) => {
      answer = given;
    });
    child.once("error", reject);
    child.once("close", (_, signal) => {
      if (answer !== undefined && "decoded" in answer) resolve(answer.decoded);
      else if (answer !== undefined && "problem" in answer) reject(new SourceError(answer.problem));
      else if (signal === "SIGKILL" && performance.now() - begun >= limits.seconds * 1000)
        reject(tooMuch(`was not read within ${limits.seconds} seconds`, request.path));
      else if (signal === "SIGKILL" || /heap out of memory|Allocation failed/.test(said))
        reject(tooMuch(`needs more than ${limits.heapMegabytes} MB of memory to be read`, request.path));
      else reject(new Error(`the process that reads workbooks ended: ${answer?.failure ?? said.trim()}`));
    });
    child.send({ path: request.path, sheet: request.sheet, into: request.into });
  });
}

const tooMuch = (what: string, path: string) =>
  new SourceError(`${path} ${what}, which no real workbook does; wanted it saved as CSV (UTF-8) if it is one.`);

/** The sheets of a workbook that hold cells, in the order of their tabs. Throws SourceError for what is no workbook. */
export async function sheetsOf(path: string): Promise<Sheet[]> {
  const { zip, sheets } = await openWorkbook(path);
  try {
    const filled: Sheet[] = [];
    for (const sheet of sheets) if (await hasCells(await zip.read(sheet.part))) filled.push(sheet);
    return filled;
  } finally {
    zip.close();
  }
}

const cell = /<(\w+:)?(v|t)[ >]/;

async function hasCells(stream: AsyncIterable<Buffer> & { destroy(): void }): Promise<boolean> {
  let tail = "";
  try {
    for await (const piece of stream) {
      const text = tail + piece.toString("latin1");
      if (cell.test(text)) return true;
      tail = text.slice(-100);
    }
    return false;
  } catch {
    // Whoever reads the sheet says what is wrong with it.
    return true;
  } finally {
    stream.destroy();
  }
}
