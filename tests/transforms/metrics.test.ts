import { afterAll, describe, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { lint } from "../../pipelines/lint.ts";
import { findSeries, registry } from "../../pipelines/metrics.ts";
import { traceSql } from "../../pipelines/trace.ts";
import { entities, fieldsOf } from "../../sources/contracts/index.ts";
import { defineMetric, grainsOf, type MetricSource, seriesOf } from "../../transforms/metrics/metric.ts";

const metrics = await registry();
const engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
afterAll(() => engine.close());

const words = { zh: "数", en: "number" };
const source: MetricSource = {
  id: "subject",
  code: "c-0",
  label: words,
  description: words,
  numerator: words,
  denominator: words,
  unit: "percent",
  better: "higher",
  population: { from: "facts", id: "id", at: "at", where: "TRUE" },
  measure: { kind: "proportion", hit: "ok" },
  requires: ["tickets.ticket_id"],
};

describe("the registry", () => {
  test("names no series twice", () => {
    const ids = metrics.flatMap(seriesOf).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(50);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test("requires fields that the contracts have", () => {
    const fields = new Set(
      Object.values(entities).flatMap((entity) => fieldsOf(entity).map((field) => `${entity.name}.${field.name}`)),
    );
    const unknown = metrics.flatMap(({ id, requires }) =>
      requires.flat().flatMap((need) => (fields.has(need) ? [] : [`${id} ${need}`])),
    );
    expect(unknown).toEqual([]);
    expect(metrics.filter(({ requires }) => requires.length === 0)).toEqual([]);
  });

  test.each(metrics.map((metric) => [metric.id, metric] as const))("%s is portable SQL", async (_, metric) => {
    for (const which of ["all", "hit"] as const) {
      const cell = { grain: "month", period_start: "2026-09-01", dims: { region: "浙江" }, which } as const;
      for (const series of seriesOf(metric)) expect(lint(await engine.parse(traceSql(series, cell)))).toEqual([]);
    }
  });

  test("answers a misspelt metric with the nearest", () => {
    expect(findSeries(metrics, "first_time_fix_rate").id).toBe("first_time_fix_rate");
    expect(findSeries(metrics, "time_to_restore").id).toBe("time_to_restore_p50");
    expect(() => findSeries(metrics, "first_time_fix_rat")).toThrow(
      'There is no metric "first_time_fix_rat"; did you mean first_time_fix_rate?',
    );
  });
});

describe("a definition", () => {
  test("is completed with its interval, maturity and slices", () => {
    const metric = defineMetric({ ...source, maturity_days: 30, more_dimensions: ["survey_mode"] });
    expect(metric.interval).toBe("wilson");
    expect(metric.maturity).toEqual({ days: 30, zh: "期末后 30 天成熟", en: "final 30 days after the period ends" });
    expect(metric.dimensions).toHaveLength(10);
    expect(grainsOf(metric, "region")).toHaveLength(6);
    expect(grainsOf(metric, "model")).toEqual(["month", "quarter", "year", "all"]);
  });

  test("of percentiles, times or ages yields several series", () => {
    const ids = (measure: MetricSource["measure"]) =>
      seriesOf(defineMetric({ ...source, measure })).map(({ id }) => id);
    expect(ids({ kind: "percentile", of: "m", at: [50, 95] })).toEqual(["subject_p50", "subject_p95"]);
    expect(ids({ kind: "stock_age", until: "u", since: "s", buckets: [1, 3], at: [50] })).toEqual([
      "subject_0_1d",
      "subject_1_3d",
      "subject_over_3d",
      "subject_p50",
    ]);
  });

  test.each<[string, Partial<MetricSource>]>([
    ["the id is not snake_case", { id: "First-Fix" }],
    ["label lacks its zh or en text", { label: { zh: "", en: "x" } }],
    ["population.where is not one expression", { population: { ...source.population, where: "a; b" } }],
    ['requires "tickets", which is not of the form entity.field', { requires: ["tickets"] }],
    ["a percentile lies outside 0 to 100", { measure: { kind: "percentile", of: "m", at: [0.5, 100] } }],
    [
      "{grain} is not known to a percentile",
      { measure: { kind: "percentile", of: "m", at: [50] }, population: { ...source.population, where: "in_{grain}" } },
    ],
  ])("is refused: %s", (what, change) => {
    expect(() => defineMetric({ ...source, ...change })).toThrow(`Metric "${change.id ?? "subject"}": ${what}.`);
  });
});
