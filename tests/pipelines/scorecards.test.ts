import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scorecard } from "../../dashboards/published.ts";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { score, scorecards, type Unit } from "../../pipelines/metrics/scorecards.ts";
import { registry } from "../../pipelines/metrics.ts";
import arrivalOnTime from "../../transforms/metrics/arrival-on-time-rate.ts";
import nps from "../../transforms/metrics/nps.ts";
import { betaCdf, overDispersionOf } from "../../transforms/statistics.ts";
import { openFacts } from "./facts.ts";

let engine: DuckdbEngine;
let rows: Scorecard[];
beforeAll(async () => {
  engine = await openFacts({ tickets: 4000, seed: 11, days: 200 });
  await scorecards(engine, await registry(), new Map([["first_time_fix_rate", 0.9]]));
  rows = await engine.query<Scorecard>("SELECT * FROM mart_scorecards ORDER BY metric_id, unit_kind, unit_id");
}, 60_000);
afterAll(() => engine.close());

describe("service points and engineers on random facts", () => {
  test("every metric with a funnel compares both", async () => {
    const wanted = (await registry()).filter(({ funnel }) => funnel).map(({ id }) => id);
    expect(wanted).toEqual(["arrival_on_time_rate", "complaint_ticket_rate", "csat", "first_time_fix_rate", "nps"]);
    for (const kind of ["service_point", "engineer"]) {
      expect([
        ...new Set(rows.filter(({ unit_kind }) => unit_kind === kind).map(({ metric_id }) => metric_id)),
      ]).toEqual(wanted);
    }
  });

  test("n and what went wrong are the cases of the window, appeals apart", async () => {
    const counted = await engine.query<{ metric_id: string; unit_id: string; n: number; x: number; appealed: number }>(
      `SELECT metric_id, service_point_id AS unit_id, COUNT(*) FILTER (appeal_reason IS NULL) AS n,
         SUM(x) FILTER (appeal_reason IS NULL) AS x, COUNT(appeal_reason) AS appealed
       FROM fct_outcomes GROUP BY ALL ORDER BY ALL`,
    );
    const points = rows.filter(({ unit_kind }) => unit_kind === "service_point");
    expect(points.map(({ metric_id, unit_id, n, appealed }) => ({ metric_id, unit_id, n, appealed }))).toEqual(
      counted.map(({ x: _, ...row }) => row),
    );
    expect(points.filter(({ x }) => x !== null).map(({ x }) => x)).toEqual(
      counted.filter(({ n, metric_id }) => n >= (metric_id === "nps" ? 30 : 10)).map(({ x }) => x),
    );
    expect(counted.reduce((total, { appealed }) => total + appealed, 0)).toBeGreaterThan(0);
  });

  test("all together do what all together let expect", () => {
    for (const metric of new Set(rows.map(({ metric_id }) => metric_id))) {
      const points = rows.filter((row) => row.metric_id === metric && row.unit_kind === "service_point");
      const sum = (key: "x" | "expected") => points.reduce((total, row) => total + (row[key] ?? 0), 0);
      const n = points.reduce((total, row) => total + row.n, 0);
      expect(Math.abs(sum("x") - sum("expected")) / n, metric).toBeLessThan(0.01);
    }
  });

  test("one that began inside the window is marked", () => {
    expect(new Set(rows.filter(({ is_new }) => is_new).map(({ unit_id }) => unit_id))).toEqual(new Set(["S1"]));
  });

  test("the target people set is the one asked about, else what was expected", () => {
    const of = (metric: string) => rows.filter(({ metric_id, p_worse }) => metric_id === metric && p_worse !== null);
    expect(new Set(of("first_time_fix_rate").map(({ target }) => target))).toEqual(new Set([0.9]));
    expect(of("csat").every(({ target }) => target === null)).toBe(true);
  });

  test("small ones are shown without a judgement, tiny ones not at all", () => {
    for (const row of rows) {
      if (row.n >= 30) continue;
      expect([row.band, row.p_worse, row.funnel]).toEqual(["small", null, null]);
      if (row.n < 10 || row.metric_id === "nps")
        expect([row.value, row.effect, row.adjusted]).toEqual([null, null, null]);
    }
    expect(rows.some(({ n }) => n < 30)).toBe(true);
  });
});

/** A unit of n cases, each of which goes wrong with a chance of `share` in the network. */
const unit = (id: string, n: number, x: number, share = 0.1): Unit => ({
  unit_kind: "service_point",
  unit_id: id,
  service_point_id: id,
  window_start: "2026-07-01",
  window_end: "2026-09-29",
  is_new: false,
  appealed: 0,
  n,
  x,
  expected: n * share,
  variance: n * share * (1 - share),
});

describe("the judgement of one unit", () => {
  const units = [
    ...Array.from({ length: 40 }, (_, i) => unit(`U${i}`, 60, 6 + (i % 5) * 2 - 4)),
    unit("bad", 100, 30),
    unit("good", 200, 2),
    unit("few", 12, 9),
    unit("tiny", 9, 9),
  ];
  const judged = score(arrivalOnTime, units);
  const named = (id: string) => judged.find(({ unit_id }) => unit_id === id);

  test("30 late of 100 where 10 were to be expected is far worse, 2 of 200 far better, 9 of 12 too few", () => {
    expect(named("bad")).toMatchObject({
      effect: 3,
      value: 0.7,
      expected_value: 0.9,
      band: "far_worse",
      funnel: "worse",
    });
    expect(named("good")).toMatchObject({ effect: 0.1, value: 0.99, funnel: "better" });
    expect(named("good")?.band).toMatch(/better$/);
    expect(named("few")).toMatchObject({ value: 0.25, band: "small", p_worse: null });
    expect(named("tiny")).toMatchObject({ n: 9, value: null, effect: null, band: "small" });
    expect(named("U2")?.band).toBe("alike");
  });

  test("the posterior lies between what was seen and what was expected, and its interval holds it", () => {
    for (const { effect, posterior, posterior_lo, posterior_hi, adjusted, adjusted_lo, adjusted_hi } of judged) {
      if (effect === null) continue;
      const [low, high] = [Math.min(Number(effect), 1), Math.max(Number(effect), 1)];
      expect(Number(posterior)).toBeGreaterThanOrEqual(low - 1e-9);
      expect(Number(posterior)).toBeLessThanOrEqual(high + 1e-9);
      expect(Number(posterior_lo)).toBeLessThan(Number(posterior));
      expect(Number(posterior_hi)).toBeGreaterThan(Number(posterior));
      expect(Number(adjusted_lo)).toBeLessThan(Number(adjusted));
      expect(Number(adjusted_hi)).toBeGreaterThan(Number(adjusted));
    }
  });

  test("the probability of missing a target falls as the target falls", () => {
    const p = (target: number) => score(arrivalOnTime, units, target).find(({ unit_id }) => unit_id === "bad")?.p_worse;
    expect(Number(p(0.95))).toBeGreaterThan(Number(p(0.8)));
    expect(Number(p(0.8))).toBeGreaterThan(Number(p(0.6)));
  });

  test("the limits are widened by the winsorised dispersion of the z-scores", () => {
    const z = units.filter(({ n }) => n >= 30).map(({ x, expected, variance }) => (x - expected) / Math.sqrt(variance));
    const phi = overDispersionOf(z);
    expect(named("bad")?.phi).toBeCloseTo(phi, 12);
    expect(Number(named("bad")?.hi95)).toBeCloseTo(1 + (1.959963984540054 * Math.sqrt(phi * 9)) / 10, 9);
  });

  test("units that differ no more than chance are not told apart", () => {
    const same = score(
      arrivalOnTime,
      Array.from({ length: 50 }, (_, i) => unit(`U${i}`, 100, 9 + (i % 3))),
    );
    expect(new Set(same.map(({ band }) => band))).toEqual(new Set(["alike"]));
    expect(new Set(same.map(({ posterior }) => posterior))).toEqual(new Set([1]));
  });

  test("a score is judged in points, from 30 answers on", () => {
    const answers = (id: string, n: number, x: number): Unit => ({
      ...unit(id, n, x),
      expected: n * 0.4,
      variance: n * 0.6,
    });
    const scored = score(nps, [
      ...Array.from({ length: 30 }, (_, i) => answers(`U${i}`, 50, 20 + ((i % 5) - 2) * 5)),
      answers("low", 80, -10),
      answers("few", 29, -20),
    ]);
    const low = scored.find(({ unit_id }) => unit_id === "low");
    expect(low).toMatchObject({ value: -12.5, expected_value: 40, effect: -52.5, funnel: "worse" });
    expect(low?.band).toMatch(/worse$/);
    expect(Number(low?.posterior)).toBeGreaterThan(-52.5);
    expect(scored.find(({ unit_id }) => unit_id === "few")).toMatchObject({ band: "small", value: null });
  });
});

test("the beta distribution of one success is the power of x", () => {
  expect(betaCdf(0.3, 1, 4)).toBeCloseTo(1 - 0.7 ** 4, 12);
});
