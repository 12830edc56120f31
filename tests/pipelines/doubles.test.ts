import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDoubles } from "../../pipelines/doubles.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";

let folder: string;
let engine: DuckdbEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-doubles-"));
  engine = await openDuckdb({ memoryLimit: "500MB", threads: 1 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

type Policy = "latest" | "first" | "quarantine";
const policies: readonly Policy[] = ["latest", "first", "quarantine"];

/** The replaced lines with their keys, as the list that is written says. */
async function doubles(sql: string, policy: Policy): Promise<[number, string][]> {
  const part = join(folder, "part.parquet");
  const target = join(folder, "superseded.parquet");
  await rm(target, { force: true });
  await engine.execute(`COPY (${sql}) TO ${literal(part)} (FORMAT parquet, PARQUET_VERSION v2)`);
  const load = { entity: "tickets" as const, fields: new Set(["ticket_id", "created_at"]), policy };
  const found = await findDoubles(engine, part, target, load);
  const count = policy === "quarantine" ? found.quarantined.size : found.superseded;
  if (count === 0) return [];
  const rows = await engine.query<{ _line: number; key: string }>(`SELECT * FROM read_parquet(${literal(target)})`);
  expect(rows.length).toBe(count);
  if (policy === "quarantine") expect([...found.quarantined]).toEqual(rows.map(({ _line, key }) => [_line, key]));
  return rows.map(({ _line, key }) => [_line, key]);
}

/** The same by a map of the keys. */
function replaced(keys: readonly string[], policy: Policy): [number, string][] {
  const kept = new Map<string, number>();
  for (const [index, key] of keys.entries()) if (policy === "latest" || !kept.has(key)) kept.set(key, index);
  return keys.flatMap((key, index): [number, string][] => (kept.get(key) === index ? [] : [[index + 2, key]]));
}

const rowsOf = (keys: readonly string[]) =>
  `SELECT key AS ticket_id, CAST(line AS INTEGER) AS _line
   FROM (VALUES ${keys.map((key, index) => `(${literal(key)}, ${index + 2})`).join(", ")}) AS t(key, line)`;

describe("rows with one key", () => {
  const key = fc.constantFrom("A", "B", "a", "B ", "字", "字字", "é", "T10", "T9", "T09", "\u{1f527}");
  test("are found alike whether the keys ascend, count up, descend or come as they please", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(key, { minLength: 1, maxLength: 30 }),
        fc.constantFrom("up", "count", "down", "any"),
        fc.constantFrom(...policies),
        async (some, order, policy) => {
          const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
          const counted = (a: string, b: string) => Buffer.byteLength(a) - Buffer.byteLength(b) || bytes(a, b);
          const sorts = { up: bytes, count: counted, down: (a: string, b: string) => bytes(b, a), any: () => 0 };
          const keys = [...some].sort(sorts[order]);
          expect(await doubles(rowsOf(keys), policy)).toEqual(replaced(keys, policy));
        },
      ),
      { numRuns: 80, seed: 9 },
    );
  });
  const id = "'T' || lpad(CAST(i AS VARCHAR), 9, '0')";
  const many = (key: string) => `SELECT ${key} AS ticket_id, CAST(i + 2 AS INTEGER) AS _line FROM range(300000) t(i)`;
  test("are found when the last row of a long file repeats the first", async () => {
    const sql = many(`CASE WHEN i = 299999 THEN 'T000000000' ELSE ${id} END`);
    expect(await doubles(sql, "latest")).toEqual([[2, "T000000000"]]);
    expect(await doubles(sql, "first")).toEqual([[300001, "T000000000"]]);
  });
  test("are found at the end of a long file in order, and none where there is none", async () => {
    const sql = many(`CASE WHEN i = 299999 THEN 'T000299998' ELSE ${id} END`);
    expect(await doubles(sql, "latest")).toEqual([[300000, "T000299998"]]);
    expect(await doubles(sql, "quarantine")).toEqual([[300001, "T000299998"]]);
    expect(await doubles(many(id), "latest")).toEqual([]);
  });
  test("may be more than are compared one by one", async () => {
    const sql = many("'T' || lpad(CAST(i // 2 AS VARCHAR), 9, '0')");
    const lines = await doubles(sql, "latest");
    expect(lines.length).toBe(150_000);
    expect(lines.every(([line], index) => line === 2 * index + 2)).toBe(true);
  });
});
