import { afterEach, describe, expect, test } from "vitest";
import type { DefinitionEffect } from "../../dashboards/published.ts";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { computeMetrics, registry } from "../../pipelines/metrics.ts";
import { defineMetric, dimensions, formerOf, type Metric, type MetricSource } from "../../transforms/metrics/metric.ts";
import { read } from "../house/tree.ts";
import { openFacts, openPrelude, presentAll } from "./facts.ts";

let engine: DuckdbEngine;
afterEach(() => engine.close());

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
  population: { from: "facts", id: "id", at: "created_at", where: "is_counted" },
  measure: { kind: "proportion", hit: "is_good" },
  requires: ["tickets.ticket_id"],
  maturity_days: 10,
};

/** 20 rows of August and 20 of September: every second counts, every fourth is good, every tenth was once called good. */
async function facts() {
  engine = await openPrelude("2026-10-05T02:30:00Z");
  await engine.execute("CREATE TABLE input_presence (entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT)");
  await presentAll(engine, ["tickets.ticket_id"]);
  const rest = dimensions.map((name) => `CAST(NULL AS VARCHAR) AS ${name}`);
  await engine.execute(
    `CREATE TABLE facts AS SELECT i AS id, CASE WHEN i < 20 THEN TIMESTAMP '2026-08-02' ELSE TIMESTAMP '2026-09-02' END AS created_at,
       i % 2 = 0 AS is_counted, i % 4 = 0 AS is_good, i % 10 = 0 AS was_good, ${rest.join(", ")} FROM range(40) AS r(i)`,
  );
}

const effects = () => engine.query<DefinitionEffect>("SELECT * FROM mart_definition_effects ORDER BY version");

describe("a definition that changed twice", () => {
  const changed = defineMetric({
    ...source,
    changes: [
      { on: "2026-03-01", why: words, was: { measure: { kind: "proportion", hit: "was_good" } } },
      { on: "2026-09-01", why: words, was: { population: { where: "TRUE" } } },
    ],
  });

  test("each version is counted over the newest final month, beside the one that holds", async () => {
    await facts();
    await computeMetrics({ engine, metrics: [changed] });
    const found = await effects();
    expect(found.map(({ version, n_before, n, period_start }) => [version, n_before, n, period_start])).toEqual([
      [1, 20, 10, "2026-08-01"],
      [2, 20, 10, "2026-08-01"],
    ]);
    // Of 20 rows 2 were called good, and later 5 were; of the 10 that count now 5 are.
    expect(found.map(({ value_before }) => value_before)).toEqual([0.1, 0.25]);
    expect(found.map(({ value }) => value)).toEqual([0.5, 0.5]);
  });

  test("no number of a former definition is among the values", async () => {
    await facts();
    await computeMetrics({ engine, metrics: [changed] });
    for (const table of ["mart_metric_values", "mart_metric_changes", "mart_metric_status"]) {
      const ids = await engine.query<{ id: string }>(`SELECT DISTINCT metric_id AS id FROM ${table}`);
      expect(
        ids.filter(({ id }) => id !== "subject"),
        table,
      ).toEqual([]);
    }
  });
});

test("what can no longer be stated has no effect, nor has anything before it", async () => {
  const lost = { on: "2026-09-01", why: words, was: null };
  const known = { on: "2026-03-01", why: words, was: { population: { where: "TRUE" } } };
  const changed: Metric = defineMetric({ ...source, changes: [known, lost] });
  expect(formerOf(changed, lost)).toBeNull();
  expect(formerOf(changed, known)).toBeNull();
  await facts();
  await computeMetrics({ engine, metrics: [changed] });
  expect(await effects()).toEqual([]);
});

test("changes stand in their order and say why", () => {
  const change = { on: "2026-03-01", why: words, was: null };
  expect(() => defineMetric({ ...source, changes: [change, { ...change, on: "2026-02-01" }] })).toThrow(
    "no date in order",
  );
  expect(() => defineMetric({ ...source, changes: [{ ...change, why: { zh: "", en: "x" } }] })).toThrow(
    "lacks its reason",
  );
});

test("every former definition of the registry can still be counted, and the changelog names it", async () => {
  engine = await openFacts({ tickets: 3000, seed: 5, days: 200 });
  const metrics = await registry();
  await presentAll(
    engine,
    metrics.flatMap(({ requires }) => requires.flat()),
  );
  await computeMetrics({ engine, metrics });
  const counted = new Set((await effects()).map((row) => `${row.definition_id} ${row.version}`));
  const changes = metrics.flatMap((metric) => metric.changes.map((change, i) => ({ metric, change, version: i + 1 })));
  expect(changes.length).toBeGreaterThan(3);
  for (const { metric, change, version } of changes) {
    expect(counted.has(`${metric.id} ${version}`), metric.id).toBe(formerOf(metric, change) !== null);
    expect(read("CHANGELOG.md"), `the changelog has no row of ${metric.id}`).toContain(`| \`${metric.id}\` |`);
  }
});
