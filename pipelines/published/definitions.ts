import type { Definition } from "../../dashboards/published.ts";
import { formerOf, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";

/** What a metric counts, in SQL, for people to read. */
export function statementOf({ population, measure }: Metric): string {
  const from = `FROM ${population.from}\nWHERE ${population.where}\n-- id: ${population.id}, at: ${population.at}`;
  switch (measure.kind) {
    case "proportion":
      return `SELECT count(*) AS n,\n  count(*) FILTER (WHERE ${measure.hit}) AS x\n${from}`;
    case "percentile":
      return `-- P${measure.at.join(", P")}, nearest rank${measure.observed ? `; running rows by Kaplan-Meier: ${measure.observed}` : ""}\nSELECT ${measure.of} AS minutes\n${from}`;
    case "nps":
      return `SELECT count(*) AS n,\n  count(*) FILTER (WHERE ${measure.score} >= 9) - count(*) FILTER (WHERE ${measure.score} <= 6) AS x\n${from}`;
    case "weighted_nps":
      return `-- 100 * x / sum(w); effective sample: sum(w)^2 / sum(w^2)\nSELECT sum(${measure.weight}) AS w,\n  sum(CASE WHEN ${measure.score} >= 9 THEN ${measure.weight} WHEN ${measure.score} <= 6 THEN -${measure.weight} ELSE 0 END) AS x\n${from}`;
    case "log_ratio":
      return `-- (x + 0.5) / (n - x + 0.5)\nSELECT count(*) AS n,\n  count(*) FILTER (WHERE ${measure.hit}) AS x\n${from}`;
    case "rate":
      return "events" in measure
        ? `-- x / n * ${measure.per}\n-- x:\nSELECT count(*) FROM ${measure.events.from}\nWHERE ${measure.events.where}\n-- n:\nSELECT ${measure.exposure === undefined ? "count(*)" : `sum(${measure.exposure})`}\n${from}`
        : `-- x / n * ${measure.per}\nSELECT count(*) AS n,\n  sum(${measure.sum}) AS x\n${from}`;
    case "ratio":
      return `SELECT count(*) AS n,\n  sum(${measure.of}) AS x,\n  sum(${measure.over}) AS of_all\n${from}`;
    case "stock":
      return `-- open at the end of the period: closed by ${measure.until}\nSELECT count(*)\n${from}`;
    case "stock_age":
      return `-- age at the end of the period since ${measure.since}, of rows open then (${measure.until})\nSELECT count(*)\n${from}`;
    case "kaplan_meier":
      return `-- Kaplan-Meier at ${measure.times.map(({ at }) => at).join(", ")}\nSELECT ${measure.watched} AS watched,\n  ${measure.event} AS event\n${from}`;
  }
}

const changesOf = (metric: Metric) =>
  metric.changes.map((change) => {
    const before = formerOf(metric, change);
    return { on: change.on, why: change.why, sql: before && statementOf(before) };
  });

/** One metric as metrics.json states it. */
export function definitionOf(metric: Metric): Definition {
  const {
    id,
    code,
    label,
    description,
    numerator,
    denominator,
    worked_example,
    unit,
    better,
    standard,
    interval,
    maturity,
  } = metric;
  return {
    id,
    code,
    label,
    description,
    numerator,
    denominator,
    ...(worked_example ? { worked_example } : {}),
    unit,
    better,
    ...(standard ? { standard } : {}),
    series: seriesOf(metric).map((series) => ({ id: series.id, label: series.label, unit: series.unit })),
    interval,
    maturity,
    requires: metric.requires.map((need) => (typeof need === "string" ? need : need.join(" | "))),
    sql: statementOf(metric),
    ...(metric.changes.length > 0 ? { changes: changesOf(metric) } : {}),
  };
}
