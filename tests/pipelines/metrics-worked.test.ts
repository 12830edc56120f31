import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCases } from "../../pipelines/cases.ts";
import { computeMetrics, findSeries, registry } from "../../pipelines/metrics.ts";
import { transformsRoot } from "../../pipelines/transform.ts";
import type { Metric } from "../../transforms/metrics/metric.ts";
import { root } from "../house/tree.ts";
import { presentAll } from "./facts.ts";
import { type Worked, worked } from "./metrics-worked.ts";

/** What scorecards read besides the facts. */
const always = ["int_case_mix", "int_comparison_units"];

interface Value {
  metric_id: string;
  n: number;
  x: number | null;
  value: number | null;
  method: string;
}

let metrics: Metric[];
let cases: Awaited<ReturnType<typeof openCases>>;
beforeAll(async () => {
  metrics = await registry();
  cases = await openCases(transformsRoot);
});
afterAll(() => cases.close());

const definitionOf = (series: string): Metric => {
  const found = findSeries(metrics, series);
  if (!found) throw new Error(`There is no number "${series}".`);
  return found.metric;
};

/** The wanted numbers of a folder's rows, through the models. */
async function compute({ folder, numbers }: Worked): Promise<Map<string, Value>> {
  const own = [...new Set(numbers.map(([series]) => definitionOf(series)))];
  const from = own.flatMap(({ population, measure }) => [
    population.from,
    ...(measure.kind === "rate" && "events" in measure ? [measure.events.from] : []),
  ]);
  const engine = await cases.build(join(root, "tests", folder), [...new Set([...from, ...always])]);
  await presentAll(
    engine,
    own.flatMap(({ requires }) => requires.flat()),
  );
  await computeMetrics({ engine, metrics: own });
  const rows = await engine.query<Value & { grain: string }>(
    "SELECT metric_id, grain, n, x, value, method FROM mart_metric_values WHERE dims = '{}' AND grain IN ('month', 'quarter', 'all') ORDER BY CASE grain WHEN 'month' THEN 0 WHEN 'quarter' THEN 1 ELSE 2 END, period_start",
  );
  return new Map(rows.map((row) => [row.metric_id, row]));
}

describe.each(worked)("$folder", (one) => {
  let found: Map<string, Value>;
  beforeAll(async () => {
    found = await compute(one);
  }, 60_000);

  test.each(one.numbers)("%s counts %s", (series, n, x, value, method) => {
    const row = found.get(series);
    expect(row, `${series} has no number`).toBeDefined();
    expect({ n: row?.n, x: x === null ? null : row?.x, method: row?.method }).toEqual({ n, x, method });
    expect(row?.value).toBeCloseTo(value, 9);
  });
});

test("every metric of the registry is worked by hand somewhere", () => {
  const named = new Set(worked.flatMap(({ numbers }) => numbers.map(([series]) => definitionOf(series).id)));
  expect(metrics.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});
