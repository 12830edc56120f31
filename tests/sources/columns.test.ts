import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { compileColumns } from "../../sources/contracts/columns.ts";
import { type Entity, entities } from "../../sources/contracts/index.ts";
import { findFixedSince, fixedSince } from "../../sources/contracts/times.ts";
import type { ColumnPlan } from "../../sources/mapping-column.ts";

let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
});
afterAll(() => engine.close());

const text = (value: string | null) => (value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`);

/** Reads one cell as one field: the typed value, or the checks it fails. */
async function read(
  entity: Entity,
  field: string,
  value: string | null,
  options: { plan?: Partial<Extract<ColumnPlan, { from: string }>>; zone?: string; nulls?: string[] } = {},
) {
  const columns = compileColumns({
    entity: { ...entity, rules: [] },
    columns: { [field]: { from: "cell", ...options.plan } },
    extra: [],
    nested: [],
    rules: {},
    zone: options.zone ?? "Asia/Shanghai",
    nulls: options.nulls ?? [],
  });
  const raw = `(SELECT 1 AS _line, CAST(${text(value)} AS VARCHAR) AS cell)`;
  const checks = columns.checks.map((check) => `coalesce(${check.when}, false)`);
  const [row] = await engine.query<{ value: unknown; broken: boolean[] }>(
    `SELECT "${field}" AS value, CAST([${checks.join(", ")}] AS BOOLEAN[]) AS broken FROM (${columns.typed(raw)})`,
  );
  const failed = columns.checks.filter((_, index) => row?.broken[index]).map(({ rule }) => rule.split(".")[1]);
  return failed.length > 0 ? failed.join(" ") : row?.value;
}

const at = (value: string | null, options = {}) => read(entities.tickets, "closed_at", value, options);

describe("a time", () => {
  test.each([
    ["2026-01-05 08:03:00", "2026-01-05T00:03:00.000Z"],
    ["2026-01-05T08:03:00", "2026-01-05T00:03:00.000Z"],
    ["2026-01-05 08:03", "2026-01-05T00:03:00.000Z"],
    ["2026/1/5 8:03", "2026-01-05T00:03:00.000Z"],
    ["2026-1-5 8:3:05", "2026-01-05T00:03:05.000Z"],
    ["2026-01-05", "2026-01-04T16:00:00.000Z"],
    [" 2026-01-05 08:03:00 ", "2026-01-05T00:03:00.000Z"],
    ["2026-01-05 08:03:00.250", "2026-01-05T00:03:00.250Z"],
    ["2026-01-05 24:00:00", "2026-01-05T16:00:00.000Z"],
    ["2026/01/05 08:03:00", "2026-01-05T00:03:00.000Z"],
    ["2026-1-5 8:3:05.125", "2026-01-05T00:03:05.125Z"],
  ])("without an offset is in the source's zone: %s", async (value, wanted) => expect(await at(value)).toBe(wanted));

  test.each([
    ["2026-01-05T08:03:00Z", "2026-01-05T08:03:00.000Z"],
    ["2026-01-05T08:03:00z", "2026-01-05T08:03:00.000Z"],
    ["2026-01-05T08:03Z", "2026-01-05T08:03:00.000Z"],
    ["2026-01-05T08:03:00+08:00", "2026-01-05T00:03:00.000Z"],
    ["2026-01-05 08:03:00+08", "2026-01-05T00:03:00.000Z"],
    ["2026-01-05 08:03:00 +0800", "2026-01-05T00:03:00.000Z"],
    ["2026-01-05T08:03-05:30", "2026-01-05T13:33:00.000Z"],
    ["2026-1-5 8:03:00-08", "2026-01-05T16:03:00.000Z"],
    ["2026-01-05 8:3:5-08", "2026-01-05T16:03:05.000Z"],
    ["2026-01-05 8:3:5+09", "2026-01-04T23:03:05.000Z"],
    ["2026-01-05 8:3-08", "2026-01-05T16:03:00.000Z"],
    ["2026-1-05 08:03:00Z", "2026-01-05T08:03:00.000Z"],
    ["2026-01-05 8:03:00Z", "2026-01-05T08:03:00.000Z"],
    ["2026-01-05T08:03:00.5-0800", "2026-01-05T16:03:00.500Z"],
  ])("with an offset is what it says: %s", async (value, wanted) => expect(await at(value)).toBe(wanted));

  test.each([
    ["2026-01-05 08:00-12:00", "2026-01-05T00:00:00.000Z", "2026-01-05T04:00:00.000Z"],
    ["2026/1/5 8:30~10:00", "2026-01-05T00:30:00.000Z", "2026-01-05T02:00:00.000Z"],
    ["2026年1月5日 8点－10点", "2026-01-05T00:00:00.000Z", "2026-01-05T02:00:00.000Z"],
    ["2026年1月5日 8点-10点", "2026-01-05T00:00:00.000Z", "2026-01-05T02:00:00.000Z"],
    ["2026年1月5日8时30分至10时", "2026-01-05T00:30:00.000Z", "2026-01-05T02:00:00.000Z"],
    ["2026-01-05 13:00:00 ~ 2026-01-06 09:30:00", "2026-01-05T05:00:00.000Z", "2026-01-06T01:30:00.000Z"],
    ["2026-01-05 20:00-24:00", "2026-01-05T12:00:00.000Z", "2026-01-05T16:00:00.000Z"],
    ["2026-01-05 上午", "2026-01-04T16:00:00.000Z", "2026-01-05T04:00:00.000Z"],
    ["2026-01-05下午", "2026-01-05T04:00:00.000Z", "2026-01-05T10:00:00.000Z"],
    ["2026-02-30 08:00-12:00", "timestamp", "timestamp"],
    ["2026-01-05 08:00", "timestamp", "timestamp"],
    ["尽快", "timestamp", "timestamp"],
  ])("in a window of one cell is where it begins and where it ends: %s", async (value, from, to) => {
    expect(await at(value, { plan: { formats: ["window_from"] } })).toBe(from);
    expect(await at(value, { plan: { formats: ["window_to"] } })).toBe(to);
  });

  test("a window is no time, though its end looks like an offset; beside plain times both are read", async () => {
    expect(await at("2026-01-05 08:00-12:00")).toBe("timestamp");
    expect(await at("2026-01-05 08:00 - 12:00")).toBe("timestamp");
    expect(await at("2026-01-05 08:00-12:00", { plan: { formats: ["window_from", "iso"] } })).toBe(
      "2026-01-05T00:00:00.000Z",
    );
    expect(await at("2026-01-05 08:00", { plan: { formats: ["window_from", "iso"] } })).toBe(
      "2026-01-05T00:00:00.000Z",
    );
    expect(await at("2026-01-05T08:00-05:30", { plan: { formats: ["window_from", "iso"] } })).toBe(
      "2026-01-05T13:30:00.000Z",
    );
  });

  test.each([
    "2026-01-05T09:00:00+25:00",
    "2026-01-05T09:00:00+08:60",
    "2026-02-30 08:00:00",
    "2026-13-01",
    "昨天",
    "infinity",
    "epoch",
    "today",
    "20260105",
    "2026-01-05 25:00",
    "2026-01-05 08:60:00",
    "二〇二六年一月五日上午八点零:三分:零秒",
    "2026-01-05 08:03:00 CST",
    "0026-01-05 08:03:00",
    "9999-12-31 00:00:00",
    "12026-01-01",
    "5",
  ])("that is none is refused: %s", async (value) => expect(await at(value)).toBe("timestamp"));

  test("may be missing", async () => {
    for (const value of [null, "", "  ", "　"]) expect(await at(value)).toBeNull();
  });

  test("follows a mapped format, the first that fits", async () => {
    const plan = (...formats: string[]) => ({ plan: { formats } });
    expect(await at("05/01/2026 08:03", plan("%d/%m/%Y %H:%M"))).toBe("2026-01-05T00:03:00.000Z");
    expect(await at("2026年1月5日 8:03", plan("%d/%m/%Y", "%Y年%m月%d日 %H:%M"))).toBe("2026-01-05T00:03:00.000Z");
    expect(await at("01/05/2026", plan("%d/%m/%Y", "iso"))).toBe("2026-04-30T16:00:00.000Z");
    expect(await at("2026-01-05T08:03:00Z", plan("%d/%m/%Y", "iso"))).toBe("2026-01-05T08:03:00.000Z");
    expect(await at("1767571380", plan("epoch"))).toBe("2026-01-05T00:03:00.000Z");
    expect(await at("1767571380250", plan("epoch_ms"))).toBe("2026-01-05T00:03:00.250Z");
    expect(await at("46027.5", plan("excel"))).toBe("2026-01-05T04:00:00.000Z");
    expect(await at("2026-01-05 08:03 +0530", plan("%Y-%m-%d %H:%M %z"))).toBe("2026-01-05T02:33:00.000Z");
    expect(await at("2026-01-05", plan("%d/%m/%Y"))).toBe("timestamp");
    for (const format of ["epoch", "epoch_ms", "excel"]) {
      for (const value of ["1e300", "99999999999999999", "-1e17", "nan", "x"]) {
        expect(await at(value, plan(format)), `${format} ${value}`).toBe("timestamp");
      }
    }
  });

  test("in a zone that changes its clocks follows the zone's tables", async () => {
    const berlin = { zone: "Europe/Berlin" };
    expect(await at("2026-01-05 08:00:00", berlin)).toBe("2026-01-05T07:00:00.000Z");
    expect(await at("2026-07-05 08:00:00", berlin)).toBe("2026-07-05T06:00:00.000Z");
    expect(await at("1988-07-05 08:00:00")).toBe("1988-07-04T23:00:00.000Z");
    expect(fixedSince("Asia/Shanghai")).toEqual({ since: "1992-01-01", offsetMinutes: 480 });
    expect(findFixedSince("Asia/Shanghai")).toEqual(fixedSince("Asia/Shanghai"));
    expect(fixedSince("Europe/Berlin")).toBeUndefined();
    expect(fixedSince("Asia/Kolkata")?.offsetMinutes).toBe(330);
  });
});

describe("a number", () => {
  const nps = (value: string | null) => read(entities.ratings, "nps", value);
  const km = (value: string | null) => read(entities.visits, "km", value);
  test("that is whole is never rounded into one", async () => {
    expect(await nps("7")).toBe(7);
    expect(await nps(" 7.0 ")).toBe(7);
    expect(await nps("3.7")).toBe("integer");
    expect(await nps("0x5")).toBe("integer");
    expect(await nps("seven")).toBe("integer");
    expect(await nps("")).toBeNull();
  });
  test("stays in its range", async () => {
    expect(await nps("11")).toBe("range");
    expect(await nps("-1")).toBe("range");
    expect(await nps("99999999999")).toBe("integer");
    expect(await km("2.5")).toBe(2.5);
    expect(await km("-0.1")).toBe("range");
    for (const value of ["nan", "inf", "-Infinity", "1,000"]) expect(await km(value)).toBe("number");
  });
});

describe("other kinds", () => {
  test("choices forgive case and blanks, and nothing else", async () => {
    const status = (value: string, plan = {}) => read(entities.tickets, "status", value, { plan });
    expect(await status("open")).toBe("open");
    expect(await status(" Closed")).toBe("closed");
    expect(await status("OPEN\u3000")).toBe("open");
    expect(await status("opens")).toBe("choice");
    for (const value of ["", " ", "\u3000"]) expect(await status(value)).toBeNull();
    expect(await status("done")).toBe("choice");
    const values = { 已关: "closed", 处理中: "open" };
    expect(await status("已关 ", { values })).toBe("closed");
    expect(await status("open", { values })).toBe("open");
    expect(await status("??", { values })).toBe("choice");
    expect(await status("??", { values, otherwise: { kind: "value", value: "open" } })).toBe("open");
    expect(await status("??", { values, otherwise: { kind: "value", value: null } })).toBeNull();
  });
  test("texts lose blanks around them and markers of nothing", async () => {
    const model = (value: string, options = {}) => read(entities.tickets, "model", value, options);
    expect(await model("  A 1 ")).toBe("A 1");
    expect(await model("\tA1")).toBe("A1");
    expect(await model("   ")).toBeNull();
    expect(await model("无", { nulls: ["无", "?"] })).toBeNull();
    expect(await model("it's", { nulls: ["it's"] })).toBeNull();
    expect(await model("甲", { plan: { values: { 甲: "A" } } })).toBe("A");
    expect(await model("乙", { plan: { values: { 甲: "A" } } })).toBe("values");
  });
  test("dates, months, booleans and lists", async () => {
    const due = (value: string) => read(entities.proactive_tasks, "due_on", value);
    expect(await due("2026-01-05")).toBe("2026-01-05");
    expect(await due("2026/1/5")).toBe("2026-01-05");
    for (const value of ["2026-02-30", "infinity", "epoch", "9999-12-31"]) expect(await due(value)).toBe("date");
    const excel = (value: string) => read(entities.proactive_tasks, "due_on", value, { plan: { formats: ["excel"] } });
    expect(await excel("46027.9")).toBe("2026-01-05");
    expect(await excel("1e300")).toBe("date");
    const month = (value: string) => read(entities.installed_base, "month", value);
    expect(await month("2026-03")).toBe("2026-03-01");
    expect(await month("2026-03-17")).toBe("2026-03-01");
    expect(await month("2026-13")).toBe("month");
    const upheld = (value: string) => read(entities.feedback, "upheld", value);
    expect(await upheld("是")).toBe(true);
    expect(await upheld("FALSE")).toBe(false);
    expect(await upheld("maybe")).toBe("boolean");
    const items = (value: string) => read(entities.visits, "checked_items", value);
    expect(await items('["shoe_covers"]')).toBe('["shoe_covers"]');
    expect(await items('{"a":1}')).toBe("json");
    expect(await items("[oops")).toBe("json");
  });
  test("required values are asked for once, and not called badly written as well", async () => {
    expect(await read(entities.tickets, "created_at", null)).toBe("required");
    expect(await read(entities.tickets, "created_at", "  ")).toBe("required");
    expect(await read(entities.tickets, "ticket_id", " ")).toBe("required");
  });
});

describe("rules over several fields", () => {
  const compiled = (columns: string[], rules = {}) =>
    compileColumns({
      entity: entities.tickets,
      columns: Object.fromEntries(columns.map((name) => [name, { from: name }])),
      extra: [],
      nested: [],
      rules,
      zone: "UTC",
      nulls: [],
    });
  test("are left out where the file lacks a field they speak of", () => {
    const names = (columns: string[]) => compiled(columns).checks.map(({ rule }) => rule);
    expect(names(["ticket_id", "created_at"])).not.toContain("closed_at_before_created_at");
    expect(names(["ticket_id", "created_at", "closed_at"])).toContain("closed_at_before_created_at");
  });
  test("warn without refusing where they are told to", () => {
    const columns = compiled(["created_at", "closed_at"], { closed_at_before_created_at: "warn" });
    expect(columns.rejected).not.toContain("closed_at < created_at");
    expect(columns.warnings).toContain("closed_at < created_at");
  });
});
