import { formerOf, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { literal } from "../engines/engine.ts";

/** A definition that no longer holds, to be counted beside the one that does. */
interface Former {
  metric: Metric;
  version: number;
  on: string;
}

const idOf = ({ metric, version }: Former): string => `${metric.id}__v${version}`;

/**
 * The former definitions of metrics that changed, as metrics of their own: months alone, over no more rows than the
 * newest final month needs. Those that can no longer be stated, and stocks, are not among them.
 */
export function formersOf(metrics: readonly Metric[]): (Metric & { former: Former })[] {
  return metrics.flatMap((metric) =>
    metric.changes.flatMap((change, i) => {
      const before = formerOf(metric, change);
      if (before === null || before.measure.kind.startsWith("stock")) return [];
      const former: Former = { metric, version: i + 1, on: change.on };
      const { at, where } = before.population;
      const recent = `${at} >= add_days(as_of(), -${metric.maturity.days + 70})`;
      const population = { ...before.population, where: `(${where}) AND ${recent}` };
      return [
        {
          ...before,
          id: idOf(former),
          population,
          grains: ["month" as const],
          changes: [],
          former,
        },
      ];
    }),
  );
}

/**
 * SELECT of mart_definition_effects: for each former definition the newest final month by it (`before`) and by the one that holds
 * (`now`). `counted` has the values of the formers, as mart_metric_values has those that hold.
 */
export function effectsSql(formers: readonly (Metric & { former: Former })[], counted: string): string {
  const rows = formers.flatMap((shadow) => {
    const { metric, version, on } = shadow.former;
    const now = seriesOf(metric);
    return seriesOf(shadow).flatMap(({ id }, i) => {
      const own = now.find((series) => id === series.id.replace(metric.id, shadow.id)) ?? now[i];
      return own
        ? [`(${literal(id)}, ${literal(own.id)}, ${literal(metric.id)}, ${version}, DATE ${literal(on)})`]
        : [];
    });
  });
  if (rows.length === 0) return emptySql;
  return `SELECT named.metric_id, named.definition_id, named.version, named.changed_on, now.period_start,
      old.n AS n_before, old.value AS value_before, now.n, now.value
    FROM (VALUES ${rows.join(", ")}) AS named(former_id, metric_id, definition_id, version, changed_on)
    JOIN (SELECT metric_id, max(period_start) AS period_start FROM mart_metric_values
          WHERE grain = 'month' AND dims = '{}' AND maturity = 'matured' GROUP BY metric_id) AS newest ON newest.metric_id = named.metric_id
    JOIN mart_metric_values AS now
      ON now.metric_id = named.metric_id AND now.grain = 'month' AND now.dims = '{}' AND now.period_start = newest.period_start
    LEFT JOIN (${counted}) AS old ON old.metric_id = named.former_id AND old.grain = 'month' AND old.dims = '{}' AND old.period_start = newest.period_start
    ORDER BY named.changed_on, named.metric_id, named.version`;
}

const emptySql = `SELECT CAST(NULL AS VARCHAR) AS metric_id, CAST(NULL AS VARCHAR) AS definition_id, 0 AS version, CAST(NULL AS DATE) AS changed_on,
  CAST(NULL AS DATE) AS period_start, CAST(NULL AS BIGINT) AS n_before, CAST(NULL AS DOUBLE) AS value_before,
  CAST(NULL AS BIGINT) AS n, CAST(NULL AS DOUBLE) AS value WHERE FALSE`;
