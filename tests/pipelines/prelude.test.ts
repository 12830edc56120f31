import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadPrelude, offsetMinutes, parseAsOf } from "../../pipelines/prelude.ts";

const root = fileURLToPath(new URL("../../transforms", import.meta.url));
let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
});
afterAll(() => engine.close());

const one = async (sql: string) => (await engine.query<{ v: unknown }>(`SELECT ${sql} AS v`))[0]?.v;

describe("prelude", () => {
  test("speaks of the as-of it was given and of the zone's wall time", async () => {
    await loadPrelude(engine, root, { asOf: new Date("2026-10-31T16:00:00Z"), zone: "Asia/Shanghai" });
    expect(await one("as_of()")).toBe("2026-10-31T16:00:00.000Z");
    expect(await one("local_date(TIMESTAMP '2026-10-31 16:00:00')")).toBe("2026-11-01");
    expect(await one("to_utc(to_local(as_of()))")).toBe("2026-10-31T16:00:00.000Z");
  });

  test("follows summer time where a zone has it", async () => {
    await loadPrelude(engine, root, { asOf: new Date("2026-10-31T16:00:00Z"), zone: "Europe/Rome" });
    expect(await one("to_local(TIMESTAMP '2026-07-01 10:00:00')")).toBe("2026-07-01T12:00:00.000Z");
    expect(await one("to_local(TIMESTAMP '2026-01-01 10:00:00')")).toBe("2026-01-01T11:00:00.000Z");
  });

  test("counts whole minutes and days, downwards also before the start", async () => {
    await loadPrelude(engine, root, { asOf: new Date("2026-10-31T16:00:00Z"), zone: "Asia/Shanghai" });
    expect(await one("minutes_between(TIMESTAMP '2026-01-01 00:00:00', TIMESTAMP '2026-01-01 00:01:59')")).toBe(1);
    expect(await one("minutes_between(TIMESTAMP '2026-01-01 00:01:00', TIMESTAMP '2026-01-01 00:00:30')")).toBe(-1);
    expect(await one("days_between(DATE '2024-02-28', DATE '2024-03-01')")).toBe(2);
    expect(await one("add_minutes(TIMESTAMP '2026-01-01 00:00:00', 90)")).toBe("2026-01-01T01:30:00.000Z");
  });

  test("starts weeks on Monday and everything at the epoch", async () => {
    const start = (grain: string) => one(`period_start('${grain}', DATE '2026-11-01')`);
    expect(await Promise.all(["day", "week", "month", "quarter", "year", "all"].map(start))).toEqual([
      "2026-11-01",
      "2026-10-26",
      "2026-11-01",
      "2026-10-01",
      "2026-01-01",
      "1970-01-01",
    ]);
  });
});

describe("as-of", () => {
  test("a day means its end in the report zone", () => {
    expect(parseAsOf("2026-10-31", "Asia/Shanghai").toISOString()).toBe("2026-10-31T16:00:00.000Z");
  });
  test("a time is wall time unless it has an offset", () => {
    expect(parseAsOf("2026-10-31T08:30", "Asia/Shanghai").toISOString()).toBe("2026-10-31T00:30:00.000Z");
    expect(parseAsOf("2026-10-31T08:30:15Z", "Asia/Shanghai").toISOString()).toBe("2026-10-31T08:30:15.000Z");
    expect(parseAsOf("2026-10-31T08:30+09:00", "Asia/Shanghai").toISOString()).toBe("2026-10-30T23:30:00.000Z");
  });
  test.each(["tomorrow", "2026-13-01", "2026-02-30", "31/10/2026"])("refuses %s", (text) => {
    expect(() => parseAsOf(text, "Asia/Shanghai")).toThrow(/is not a date; wanted YYYY-MM-DD/);
  });
  test("an unknown zone is named", () => {
    expect(() => offsetMinutes("Asia/Shangai", new Date())).toThrow('The time zone "Asia/Shangai" is not known');
  });
});
