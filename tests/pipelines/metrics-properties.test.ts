import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { computeMetrics, registry } from "../../pipelines/metrics.ts";
import { type Cell, traceSql } from "../../pipelines/trace.ts";
import { grains, type Series, seriesOf } from "../../transforms/metrics/metric.ts";
import { kaplanMeier, ratioInterval, survivalPercentile } from "../../transforms/statistics.ts";
import { openFacts, presentAll } from "./facts.ts";

const metrics = await registry();
const series = new Map(metrics.flatMap(seriesOf).map((one) => [one.id, one]));
let engine: DuckdbEngine;

beforeAll(async () => {
  engine = await openFacts({ tickets: 3000, seed: 7, days: 420 });
  await presentAll(engine, [...new Set(metrics.flatMap((metric) => metric.requires.flat()))]);
  await computeMetrics({ engine, metrics });
}, 120_000);
afterAll(() => engine.close());

interface Row {
  metric_id: string;
  grain: Cell["grain"];
  period_start: string;
  dims: string;
  n: number;
  x: number;
}

const seriesNamed = (id: string): Series => {
  const found = series.get(id);
  if (found === undefined) throw new Error(`No series is called ${id}.`);
  return found;
};

const isOverExposure = (id: string): boolean => {
  const { measure } = seriesNamed(id).metric;
  return measure.kind === "rate" && "events" in measure && measure.exposure !== undefined;
};

test("every series of the registry has numbers", async () => {
  const rows = await engine.query<{ metric_id: string }>("SELECT DISTINCT metric_id FROM mart_metric_values");
  const missing = [...series.keys()].filter((id) => !rows.some((row) => row.metric_id === id));
  // Nothing answers within 30 minutes is still running often enough to be in every sample.
  expect(missing.filter((id) => id !== "first_response_sla_km")).toEqual([]);
});

test("no number is NaN or infinite, n is never 0, and an interval holds its value", async () => {
  const bad = await engine.query(
    `SELECT metric_id, grain, dims, n, x, value, lo, hi FROM mart_metric_values
     WHERE n IS NULL OR n <= 0 OR x IS NULL OR value IS NULL OR isnan(value) OR isinf(value) OR isnan(COALESCE(lo, 0)) OR isnan(COALESCE(hi, 0))
       OR isinf(COALESCE(lo, 0)) OR isinf(COALESCE(hi, 0)) OR (method NOT IN ('adjusted_wald', 'effective_wald') AND (lo > value + 1e-9 OR hi < value - 1e-9))`,
  );
  expect(bad).toEqual([]);
});

test("each number has one row", async () => {
  const twice = await engine.query(
    "SELECT metric_id, grain, period_start, dims FROM mart_metric_values GROUP BY ALL HAVING COUNT(*) > 1",
  );
  expect(twice).toEqual([]);
});

describe("a list is as long as its number's n, and its hits are x", () => {
  for (const grain of grains) {
    test(`by ${grain}`, async () => {
      // For every series the total and one slice, in a period picked by hash.
      const rows = await engine.query<Row>(
        `SELECT metric_id, grain, period_start, dims, n, x FROM mart_metric_values WHERE grain = '${grain}'
         QUALIFY ROW_NUMBER() OVER (PARTITION BY metric_id, dims = '{}' ORDER BY hash(period_start, dims)) = 1`,
      );
      expect(rows.length).toBeGreaterThan(grain === "day" ? 60 : 75);
      const counts = rows.map(({ metric_id, grain, period_start, dims }, i) => {
        const sql = traceSql(seriesNamed(metric_id), { grain, period_start, dims: JSON.parse(dims) });
        return `SELECT ${i} AS i, COUNT(*) AS n, COUNT(DISTINCT id) AS ids, COUNT(*) FILTER (WHERE hit) AS hits FROM (${sql})`;
      });
      const lengths: { n: number; ids: number; hits: number }[] = [];
      for (let i = 0; i < counts.length; i += 50) {
        lengths.push(
          ...(await engine.query<(typeof lengths)[number]>(
            `${counts.slice(i, i + 50).join(" UNION ALL ")} ORDER BY i`,
          )),
        );
      }
      for (const [i, row] of rows.entries()) {
        const { kind } = seriesNamed(row.metric_id).metric.measure;
        const label = `${row.metric_id} ${row.period_start} ${row.dims}`;
        // The list of a rate over an exposure is its events: unit-months are nobody's tickets.
        const long = isOverExposure(row.metric_id) ? row.x : row.n;
        expect({ label, n: lengths[i]?.n, ids: lengths[i]?.ids }).toEqual({ label, n: long, ids: long });
        const part = seriesNamed(row.metric_id).part;
        if (
          kind === "nps" ||
          kind === "weighted_nps" ||
          kind === "rate" ||
          kind === "ratio" ||
          (kind === "stock_age" && part && "percent" in part)
        )
          continue;
        expect({ label, hits: lengths[i]?.hits }).toEqual({ label, hits: row.x });
      }
    }, 120_000);
  }

  test("a weighted score is that of its answers by their weights, and the effective sample is Kish's", async () => {
    const rows = await engine.query<Row & { value: number; effective: number }>(
      `SELECT v.*, e.value AS effective FROM mart_metric_values AS v
       JOIN mart_metric_values AS e ON e.metric_id = 'nps_weighted_effective_n' AND e.period_start = v.period_start AND e.dims = v.dims
       WHERE v.metric_id = 'nps_weighted' AND v.dims IN ('{}', '{"region_tier":"urban"}')`,
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const { period_start, dims, value, effective } of rows) {
      const list = traceSql(seriesNamed("nps_weighted"), { grain: "month", period_start, dims: JSON.parse(dims) });
      const answers = await engine.query<{ hit: boolean | null; weight: number }>(
        `SELECT l.hit, a.weight FROM (${list}) AS l JOIN fct_answers AS a ON a.rating_id = l.id`,
      );
      const sum = (of: (row: (typeof answers)[number]) => number) => answers.reduce((s, row) => s + of(row), 0);
      const weight = sum((row) => row.weight);
      expect(value).toBeCloseTo(
        (100 * sum((row) => (row.hit === null ? 0 : row.hit ? 1 : -1) * row.weight)) / weight,
        9,
      );
      expect(effective).toBeCloseTo(weight ** 2 / sum((row) => row.weight ** 2), 9);
      expect(effective).toBeLessThanOrEqual(answers.length + 1e-9);
    }
  });

  test("promoters less detractors are the x of NPS, and events are the x of a rate", async () => {
    const rows = await engine.query<Row>(
      "SELECT * FROM mart_metric_values WHERE metric_id IN ('nps', 'complaint_rate', 'praise_rate') AND grain = 'quarter' AND dims IN ('{}', '{\"region_tier\":\"urban\"}')",
    );
    expect(rows.length).toBeGreaterThan(8);
    for (const { metric_id, grain, period_start, dims, x } of rows) {
      const cell = { grain, period_start, dims: JSON.parse(dims) };
      const [hit, miss] = await Promise.all(
        (["hit", "miss"] as const).map(
          async (which) => (await engine.query(traceSql(seriesNamed(metric_id), { ...cell, which }))).length,
        ),
      );
      expect((hit ?? 0) - (metric_id === "nps" ? (miss ?? 0) : 0)).toBe(x);
    }
  });
});

test("months sum to the year in n and x where a row counts alike at every grain", async () => {
  const alike = [...series.values()].filter(
    ({ metric: { measure, population } }) =>
      (measure.kind === "proportion" || measure.kind === "rate") && !population.where.includes("{grain}"),
  );
  const ids = alike.map(({ id }) => `'${id}'`).join(", ");
  const rows = await engine.query(
    `WITH months AS (SELECT metric_id, period_start('year', period_start) AS year, dims, SUM(n) AS n, SUM(x) AS x
       FROM mart_metric_values WHERE grain = 'month' GROUP BY ALL)
     SELECT y.metric_id, y.dims, y.n, m.n AS n_of_months, y.x, m.x AS x_of_months FROM mart_metric_values AS y
     LEFT JOIN months AS m ON m.metric_id = y.metric_id AND m.year = y.period_start AND m.dims = y.dims
     WHERE y.grain = 'year' AND y.metric_id IN (${ids})
       AND NOT regexp_matches(y.dims, 'model|service_point_id') AND (m.n IS DISTINCT FROM y.n OR m.x IS DISTINCT FROM y.x)`,
  );
  expect(alike.length).toBeGreaterThan(15);
  // Events of a month without a row of the population are in the year's x and in no month's.
  expect(rows.filter(({ n, n_of_months }: { n?: number; n_of_months?: number }) => n !== n_of_months)).toEqual([]);
  expect(rows.filter(({ dims }: { dims?: string }) => dims === "{}")).toEqual([]);
});

test("percentiles with running rows are those of the survival curve", async () => {
  const months = await engine.query<{ period_start: string }>(
    "SELECT DISTINCT period_start FROM mart_metric_values WHERE metric_id = 'time_to_restore_p50' AND grain = 'month' ORDER BY period_start",
  );
  let censored = 0;
  for (const { period_start } of months) {
    const rows = await engine.query<{ hit: boolean; minutes: number }>(
      traceSql(seriesNamed("time_to_restore_p50"), { grain: "month", period_start, dims: {} }),
    );
    censored += rows.filter((row) => !row.hit).length;
    const curve = kaplanMeier(rows.map(({ hit, minutes }) => ({ time: minutes, isEvent: hit })));
    for (const percent of [50, 80, 90, 95]) {
      const [found] = await engine.query<{ value: number }>(
        `SELECT value FROM mart_metric_values WHERE metric_id = 'time_to_restore_p${percent}' AND grain = 'month' AND dims = '{}' AND period_start = '${period_start}'`,
      );
      const expected = survivalPercentile(curve, percent);
      // The life table puts running rows at risk by buckets of a twentieth: the curve's value, or one next to it.
      if (expected === null || rows.every((row) => row.hit)) expect(found?.value ?? null).toBe(expected);
      else expect(Math.abs((found?.value ?? Number.NaN) / expected - 1)).toBeLessThan(0.05);
    }
  }
  expect(censored).toBeGreaterThan(5);
});

test("percentiles without running rows are quantile_disc", async () => {
  const rows = await engine.query<{ value: number; exact: number }>(
    `SELECT v.value, e.exact FROM (SELECT date_trunc('month', local_date(closed_at))::DATE AS m, region, quantile_disc(hands_on_minutes, 0.8) AS exact
       FROM fct_tickets WHERE hands_on_minutes IS NOT NULL AND closed_at IS NOT NULL GROUP BY ALL) AS e
     JOIN mart_metric_values AS v ON v.metric_id = 'hands_on_time_p80' AND v.grain = 'month' AND v.period_start = e.m AND v.dims = '{"region":"' || e.region || '"}'`,
  );
  expect(rows.length).toBeGreaterThan(200);
  expect(rows.filter(({ value, exact }) => value !== exact)).toEqual([]);
});

test("the open counted by moves are the open counted one by one", async () => {
  const rows = await engine.query(
    `SELECT a.period_start, a.dims, a.n, b.n AS moved FROM mart_metric_values AS a
     LEFT JOIN mart_metric_values AS b ON b.metric_id = 'backlog' AND b.grain = a.grain AND b.period_start = a.period_start AND b.dims = a.dims
     WHERE a.metric_id = 'backlog_age_p50' AND a.grain IN ('month', 'all') AND b.n IS DISTINCT FROM a.n`,
  );
  expect(rows).toEqual([]);
});

test("ratios of sums have the value and interval of statistics, by month and slice", async () => {
  const rows = await engine.query<{
    period_start: string;
    dims: string;
    n: number;
    value: number;
    lo: number;
    hi: number;
  }>(
    `SELECT period_start, dims, n, value, lo, hi FROM mart_metric_values
     WHERE metric_id = 'parts_wait_share' AND grain = 'month' AND dims IN ('{}', '{"region_tier":"urban"}')`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { period_start, dims, n, value, lo, hi } of rows) {
    const tier = dims === "{}" ? "" : "AND region_tier = 'urban'";
    const facts = await engine.query<{ x: number; y: number }>(
      `SELECT wait_to_restore_minutes AS x, time_to_restore_minutes AS y FROM fct_part_waits
       WHERE type = 'repair' AND NOT is_cancelled AND wait_to_restore_minutes IS NOT NULL ${tier}
         AND period_start('month', local_date(restored_at)) = '${period_start}'`,
    );
    const sum = (key: "x" | "y") => facts.reduce((total, fact) => total + fact[key], 0);
    expect(facts).toHaveLength(n);
    expect(value).toBeCloseTo(sum("x") / sum("y"), 9);
    const interval = ratioInterval(facts);
    if (interval === null) expect([lo, hi]).toEqual([null, null]);
    else {
      expect(lo).toBeCloseTo(interval.lo, 9);
      expect(hi).toBeCloseTo(interval.hi, 9);
    }
  }
});
