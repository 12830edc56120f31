import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { checkWhere, whereSql } from "../../sources/where.ts";

let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
});
afterAll(() => engine.close());

const header = ["状态", "类型", "数量", "Order No", "made"];
const check = (sql: string) => checkWhere({ sql, place: "mapping.yaml line 11" }, header, (text) => engine.parse(text));

describe("where", () => {
  it.each([
    "状态 <> '测试'",
    "状态 in ('a', 'b') and not 类型 like '%退%'",
    "\"Order No\" is not null or lower(状态) = 'x'",
    "TRY_CAST(数量 AS DOUBLE) > 3",
    "case when 状态 = 'a' then true else false end",
    "数量 between '1' and '5' -- a comment",
    "regexp_matches(类型, '^维')",
    "_line <> '3'",
    "coalesce(状态, '') <> ''",
  ])("takes %s", async (sql) => {
    await expect(check(sql)).resolves.toBeUndefined();
  });

  it.each([
    [
      "状态 in (select 1)",
      'mapping.yaml line 11: where "状态 in (select 1)" holds a query inside it, which is not taken.',
    ],
    ["read_text('/etc/passwd') = 'x'", /calls read_text\(\), which is not taken/],
    ["exists (from read_csv('x'))", /a query inside it/],
    ["getenv('HOME') = 'x'", /calls getenv\(\)/],
    ["状态 = 'a'; drop table x", /is not one SQL expression/],
    ["true) from t --", /is not one SQL expression/],
    ["状态 = 'a', 类型 = 'b'", /neither true nor false|calls row/],
    ["状态x = 'a'", /names "状态x", which is no column of the file; did you mean "状态"\?/],
    ["t.状态 = 'a'", /names "t.状态"/],
    ["状态", /is neither true nor false/],
    ["'x'", /is neither true nor false/],
    ["数量 > 3", /compares the text "数量" with a number; wanted TRY_CAST/],
    ["cast(数量 as integer) > 3", /wanted TRY_CAST/],
    ["count(*) over () > 1", /a window function/],
    ["columns('.*') = 'a'", /holds \*/],
    ["$1 = 状态", /a parameter/],
    ["", /is not one SQL expression/],
  ])("refuses %s", async (sql, message) => {
    await expect(check(sql)).rejects.toThrow(message);
  });

  it.each([
    "getenv('HOME')",
    "current_setting('allowed_directories')",
    "read_text('x')",
    "read_blob('x')",
    "read_csv('x')",
    "read_json('x')",
    "read_parquet('x')",
    "parquet_scan('x')",
    "glob('*')",
    "sniff_csv('x')",
    "query('SELECT 1')",
    "query_table('kept')",
    "getvariable('x')",
    "currval('x')",
    "nextval('x')",
    "error('x')",
    "random()",
    "now()",
    "uuid()",
    "version()",
    "current_user()",
    "current_database()",
    "current_schemas(true)",
    "in_search_path('a', 'b')",
    "write_log('x')",
    "sleep_ms(1)",
    "json_execute_serialized_sql('{}')",
    "json_serialize_sql('SELECT 1')",
    "repeat('x', 1000000000)",
    "list_transform([1], x -> x)",
    "unnest([1])",
    "nonsense('x')",
    "\"read_text\"('x')",
    "main.getenv('HOME')",
    "system.main.getenv('HOME')",
    "READ_TEXT('x')",
  ])("refuses what is no comparison of cells: %s", async (call) => {
    for (const sql of [
      `${call} = 'x'`,
      `状态 = 'a' OR (${call}) IS NOT NULL`,
      `lower(CAST(${call} AS VARCHAR)) = 'x'`,
    ]) {
      await expect(check(sql), sql).rejects.toThrow(/^mapping.yaml line 11: where /);
    }
  });

  it.each([
    "状态 IN (FROM kept)",
    "状态 = ANY (SELECT 1)",
    "EXISTS (SELECT 1)",
    "(SELECT count(*) FROM duckdb_settings()) > 0",
    "状态 = (TABLE kept)",
    "状态 = (VALUES ('a'))",
    "(WITH t AS (SELECT 1) SELECT * FROM t) = 1",
    "状态 = 'a' UNION SELECT true",
    "状态 = 'a' LIMIT 1",
    "状态 = 'a') FROM kept --",
    "状态 = 'a') OR (SELECT true",
    "true); COPY kept TO 'x'; SELECT (true",
    "状态 = 'a' /* ; */; ATTACH 'x'",
    "kept.one = 1",
    "kept IS NULL",
    "rowid = 1",
    "COLUMNS(*) = 'a'",
    "sum(1) OVER () > 0",
    "状态 = ?",
    "状态 = $$a$$ COLLATE NOCASE",
    "MAP {'a': 1}['a'] = 1",
    "{'a': 1}.a = 1",
  ])("refuses what reaches beyond its brackets: %s", async (sql) => {
    await expect(check(sql), sql).rejects.toThrow(/^mapping.yaml line 11: where /);
  });

  it("keeps the rows for which it is true", async () => {
    const rows = await engine.query(
      `SELECT 状态 FROM (VALUES ('a'), ('测试'), (NULL)) t(状态) WHERE ${whereSql("状态 <> '测试' -- not tests")}`,
    );
    expect(rows).toEqual([{ 状态: "a" }]);
  });
});
