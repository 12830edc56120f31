import { afterAll, beforeAll, expect, test } from "vitest";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { computeMetrics } from "../../pipelines/metrics.ts";
import { defineMetric, type Metric, type MetricSource } from "../../transforms/metrics/metric.ts";
import { holm, npsChange, proportionChange, rateRatio } from "../../transforms/statistics.ts";
import { openPrelude } from "./facts.ts";

const words = { zh: "数", en: "number" };
const population = { from: "facts", id: "id", at: "created_at", where: "TRUE" };
const metric = (id: string, measure: Metric["measure"], change: Partial<MetricSource> = {}): Metric =>
  defineMetric({
    id,
    code: "c-0",
    label: words,
    description: words,
    numerator: words,
    denominator: words,
    unit: "percent",
    better: "higher",
    population,
    requires: ["tickets.ticket_id"],
    measure,
    ...change,
  });

let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openPrelude("2026-10-01T02:30:00Z");
  await engine.execute("CREATE TABLE input_presence (entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT)");
  await engine.execute("INSERT INTO input_presence VALUES ('tickets', 'ticket_id', 1, 1)");
  // July: 300 rows, 60 % ok. August: 400 rows, 75 % ok. June: 20 rows. August 2025: 200 rows, 74 % ok.
  await engine.execute(
    `CREATE TABLE facts AS
     SELECT ROW_NUMBER() OVER () AS id, start + to_hours(CAST(i % 600 AS BIGINT)) AS created_at, i < n * share AS ok, i % 10 = 0 AND i < n * share AS is_event,
       CAST(CASE WHEN i < n * share THEN 9 WHEN i < n * 0.9 THEN 7 ELSE 3 END AS INTEGER) AS nps, CAST(100 * share + i % 60 AS INTEGER) AS m,
       CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS model, 'R' || (i % 4) AS region, CAST(NULL AS VARCHAR) AS region_tier,
       CAST(NULL AS VARCHAR) AS channel, CAST(NULL AS VARCHAR) AS mode, CAST(NULL AS VARCHAR) AS service_point_id,
       CAST(NULL AS VARCHAR) AS warranty, CAST(NULL AS VARCHAR) AS customer_tier
     FROM (VALUES (TIMESTAMP '2026-06-02', 20, 0.5), (TIMESTAMP '2026-07-02', 300, 0.6), (TIMESTAMP '2026-08-02', 400, 0.75),
       (TIMESTAMP '2025-08-02', 200, 0.74)) AS p(start, n, share), range(n) AS r(i)`,
  );
  const events = { ...population, where: "is_event" };
  await computeMetrics({
    engine,
    metrics: [
      metric("share", { kind: "proportion", hit: "ok" }),
      metric("fault_share", { kind: "proportion", hit: "ok" }, { better: "lower" }),
      metric("slow_share", { kind: "proportion", hit: "ok" }, { maturity_days: 60 }),
      metric("score", { kind: "nps", score: "nps" }, { unit: "points" }),
      metric("rate", { kind: "rate", per: 1000, events }, { unit: "per_thousand" }),
      metric("time", { kind: "percentile", of: "m", at: [50] }, { unit: "minutes", better: "lower" }),
    ],
  });
});
afterAll(() => engine.close());

interface Change {
  metric_id: string;
  dims: string;
  n: number;
  baseline_n: number | null;
  difference: number | null;
  lo: number | null;
  hi: number | null;
  p_value: number | null;
  p_adjusted: number | null;
  verdict: string;
}

const change = async (id: string, start: string, kind: "previous" | "year", dims = "{}"): Promise<Change | undefined> =>
  (
    await engine.query<Change>(
      `SELECT * FROM mart_metric_changes WHERE metric_id = '${id}' AND period_start = '${start}' AND baseline_kind = '${kind}' AND dims = '${dims}'`,
    )
  )[0];

test("a share is compared by Newcombe's interval and the pooled test", async () => {
  const expected = proportionChange({ x: 300, n: 400 }, { x: 180, n: 300 });
  const found = await change("share", "2026-08-01", "previous");
  expect(found).toMatchObject({ n: 400, baseline_n: 300, verdict: "better" });
  expect(found?.difference).toBeCloseTo(0.15, 12);
  expect(found?.lo).toBeCloseTo(expected?.lo ?? 0, 9);
  expect(found?.hi).toBeCloseTo(expected?.hi ?? 0, 9);
  expect(found?.p_value).toBeCloseTo(expected?.p ?? 0, 12);
  expect((await change("fault_share", "2026-08-01", "previous"))?.verdict).toBe("worse");
});

test("a small difference is flat, against the same month of the year before too", async () => {
  expect(await change("share", "2026-08-01", "year")).toMatchObject({ baseline_n: 200, verdict: "flat" });
});

test("a side too small, absent or provisional gives no verdict", async () => {
  expect(await change("share", "2026-07-01", "previous")).toMatchObject({
    baseline_n: 20,
    p_value: null,
    verdict: "lack",
  });
  expect(await change("share", "2026-07-01", "year")).toMatchObject({
    baseline_n: null,
    difference: null,
    verdict: "lack",
  });
  expect(await change("slow_share", "2026-08-01", "previous")).toMatchObject({ verdict: "lack" });
});

test("scores are compared by their adjusted variances", async () => {
  const expected = npsChange({ promoters: 300, detractors: 40, n: 400 }, { promoters: 180, detractors: 30, n: 300 });
  const found = await change("score", "2026-08-01", "previous");
  expect(found?.difference).toBeCloseTo(expected?.difference ?? 0, 9);
  expect(found?.lo).toBeCloseTo(expected?.lo ?? 0, 9);
  expect(found?.hi).toBeCloseTo(expected?.hi ?? 0, 9);
  expect(found?.p_value).toBeCloseTo(expected?.p ?? 0, 12);
  expect(found?.verdict).toBe("better");
});

test("rates are compared by their log ratio", async () => {
  const expected = rateRatio({ x: 30, exposure: 400 }, { x: 18, exposure: 300 });
  const found = await change("rate", "2026-08-01", "previous");
  expect(found?.difference).toBeCloseTo(75 - 60, 9);
  expect(found?.p_value).toBeCloseTo(expected?.p ?? 0, 12);
  expect(found?.lo).toBeCloseTo(60 * ((expected?.lo ?? 0) - 1), 9);
  expect(found?.verdict).toBe("flat");
});

test("a percentile that moved past its limits is told", async () => {
  expect(await change("time_p50", "2026-08-01", "previous")).toMatchObject({
    difference: 75 + 28 - (60 + 29),
    verdict: "worse",
  });
});

test("slices are judged together by Holm", async () => {
  const slices = await engine.query<Change>(
    "SELECT * FROM mart_metric_changes WHERE metric_id = 'share' AND period_start = '2026-08-01' AND baseline_kind = 'previous' AND dims <> '{}' ORDER BY dims",
  );
  expect(slices).toHaveLength(4);
  const adjusted = holm(slices.map(({ p_value }) => p_value ?? Number.NaN));
  for (const [i, slice] of slices.entries()) {
    expect(slice.p_adjusted).toBeCloseTo(adjusted[i] ?? Number.NaN, 12);
    expect(slice.verdict).toBe((slice.p_adjusted ?? 1) < 0.05 ? "better" : "flat");
  }
});
