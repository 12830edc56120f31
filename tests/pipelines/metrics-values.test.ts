import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { computeMetrics } from "../../pipelines/metrics.ts";
import { defineMetric, dimensions, type Metric, type MetricSource } from "../../transforms/metrics/metric.ts";
import { openPrelude } from "./facts.ts";

let engine: DuckdbEngine;
beforeEach(async () => {
  engine = await openPrelude("2026-10-01T02:30:00Z");
  await engine.execute("CREATE TABLE input_presence (entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT)");
  await engine.execute("INSERT INTO input_presence VALUES ('tickets', 'ticket_id', 1, 1)");
});
afterEach(() => engine.close());

const words = { zh: "数", en: "number" };
const metric = (source: Pick<MetricSource, "measure"> & Partial<MetricSource>): Metric =>
  defineMetric({
    id: "subject",
    code: "c-0",
    label: words,
    description: words,
    numerator: words,
    denominator: words,
    unit: "percent",
    better: "higher",
    population: { from: "facts", id: "id", at: "created_at", where: "TRUE" },
    requires: ["tickets.ticket_id"],
    ...source,
  });

/** Creates a fact table from SQL that gives some of its columns; dimensions not given are NULL. */
async function facts(sql: string, given: readonly string[] = []) {
  const rest = dimensions.filter((name) => !given.includes(name)).map((name) => `CAST(NULL AS VARCHAR) AS ${name}`);
  await engine.execute(`CREATE TABLE facts AS SELECT *, ${rest.join(", ")} FROM (${sql})`);
}

interface Value {
  n: number;
  x: number;
  value: number;
  lo: number | null;
  hi: number | null;
  method: string;
  maturity: string;
}

const value = async (where = "grain = 'all' AND dims = '{}'"): Promise<Value | undefined> =>
  (await engine.query<Value>(`SELECT * FROM mart_metric_values WHERE ${where}`))[0];

describe("worked cases", () => {
  test("a share of 4 in 10 has Wilson's limits", async () => {
    await facts("SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, i < 4 AS ok FROM range(10) r(i)");
    await computeMetrics({ engine, metrics: [metric({ measure: { kind: "proportion", hit: "ok" } })] });
    expect(await value()).toMatchObject({ n: 10, x: 4, value: 0.4, method: "wilson", maturity: "matured" });
    const { lo, hi } = (await value()) as Value;
    expect(lo).toBeCloseTo(0.16818, 5);
    expect(hi).toBeCloseTo(0.687326, 5);
  });

  test("a hit that is unknown is no hit, and a row outside the population is not in n", async () => {
    await facts(
      "SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, CASE WHEN i > 1 THEN i > 5 END AS ok FROM range(10) r(i)",
    );
    const population = { from: "facts", id: "id", at: "created_at", where: "id <> 9" };
    await computeMetrics({ engine, metrics: [metric({ population, measure: { kind: "proportion", hit: "ok" } })] });
    expect(await value()).toMatchObject({ n: 9, x: 3 });
  });

  test("60 promoters and 15 detractors of 100 score 45, with limits centred on the adjusted score", async () => {
    await facts(
      "SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, CASE WHEN i < 60 THEN 9 WHEN i < 85 THEN 7 ELSE 6 END AS nps FROM range(100) r(i)",
    );
    await computeMetrics({ engine, metrics: [metric({ unit: "points", measure: { kind: "nps", score: "nps" } })] });
    const found = (await value()) as Value;
    expect(found).toMatchObject({ n: 100, x: 45, value: 45, method: "adjusted_wald" });
    expect(found.lo).toBeCloseTo(29.343, 2);
    expect(found.hi).toBeCloseTo(58.036, 2);
  });

  test("3 events over 200 rows are 15 in a thousand, with Byar's limits", async () => {
    await facts("SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, i < 3 AS is_event FROM range(200) r(i)");
    const events = { from: "facts", id: "id", at: "created_at", where: "is_event" };
    await computeMetrics({
      engine,
      metrics: [metric({ unit: "per_thousand", measure: { kind: "rate", per: 1000, events } })],
    });
    const found = (await value()) as Value;
    expect(found).toMatchObject({ n: 200, x: 3, value: 15, method: "byar" });
    expect(found.lo).toBeCloseTo((1000 * 0.603) / 200, 1);
    expect(found.hi).toBeCloseTo((1000 * 8.767) / 200, 1);
  });

  test("the sum of a column over the population is a rate too", async () => {
    await facts("SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, CAST(i AS INTEGER) AS items FROM range(5) r(i)");
    await computeMetrics({
      engine,
      metrics: [metric({ unit: "per_hundred", measure: { kind: "rate", per: 100, sum: "items" } })],
    });
    expect(await value()).toMatchObject({ n: 5, x: 10, value: 200 });
  });

  test("percentiles of 1 to 10 are the nearest ranks, bounded by order statistics", async () => {
    await facts(
      "SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, CAST(i + 1 AS INTEGER) AS m FROM range(10) r(i)",
    );
    await computeMetrics({
      engine,
      metrics: [metric({ unit: "minutes", measure: { kind: "percentile", of: "m", at: [50, 90, 95] } })],
    });
    const at = (percent: number) => value(`metric_id = 'subject_p${percent}' AND grain = 'all'`);
    expect(await at(50)).toMatchObject({ n: 10, x: 10, value: 5, lo: 2, hi: 9, method: "order_statistic" });
    expect(await at(90)).toMatchObject({ value: 9, lo: 7, hi: null });
    expect(await at(95)).toMatchObject({ value: 10 });
  });

  test("rows still running move a percentile by Kaplan-Meier, and one not reached yet has no row", async () => {
    // S: 1 -> 4/5, 2 -> 3/5, 3 still running, 4 -> 3/5 · 1/2, the last still running at 5.
    await facts(
      "SELECT * FROM (VALUES (1, 1, NULL), (2, 2, NULL), (3, NULL, 3), (4, 4, NULL), (5, NULL, 5)) t(id, m, seen), (SELECT TIMESTAMP '2026-05-02' AS created_at)",
    );
    const measure = { kind: "percentile", of: "m", observed: "seen", at: [40, 50, 70, 80] } as const;
    await computeMetrics({ engine, metrics: [metric({ unit: "minutes", measure })] });
    const at = (percent: number) => value(`metric_id = 'subject_p${percent}' AND grain = 'all'`);
    expect(await at(40)).toMatchObject({ n: 5, x: 3, value: 2 });
    expect(await at(50)).toMatchObject({ value: 4 });
    expect(await at(70)).toMatchObject({ value: 4, hi: null });
    expect(await at(80)).toBeUndefined();
  });

  test("a survival share uses rows watched for less than its time", async () => {
    // Day 2: 1 of 4; one leaves at day 5; day 9: 1 of 2 -> 1 - 3/4 · 1/2 = 5/8 by day 10.
    await facts(
      "SELECT *, TIMESTAMP '2026-05-02' AS created_at FROM (VALUES (1, 2, TRUE), (2, 5, FALSE), (3, 9, TRUE), (4, 10, FALSE)) t(id, watched, happened)",
    );
    const times = [5, 10, 11].map((at) => ({ at, suffix: `${at}d`, maturity_days: at }));
    const measure = { kind: "kaplan_meier", watched: "watched", event: "happened", times } as const;
    await computeMetrics({ engine, metrics: [metric({ measure })] });
    const at = (days: number) => value(`metric_id = 'subject_${days}d' AND grain = 'all'`);
    expect(await at(5)).toMatchObject({ n: 4, x: 1, value: 0.25, method: "greenwood" });
    expect((await at(10))?.value).toBeCloseTo(0.625, 12);
    expect(await at(11)).toBeUndefined();
  });

  test("what is open is counted at the end of each period, and aged from its first creation", async () => {
    // Local days: 1 open 30 April to 3 May, 2 open from 1 May on, 3 reopened on 2 May though created in March.
    await facts(`SELECT id, CAST(opened_at AS TIMESTAMP) AS opened_at, CAST(until AS TIMESTAMP) AS until, CAST(created_at AS TIMESTAMP) AS created_at FROM (VALUES
      (1, '2026-04-30 02:00', '2026-05-03 02:00', '2026-04-30 02:00'), (2, '2026-05-01 02:00', NULL, '2026-05-01 02:00'),
      (3, '2026-05-02 02:00', '2026-06-02 02:00', '2026-03-01 16:00')) t(id, opened_at, until, created_at)`);
    const population = { from: "facts", id: "id", at: "opened_at", where: "TRUE" };
    await computeMetrics({
      engine,
      metrics: [
        metric({ id: "open", population, measure: { kind: "stock", until: "until" } }),
        metric({
          id: "age",
          population,
          measure: { kind: "stock_age", until: "until", since: "created_at", buckets: [1, 30], at: [50] },
          unit: "days",
        }),
      ],
    });
    const at = (id: string, grain: string, start: string) =>
      value(`metric_id = '${id}' AND grain = '${grain}' AND period_start = '${start}'`);
    expect(await at("open", "day", "2026-04-30")).toMatchObject({ n: 1, value: 1, lo: null });
    expect(await at("open", "day", "2026-05-02")).toMatchObject({ n: 3, value: 3 });
    expect(await at("open", "day", "2026-05-03")).toMatchObject({ n: 2 });
    expect(await at("open", "month", "2026-05-01")).toMatchObject({ n: 2 });
    expect(await at("open", "all", "1970-01-01")).toMatchObject({ n: 1, maturity: "matured" });
    expect(await at("age_over_30d", "month", "2026-05-01")).toMatchObject({ n: 2, x: 2, value: 2 });
    expect(await at("age_0_1d", "month", "2026-04-01")).toMatchObject({ n: 1, x: 1 });
    // 2026-04-30T02:00Z to the local end of April, 16:00Z: 14 hours.
    expect((await at("age_p50", "month", "2026-04-01"))?.value).toBeCloseTo(14 / 24, 9);
    // At as_of, 2026-10-01T02:30Z, the one open since 2026-05-01T02:00Z: the hour begun counts.
    expect((await at("age_p50", "all", "1970-01-01"))?.value).toBeCloseTo(153 + 1 / 24, 9);
  });
});

test("a stock that ran out is 0 from its first opening on, and a slice of it has no row", async () => {
  await facts(
    `SELECT 1 AS id, TIMESTAMP '2026-05-01 02:00' AS opened_at, TIMESTAMP '2026-06-02 02:00' AS until, 'tv' AS category
     UNION ALL SELECT 2, TIMESTAMP '2026-08-01 02:00', NULL, 'tv'`,
    ["category"],
  );
  const population = { from: "facts", id: "id", at: "opened_at", where: "TRUE" };
  await computeMetrics({
    engine,
    metrics: [metric({ population, unit: "count", measure: { kind: "stock", until: "until" } })],
  });
  const rows = await engine.query(
    "SELECT period_start, dims, n, value FROM mart_metric_values WHERE grain = 'month' AND period_start < DATE '2026-09-01' ORDER BY ALL",
  );
  const total = (period_start: string, n: number) => ({ period_start, dims: "{}", n, value: n });
  expect(rows.filter(({ dims }) => dims === "{}")).toEqual([
    total("2026-05-01", 1),
    total("2026-06-01", 0),
    total("2026-07-01", 0),
    total("2026-08-01", 1),
  ]);
  expect(rows.filter(({ value }) => value === 0)).toHaveLength(2);
});

test("rows are filed by local date, half-open, and months sum to the year", async () => {
  await facts(
    "SELECT i AS id, CAST(t AS TIMESTAMP) AS created_at FROM (VALUES (1, '2026-01-31 15:59:59'), (2, '2026-01-31 16:00:00'), (3, '2025-12-31 16:00:00'), (4, '2025-12-31 15:59')) v(i, t)",
  );
  await computeMetrics({ engine, metrics: [metric({ measure: { kind: "proportion", hit: "id > 1" } })] });
  const rows = await engine.query(
    "SELECT grain, period_start, n, x FROM mart_metric_values WHERE grain IN ('month', 'year') ORDER BY ALL",
  );
  expect(rows).toEqual([
    { grain: "month", period_start: "2025-12-01", n: 1, x: 1 },
    { grain: "month", period_start: "2026-01-01", n: 2, x: 1 },
    { grain: "month", period_start: "2026-02-01", n: 1, x: 1 },
    { grain: "year", period_start: "2025-01-01", n: 1, x: 1 },
    { grain: "year", period_start: "2026-01-01", n: 3, x: 2 },
  ]);
});

test("a period is matured once its days to wait have passed", async () => {
  await facts(
    "SELECT i AS id, CAST(t AS TIMESTAMP) AS created_at FROM (VALUES (1, '2026-08-15'), (2, '2026-09-15'), (3, '2026-07-15')) v(i, t)",
  );
  const measure = { kind: "proportion", hit: "TRUE" } as const;
  await computeMetrics({
    engine,
    metrics: [
      metric({ measure }),
      metric({ id: "slow", measure, maturity_days: 30 }),
      metric({ id: "slower", measure, maturity_days: 31 }),
    ],
  });
  const rows = await engine.query<{ metric_id: string; maturity: string }>(
    "SELECT metric_id, string_agg(maturity, ' ' ORDER BY period_start) AS maturity FROM mart_metric_values WHERE grain = 'month' GROUP BY ALL ORDER BY metric_id",
  );
  // as_of is local 2026-10-01 10:30: September ended that day, August 30 days before.
  expect(rows.map((row) => row.maturity)).toEqual([
    "matured matured provisional",
    "matured provisional provisional",
    "matured matured matured",
  ]);
});

test("a slice is named by one sorted JSON key; rows without a value are in the total only", async () => {
  await facts(
    `SELECT i AS id, TIMESTAMP '2026-05-02' AS created_at, CASE i WHEN 0 THEN 'a"b\\c' WHEN 1 THEN '洗衣机' END AS category FROM range(3) r(i)`,
    ["category"],
  );
  await computeMetrics({ engine, metrics: [metric({ measure: { kind: "proportion", hit: "TRUE" } })] });
  const rows = await engine.query<{ dims: string; n: number }>(
    "SELECT dims, n FROM mart_metric_values WHERE grain = 'all' ORDER BY dims",
  );
  expect(rows.map(({ dims, n }) => [JSON.parse(dims), n])).toEqual([
    [{ category: 'a"b\\c' }, 1],
    [{ category: "洗衣机" }, 1],
    [{}, 3],
  ]);
});

test("a metric whose input is lacking has no rows and says what it lacks", async () => {
  await facts("SELECT 1 AS id, TIMESTAMP '2026-05-02' AS created_at, NULL AS seen");
  const measure = { kind: "proportion", hit: "TRUE" } as const;
  await computeMetrics({
    engine,
    metrics: [
      metric({ measure }),
      metric({ id: "lacking", measure, requires: ["tickets.ticket_id", ["visits.arrived_at", "visits.left_at"]] }),
      metric({ id: "unproven", measure, evidence: "seen IS NOT NULL" }),
      metric({ id: "idle", measure, population: { from: "facts", id: "id", at: "created_at", where: "FALSE" } }),
    ],
  });
  expect(await engine.query("SELECT * FROM mart_metric_status")).toEqual([
    { metric_id: "idle", status: "no_rows", missing: "" },
    { metric_id: "lacking", status: "no_input", missing: "visits.arrived_at | visits.left_at" },
    { metric_id: "subject", status: "ok", missing: "" },
    { metric_id: "unproven", status: "no_input", missing: "tickets.ticket_id (seen IS NOT NULL)" },
  ]);
  expect(await engine.query("SELECT DISTINCT metric_id FROM mart_metric_values")).toEqual([{ metric_id: "subject" }]);
});
