import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { joinParquet } from "../../pipelines/parquet-join.ts";

const columns = `'T' || lpad(CAST(i AS VARCHAR), 9, '0') AS id, CAST(i AS INTEGER) AS n, i % 3 = 0 AS is_third,
  CASE WHEN i % 7 > 0 THEN TIMESTAMP '2026-01-01' + to_seconds(i) END AS happened_at, ['a', '回音', NULL][1 + i % 3] AS word,
  CAST(NULL AS VARCHAR) AS nothing, i / 7.0 AS share, 'secret ' || i AS name`;

let engine: DuckdbEngine;
let folder: string;
const path = (name: string) => join(folder, name);
const write = (name: string, from: number, to: number, select = columns) =>
  engine.exportParquet(`SELECT ${select} FROM range(${from}, ${to}) AS r(i) ORDER BY i`, path(name));
const rows = (name: string) =>
  engine.query(`SELECT * FROM read_parquet(${literal(path(name))}, file_row_number = true) ORDER BY file_row_number`);

beforeAll(async () => {
  engine = await openDuckdb({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), "huiyin-parquet-"));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

test("files joined hold the rows of one, in their order, with the columns that were kept", async () => {
  await write("whole.parquet", 0, 300_000, columns.replace(/, 'secret.*/, ""));
  for (const [index, from] of [0, 100_000, 200_000].entries())
    await write(`part-${index}.parquet`, from, from + 100_000);
  await write("part-3.parquet", 0, 0);
  const keep = new Set(["id", "n", "is_third", "happened_at", "word", "nothing", "share"]);
  const parts = [0, 1, 2, 3].map((index) => path(`part-${index}.parquet`));
  expect(await joinParquet(parts, path("joined.parquet"), keep)).toBe(300_000);
  const same = (a: string, b: string) =>
    engine.query(
      `SELECT count(*) AS n FROM read_parquet(${literal(path(a))}, file_row_number = true) AS a
       POSITIONAL JOIN read_parquet(${literal(path(b))}, file_row_number = true) AS b WHERE a IS DISTINCT FROM b`,
    );
  expect(await same("joined.parquet", "whole.parquet")).toEqual([{ n: 0 }]);
  const facts = (name: string) =>
    engine.query(
      `SELECT path_in_schema, sum(num_values) AS filled, min(stats_min_value) AS lowest, max(stats_max_value) AS highest
       FROM parquet_metadata(${literal(path(name))}) WHERE path_in_schema NOT IN ('n', 'share') GROUP BY path_in_schema ORDER BY path_in_schema`,
    );
  expect(await facts("joined.parquet")).toEqual(await facts("whole.parquet"));
  expect((await readFile(path("joined.parquet"))).includes("secret")).toBe(false);
  expect(
    await engine.query(
      `SELECT id FROM read_parquet(${literal(path("joined.parquet"))}) WHERE id IN ('T000150000', 'T000299999') ORDER BY id`,
    ),
  ).toEqual([{ id: "T000150000" }, { id: "T000299999" }]);
});

test("a column that the first file has and another lacks is without values there", async () => {
  const without = columns.replace(
    "CASE WHEN i % 7 > 0 THEN TIMESTAMP '2026-01-01' + to_seconds(i) END AS happened_at, ",
    "",
  );
  await write("all.parquet", 0, 200, columns);
  await write("less.parquet", 200, 300_000, without.replace(", CAST(NULL AS VARCHAR) AS nothing", ""));
  const names = ["id", "n", "is_third", "happened_at", "word", "nothing", "share"];
  const paths = ["all.parquet", "less.parquet"].map(path);
  expect(await joinParquet(paths, path("more.parquet"), new Set(names))).toBe(300_000);
  const wanted = columns.replace("i % 7 > 0", "i % 7 > 0 AND i < 200").replace(/, 'secret.*/, "");
  await write("wanted.parquet", 0, 300_000, wanted);
  expect(
    await engine.query(
      `SELECT count(*) AS n, count(a.happened_at) AS filled, count(a.nothing) AS nothing, count(*) FILTER (WHERE a IS DISTINCT FROM b) AS unlike
       FROM read_parquet(${literal(path("more.parquet"))}, file_row_number = true) AS a
       POSITIONAL JOIN read_parquet(${literal(path("wanted.parquet"))}, file_row_number = true) AS b`,
    ),
  ).toEqual([{ n: 300_000, filled: 171, nothing: 0, unlike: 0 }]);
  const reversed = joinParquet([...paths].reverse(), path("refused.parquet"), new Set(names));
  await expect(reversed).rejects.toThrow("other columns");
});

test("one file without rows keeps its columns", async () => {
  await write("none.parquet", 0, 0);
  expect(await joinParquet([path("none.parquet")], path("kept.parquet"), new Set(["word", "n"]))).toBe(0);
  const [row] = await engine.query<{ columns: string[] }>(
    `SELECT list(column_name) AS columns FROM (DESCRIBE SELECT * FROM read_parquet(${literal(path("kept.parquet"))}))`,
  );
  expect(row?.columns).toEqual(["n", "word"]);
  expect(await rows("kept.parquet")).toEqual([]);
});

test("files of other columns, nested ones and what is no Parquet are refused, and nothing is left behind", async () => {
  await write("one.parquet", 0, 5, "i AS n");
  await write("other.parquet", 0, 5, "CAST(i AS VARCHAR) AS n");
  await write("nested.parquet", 0, 5, "[i] AS n");
  const keep = new Set(["n"]);
  const made = (names: string[]) => joinParquet(names.map(path), path("refused.parquet"), keep);
  await expect(made(["one.parquet", "other.parquet"])).rejects.toThrow("other columns");
  await expect(made(["nested.parquet"])).rejects.toThrow("flat columns");
  await engine.execute(`COPY (SELECT 1 AS n) TO ${literal(path("text.csv"))} (HEADER)`);
  await expect(made(["text.csv"])).rejects.toThrow();
  await expect(readFile(path("refused.parquet"))).rejects.toThrow("ENOENT");
});
