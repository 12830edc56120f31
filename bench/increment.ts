// What 1 % of new rows costs beside making everything again, step by step, and whether both give the same bytes.
//   npm run bench:increment -- [--data sample|tickets|both] [--scale 1] [--rows 1000000] [--memory 2GB] [--site]
// sample: the demonstration's data with texts. tickets: 15 columns, no text. New are the newest 1 % of the tickets with all that hangs
// on them; of the 2 % before, one ticket in twenty comes again, corrected. The whole is made again from the same landing and the same
// state of the themes, without warehouse, read texts and published files. A run is one process, as `huiyin run` is; CPU is user + system,
// and its start is a line of its own.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { silentLogger } from "../pipelines/logger.ts";
import { run, type StepName } from "../pipelines/run.ts";
import { writeSample } from "../pipelines/sample/generate.ts";
import { writeTickets } from "./tickets.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "both" },
    scale: { type: "string", default: "1" },
    rows: { type: "string", default: "1000000" },
    memory: { type: "string", default: "2GB" },
    site: { type: "boolean", default: false },
    steps: { type: "string" },
    folder: { type: "string" },
    input: { type: "string" },
  },
});

const bar = 0.15;
const isTicket = /\bT0\d{8}\b/;

/** The records of a file: a line, or several where a quote is open. */
function recordsOf(text: string): string[] {
  const records: string[] = [];
  let open = "";
  for (const line of text.trimEnd().split("\n")) {
    const record = open === "" ? line : `${open}\n${line}`;
    open = record.split('"').length % 2 === 0 ? record : "";
    if (open === "") records.push(record);
  }
  return records;
}

/** Moves what hangs on the newest tickets from `base` to `more`, and sends some older ones again. */
async function split(base: string, more: string): Promise<void> {
  await mkdir(more);
  const files = (await readdir(base)).filter((file) => /\.(csv|jsonl)$/.test(file));
  const texts = new Map<string, string[]>();
  for (const file of files) texts.set(file, recordsOf(await readFile(join(base, file), "utf8")));
  const tickets = [...texts].filter(([file]) => file.startsWith("tickets"));
  const ids = tickets.flatMap(([, records]) => records.slice(1).map((record) => isTicket.exec(record)?.[0] ?? ""));
  ids.sort();
  const cut = ids[Math.floor(ids.length * 0.99)] ?? "";
  const near = ids[Math.floor(ids.length * 0.97)] ?? "";
  for (const [file, records] of texts) {
    const head = file.endsWith(".csv") ? 1 : 0;
    const isNew = (record: string) => (isTicket.exec(record)?.[0] ?? "") >= cut;
    const own = records.slice(head);
    const again = file.startsWith("tickets")
      ? own.filter((record, i) => i % 20 === 0 && !isNew(record) && (isTicket.exec(record)?.[0] ?? "") >= near)
      : [];
    const added = [...own.filter(isNew), ...again.map((record) => record.replace(",closed,", ",cancelled,"))];
    if (added.length === 0) continue;
    const write = (folder: string, rows: string[]) =>
      writeFile(join(folder, file), `${[...records.slice(0, head), ...rows].join("\n")}\n`);
    await write(
      base,
      own.filter((record) => !isNew(record)),
    );
    await write(more, added);
  }
}

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function step(name: StepName, workspace: string, input?: string): Promise<void> {
  const code = await run({
    workspace,
    input,
    steps: [name],
    env: {
      logger: silentLogger,
      now: () => new Date(),
      write: () => {},
      variables: { ...process.env, HUIYIN_MEMORY: values.memory },
    },
  });
  if (code !== 0) throw new Error(`The step ${name} ended with ${code}.`);
}

/** CPU-seconds of each step, and of the start of the process. */
type Spent = Record<string, number>;

async function runHere(names: readonly StepName[], workspace: string, input?: string): Promise<Spent> {
  const spent: Spent = { start: cpu() };
  for (const name of names) {
    const from = cpu();
    await step(name, workspace, name === "pull" ? input : undefined);
    spent[name] = cpu() - from;
  }
  return spent;
}

const execute = promisify(execFile);

async function child(names: readonly StepName[], workspace: string, input?: string): Promise<Spent> {
  const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--steps", names.join(","), "--folder", workspace];
  const more = ["--memory", values.memory, ...(input === undefined ? [] : ["--input", input])];
  const { stdout } = await execute(process.execPath, [...args, ...more], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Spent;
}

const steps: StepName[] = ["pull", "transform", "publish", ...(values.site ? (["site"] as const) : [])];

async function measure(name: string, make: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-bench-"));
  try {
    const [base, more, workspace] = ["base", "more", "workspace"].map((part) => join(folder, part)) as [
      string,
      string,
      string,
    ];
    await make(base);
    await split(base, more);
    const published = () => readFile(join(workspace, "published", "manifest.json"), "utf8");
    const first = await child(steps, workspace, base);
    const increment = await child(steps, workspace, more);
    const renewed = await published();
    for (const made of ["warehouse.duckdb", "warehouse", "text", "published", "site", ".tmp"]) {
      await rm(join(workspace, made), { recursive: true, force: true });
    }
    const whole = await child(steps.slice(1), workspace);
    whole.pull = (first.pull ?? 0) + (increment.pull ?? 0);
    const sum = (spent: Spent) => Object.values(spent).reduce((a, b) => a + b, 0);
    const ratio = (a: number, b: number) => (a / b).toFixed(3);
    for (const one of ["start", ...steps]) {
      const [a = 0, b = 0] = [increment[one], whole[one]];
      console.log(
        `${name}, ${one}: increment ${a.toFixed(1)} CPU-s, all again ${b.toFixed(1)} CPU-s, ratio ${ratio(a, b)}`,
      );
    }
    const [a, b] = [sum(increment), sum(whole)];
    const verdict = a <= bar * b ? "kept" : "missed";
    console.log(
      `${name}: increment ${a.toFixed(1)} CPU-s, all again ${b.toFixed(1)} CPU-s, ratio ${ratio(a, b)} (bar ${bar}: ${verdict})`,
    );
    const same = renewed === (await published());
    console.log(`${name}: published files are ${same ? "the same, byte for byte" : "NOT the same"}`);
    if (!same) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.steps !== undefined && values.folder !== undefined) {
  console.log(JSON.stringify(await runHere(values.steps.split(",") as StepName[], values.folder, values.input)));
} else {
  const { data, rows, scale } = values;
  if (data !== "tickets") {
    await measure(`sample at scale ${scale}`, async (out) => void writeSample({ out, scale: Number(scale), seed: 1 }));
  }
  if (data !== "sample") {
    await measure(`${Number(rows).toLocaleString("en")} tickets`, (folder) => writeTickets(folder, Number(rows)));
  }
}
