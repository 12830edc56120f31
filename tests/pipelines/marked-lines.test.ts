import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { lineSet, missingLines } from "../../pipelines/line-set.ts";
import { canSeek, linesAt, type MarkedFile } from "../../pipelines/marked-lines.ts";
import { eachRecord, type Layout } from "../../sources/scan.ts";
import { surveyFile } from "../../sources/survey.ts";

let folder: string;
let engine: DuckdbEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-lines-"));
  engine = await openDuckdb({ memoryLimit: "300MB", threads: 1 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const byLine: Layout = { delimiter: undefined, columns: undefined };

/** Every line as the scanner gives it, which goes through the file from its start. */
async function scanned(path: string, layout: Layout): Promise<string[]> {
  const lines: string[] = [];
  await eachRecord(path, layout, (bytes, found, line) => {
    lines[line] = bytes.toString("utf8", found.start, found.end);
  });
  return lines;
}

function sought(file: MarkedFile, lines: readonly number[]): [number, string][] {
  const found: [number, string][] = [];
  for (const { line, text } of linesAt(file, lines)) found.push([line, text]);
  return found;
}

describe("lines found by their marks", () => {
  const cell = fc.constantFrom("", "a", '"q"', '"q""q, "', " blank ", "字字字", "\u2028", "x".repeat(300));
  const line = fc.tuple(cell, cell, fc.constantFrom("1", "z")).map((cells) => cells.join(","));
  test("are the ones a scan of the whole file finds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 200 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
        async (lines, end, closed, cells, wanted) => {
          const path = join(folder, "lines.csv");
          const layout = cells ? { delimiter: 44, columns: 3 } : byLine;
          await writeFile(path, lines.join(end) + (closed ? end : ""));
          const survey = await surveyFile(path, layout, { headerRecords: 0 });
          expect(survey).toMatchObject({ plain: true, lines: lines.length, records: lines.length });
          const numbers = lines.map((_, index) => index + 1).filter(() => wanted.next().value);
          const all = await scanned(path, layout);
          expect(sought({ path, ...survey }, numbers)).toEqual(numbers.map((number) => [number, all[number]]));
        },
      ),
      { numRuns: 60, seed: 32 },
    );
  });
  test("are found over the borders of the blocks a file is read by", async () => {
    const path = join(folder, "long.csv");
    const lines = Array.from(
      { length: 700 },
      (_, index) => `${index},${index % 3 ? "" : '"'}${"字".repeat(7000)}${index % 3 ? "" : '"'},c`,
    );
    await writeFile(path, lines.join("\n"));
    const survey = await surveyFile(path, { delimiter: 44, columns: 3 }, { headerRecords: 0 });
    expect(survey.bytes).toBeGreaterThan(3 * 4_194_304);
    const numbers = [1, 2, 31, 32, 33, 64, 65, 199, 200, 201, 400, 699, 700];
    const found = sought({ path, ...survey }, numbers);
    expect(found.map(([, text]) => text)).toEqual(numbers.map((number) => lines[number - 1]));
  });
  test("are not sought where many long ones stand between two marks", () => {
    expect(canSeek({ path: "", bytes: 40 << 20, marks: [0, 10 << 20, 26 << 20] })).toBe(true);
    expect(canSeek({ path: "", bytes: 40 << 20, marks: [0, 10 << 20, 22 << 20] })).toBe(false);
    expect(canSeek({ path: "", bytes: 40 << 20, marks: [0, (16 << 20) + 1, 30 << 20] })).toBe(false);
  });
});

describe("lines that are missing", () => {
  const relation = (lines: readonly number[]) =>
    lines.length === 0
      ? "(SELECT CAST(NULL AS INTEGER) AS _line LIMIT 0)"
      : `(SELECT unnest([${lines.join(", ")}]) AS _line)`;
  test("are those a set of the lines does not have", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 2, max: 40 })),
        fc.integer({ min: 40, max: 44 }),
        async (some, last) => {
          const lines = some.sort((a, b) => a - b);
          const set = await lineSet(engine, `SELECT _line FROM ${relation(lines)}`, last);
          const wanted = Array.from({ length: last - 1 }, (_, index) => index + 2).filter((line) => !set.has(line));
          expect(await missingLines(engine, relation(lines), { first: 2, last, rows: lines.length })).toEqual(wanted);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
  test("are not listed where lines do not ascend, repeat, lie outside or do not add up", async () => {
    const range = { first: 1, last: 6, rows: 4 };
    expect(await missingLines(engine, relation([1, 3, 5, 6]), range)).toEqual([2, 4]);
    for (const lines of [
      [1, 5, 3, 6],
      [1, 3, 3, 6],
      [0, 3, 5, 6],
      [1, 3, 5, 9],
      [6, 5, 3, 1],
    ]) {
      expect(await missingLines(engine, relation(lines), range), String(lines)).toBeUndefined();
    }
    expect(await missingLines(engine, relation([1, 2, 3, 4, 5, 6, 7]), { ...range, rows: 7 })).toBeUndefined();
    expect(await missingLines(engine, relation([1]), { first: 1, last: 1e6, rows: 1 })).toBeUndefined();
  });
});
