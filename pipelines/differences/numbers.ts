import type { DifferentNumber, RunDifference } from "../../dashboards/published.ts";
import { type Metric, type Series, seriesOf, type Unit } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";

export type ChangedNumber = Omit<DifferentNumber, "reasons"> & { series: Series };

/** Units by which a printed value moves by one: shares are printed in tenths of a percent, the others in tenths or whole. */
const printed: Record<Unit, number> = {
  percent: 1000,
  points: 10,
  days: 10,
  per_thousand: 100,
  per_hundred: 10,
  per_hundred_tickets: 10,
  per_thousand_unit_months: 100,
  minutes: 1,
  ratio: 100,
  count: 1,
};

/**
 * Months of the total that print otherwise in `after` than in `before`, newest first. The engine has the published tables of
 * both runs in schemas of those names. Metrics that only one run has are left out.
 */
export async function changedNumbers(
  engine: Engine,
  metrics: readonly Metric[],
  known: RunDifference["metrics"],
): Promise<ChangedNumber[]> {
  const series = new Map(
    metrics
      .filter(({ id }) => !known.added.includes(id))
      .flatMap(seriesOf)
      .map((one) => [one.id, one]),
  );
  if (series.size === 0) return [];
  const steps = [...series.values()].map(({ id, unit }) => `(${literal(id)}, ${printed[unit]}.0)`).join(", ");
  const months = (schema: string) =>
    `SELECT metric_id, period_start, n, value FROM ${schema}.mart_metric_values WHERE grain = 'month' AND dims = '{}'`;
  const rows = await engine.query<{
    metric_id: string;
    period_start: string;
    old_n: number | null;
    old_value: number | null;
    new_n: number | null;
    new_value: number | null;
  }>(
    `SELECT COALESCE(a.metric_id, b.metric_id) AS metric_id, COALESCE(a.period_start, b.period_start) AS period_start,
       b.n AS old_n, b.value AS old_value, a.n AS new_n, a.value AS new_value
     FROM (${months("before")}) AS b
     FULL JOIN (${months("after")}) AS a ON a.metric_id = b.metric_id AND a.period_start = b.period_start
     JOIN (VALUES ${steps}) AS s(metric_id, step) ON s.metric_id = COALESCE(a.metric_id, b.metric_id)
     WHERE round(a.value * s.step) IS DISTINCT FROM round(b.value * s.step)
     ORDER BY period_start DESC NULLS LAST, metric_id NULLS LAST`,
  );
  const side = (n: number | null, value: number | null) => (n === null ? null : { n, value });
  return rows.flatMap((row) => {
    const { metric_id, period_start } = row;
    const own = series.get(metric_id);
    if (own === undefined) return [];
    const before = side(row.old_n, row.old_value);
    return [{ metric_id, period_start, before, now: side(row.new_n, row.new_value), series: own }];
  });
}
