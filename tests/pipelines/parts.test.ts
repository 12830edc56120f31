import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFaults } from "../../pipelines/checks.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Engine } from "../../pipelines/engines/engine.ts";
import { modelFiles } from "../../pipelines/model-files.ts";
import { materialise, parseModel } from "../../pipelines/models.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { exportTable, publishedTables } from "../../pipelines/published/tables.ts";
import { rangesOf } from "../../pipelines/ranges.ts";

const transforms = fileURLToPath(new URL("../../transforms", import.meta.url));
const sql = `-- Tickets with their visits
-- parts: tickets, visits
SELECT ticket.id, visit.n
FROM (SELECT id FROM tickets WHERE in_part(id)) AS ticket
LEFT JOIN (SELECT id, n FROM visits WHERE in_part(id)) AS visit ON ticket.id = visit.id`;

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckdb({ threads: 1 });
  await loadPrelude(engine, transforms, { asOf: new Date("2026-01-01T00:00:00Z"), zone: "Asia/Shanghai" });
  await engine.execute("CREATE TABLE tickets AS SELECT 'T' || CAST(i AS VARCHAR) AS id FROM range(100) AS r(i)");
  await engine.execute(
    "CREATE TABLE visits AS SELECT 'T' || CAST(i AS VARCHAR) AS id, i AS n FROM range(0, 100, 3) AS r(i)",
  );
});
afterAll(() => engine.close());

test("a table made in parts holds the rows it holds when made at once", async () => {
  const model = await parseModel(engine, sql, "marts/fct_parts.sql");
  const rows = () => engine.query("SELECT id, n FROM fct_parts ORDER BY id");
  expect(await materialise(engine, model)).toBe(100);
  const whole = await rows();
  expect(await materialise(engine, model, { rows: 7 })).toBe(100);
  expect(await rows()).toEqual(whole);
  expect(await engine.query("SELECT count(*) AS n FROM tickets WHERE in_part(id)")).toEqual([{ n: 100 }]);
});

test("a table without a row is left as a view of none, of the same columns, and becomes a table again with the first", async () => {
  await engine.execute("CREATE TABLE calls (id VARCHAR, called_at TIMESTAMP, minutes DOUBLE)");
  const model = await parseModel(
    engine,
    "-- Calls\n-- materialised: table\nSELECT id, called_at, minutes FROM calls",
    "intermediate/int_calls.sql",
  );
  const kind = async () =>
    (await engine.query("SELECT table_type AS kind FROM information_schema.tables WHERE table_name = 'int_calls'"))[0];
  const types = () => engine.query("SELECT column_name, column_type FROM (DESCRIBE int_calls)");
  expect(await materialise(engine, model)).toBe(0);
  expect(await kind()).toEqual({ kind: "VIEW" });
  expect(await types()).toEqual([
    { column_name: "id", column_type: "VARCHAR" },
    { column_name: "called_at", column_type: "TIMESTAMP" },
    { column_name: "minutes", column_type: "DOUBLE" },
  ]);
  const joined = "EXPLAIN SELECT * FROM tickets JOIN int_calls USING (id)";
  expect((await engine.query<{ explain_value: string }>(joined))[0]?.explain_value).not.toContain("tickets");
  await engine.execute("INSERT INTO calls VALUES ('T1', TIMESTAMP '2026-01-01', 3.5)");
  expect(await materialise(engine, model)).toBe(1);
  expect(await kind()).toEqual({ kind: "BASE TABLE" });
  expect(await engine.query("SELECT id, minutes FROM int_calls")).toEqual([{ id: "T1", minutes: 3.5 }]);
});

const files = `-- Tickets with their visits, as files
-- grain: id
-- materialised: files
-- parts: tickets
SELECT ticket.id, visit.n, 'SN' || ticket.id AS serial
FROM (SELECT id FROM tickets WHERE in_part(id)) AS ticket
LEFT JOIN visits AS visit ON ticket.id = visit.id`;

test("a table made as files holds the same rows in the order of its grain, and is published without being sorted again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-parts-"));
  try {
    const model = await parseModel(engine, files, "marts/fct_filed.sql");
    expect(await materialise(engine, model)).toBe(100);
    const whole = await engine.query("SELECT * FROM fct_filed ORDER BY id");
    expect(await materialise(engine, model, { folder, rows: 30 })).toBe(100);
    expect(await modelFiles(model, folder)).toHaveLength(4);
    expect(await engine.query("SELECT * FROM fct_filed ORDER BY id")).toEqual(whole);
    expect(await engine.query("SELECT count(*) AS n FROM tickets WHERE in_part(id)")).toEqual([{ n: 100 }]);
    const [table] = await publishedTables(engine, [model], folder);
    if (table === undefined) throw new Error("fct_filed is not published");
    expect(await exportTable(engine, table, join(folder, "out.parquet"))).toBe(100);
    const published = await engine.query(
      `SELECT * EXCLUDE (file_row_number) FROM read_parquet('${join(folder, "out.parquet")}', file_row_number = true) ORDER BY file_row_number`,
    );
    expect(published).toEqual(whole.map(({ serial: _, ...row }) => row));
    expect(await materialise(engine, model, { folder })).toBe(100);
    expect(await modelFiles(model, folder)).toHaveLength(1);
  } finally {
    await engine.execute("DROP VIEW IF EXISTS fct_filed");
    await rm(folder, { recursive: true });
  }
});

const late = `-- Tickets with columns that are empty up to the last range
-- grain: id
-- materialised: files
-- parts: tickets
SELECT id, CASE WHEN id = 'T99' THEN 1 END AS n, CAST(NULL AS DATE) AS never, CASE WHEN id > 'T5' THEN id END AS half
FROM tickets
WHERE in_part(id)`;

test("a column that is empty for many ranges has its values where they come", async () => {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-parts-"));
  try {
    const model = await parseModel(engine, late, "marts/fct_late.sql");
    await materialise(engine, model);
    const whole = await engine.query("SELECT * FROM fct_late ORDER BY id");
    await materialise(engine, model, { folder, rows: 15 });
    expect(await modelFiles(model, folder)).toHaveLength(7);
    expect(await engine.query("SELECT * FROM fct_late")).toEqual(whole);
    expect(whole.at(-1)).toEqual({ id: "T99", n: 1, never: null, half: "T99" });
    const [table] = await publishedTables(engine, [model], folder);
    if (table === undefined) throw new Error("fct_late is not published");
    expect(await exportTable(engine, table, join(folder, "out.parquet"))).toBe(100);
    expect(await engine.query(`SELECT * FROM read_parquet('${join(folder, "out.parquet")}')`)).toEqual(whole);
    const asked = "EXPLAIN SELECT count(*) FROM fct_late WHERE never IS NOT NULL";
    expect((await engine.query<{ explain_value: string }>(asked))[0]?.explain_value).not.toContain("PARQUET");
  } finally {
    await engine.execute("DROP VIEW IF EXISTS fct_late");
    await rm(folder, { recursive: true });
  }
});

test("a key that is twice in a table made as files is found", async () => {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-parts-"));
  try {
    await engine.execute(
      "CREATE TABLE twice AS SELECT id FROM tickets UNION ALL VALUES ('T7'), ('T42'), ('T42'), (NULL), (NULL)",
    );
    const text = `-- Tickets, some of them twice
-- grain: id
-- materialised: files
-- parts: twice
SELECT id FROM twice WHERE in_part(id)`;
    const model = await parseModel(engine, text, "marts/fct_twice.sql");
    await materialise(engine, model, { folder, rows: 30 });
    const broken = [{ rule: "grain id", severity: "fail", subject: "fct_twice", rows: 3 }];
    expect(await findFaults(engine, [model], [], folder)).toMatchObject(broken);
    expect(await findFaults(engine, [model], [])).toMatchObject(broken);
  } finally {
    await engine.execute("DROP VIEW IF EXISTS fct_twice");
    await rm(folder, { recursive: true });
  }
});

test("a table with lists is published whole, however many rows it has", async () => {
  const rows = 4 * 122_880 + 1;
  await engine.execute(
    `CREATE TABLE fct_lists AS SELECT 'T' || CAST(i AS VARCHAR) AS id, ['a', 'b'] AS words FROM range(${rows}) AS r(i)`,
  );
  const folder = await mkdtemp(join(tmpdir(), "huiyin-lists-"));
  try {
    const [table] = await publishedTables(engine, [], folder);
    if (table?.name !== "fct_lists") throw new Error("fct_lists is not published.");
    const target = join(folder, "out.parquet");
    expect(await exportTable(engine, table, target)).toBe(rows);
    expect(await engine.query(`SELECT count(*) AS n, min(len(words)) AS words FROM '${target}'`)).toEqual([
      { n: rows, words: 2 },
    ]);
  } finally {
    await rm(folder, { recursive: true });
    await engine.execute("DROP TABLE fct_lists");
  }
});

test("ranges hold every row once, whatever repeats or is NULL", async () => {
  const rows = "(VALUES ('b'), (NULL), ('a'), ('b'), ('b'), ('c'), ('b'), ('d'), (NULL), ('e')) AS t(id)";
  await engine.execute(`CREATE TABLE keys AS SELECT * FROM ${rows}`);
  for (const size of [1, 2, 3, 9, 10, 11]) {
    const ranges = await rangesOf(engine, "keys", "id", size);
    const held: unknown[] = [];
    for (const range of ranges) {
      const part = await engine.query<{ id: string | null }>(
        `SELECT id FROM keys WHERE ${range("id")} ORDER BY id NULLS FIRST`,
      );
      held.push(...part.map(({ id }) => id));
    }
    expect(held).toEqual([null, null, "a", "b", "b", "b", "b", "c", "d", "e"]);
  }
});
