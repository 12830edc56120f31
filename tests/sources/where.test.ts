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

  it("keeps the rows for which it is true", async () => {
    const rows = await engine.query(
      `SELECT 状态 FROM (VALUES ('a'), ('测试'), (NULL)) t(状态) WHERE ${whereSql("状态 <> '测试' -- not tests")}`,
    );
    expect(rows).toEqual([{ 状态: "a" }]);
  });
});
