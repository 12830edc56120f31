import type { Metric } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { counted, midnight } from "./population.ts";

/** Days a service point or an engineer is judged over. */
export const windowDays = 90;

/** What the cases of a comparison differ by, from the coarsest stratum to the finest. */
export const strata = ["mode", "category", "region_tier", "symptom_group", "warranty", "age_band"] as const;

/** First day of the window of a metric, and the first day after it: the newest days that are final. */
export const windowOf = ({ maturity }: Metric): { start: string; end: string } => ({
  start: `CAST(add_days(local_date(as_of()), -${maturity.days + windowDays}) AS DATE)`,
  end: `CAST(add_days(local_date(as_of()), -${maturity.days}) AS DATE)`,
});

/**
 * Creates fct_outcomes: every case by which service points and engineers are compared, once for each metric with `funnel`, in the
 * last 90 final days. x is 1 where the case went wrong; for a score it is 1 for a promoter, -1 for a detractor and 0 between.
 */
export async function outcomes(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  await engine.execute(
    `CREATE TABLE fct_outcomes (metric_id VARCHAR, id VARCHAR, ticket_id VARCHAR, filed_at TIMESTAMP, service_point_id VARCHAR,
     engineer_id VARCHAR, engineer_key VARCHAR, ownership VARCHAR, certificate VARCHAR, model VARCHAR, region VARCHAR, ${strata.map((name) => `${name} VARCHAR`).join(", ")},
     x DOUBLE, appeal_reason VARCHAR, appeal_by_role VARCHAR)`,
  );
  for (const metric of metrics.filter(({ funnel }) => funnel)) {
    const { population: from } = metric;
    const { start, end } = windowOf(metric);
    const known = (name: string) =>
      name === "symptom_group" || name === "age_band"
        ? `COALESCE(mix.${name}, 'unknown')`
        : `COALESCE(r.${name}, 'unknown')`;
    await engine.execute(
      `INSERT INTO fct_outcomes
       SELECT ${literal(metric.id)}, r.id, r.ticket_id, r.filed_at, COALESCE(mix.service_point_id, r.service_point_id),
         mix.engineer_id, mix.engineer_key, point.ownership, mix.certificate, r.model, r.region, ${strata.map(known).join(", ")}, CAST(r.x AS DOUBLE), mix.appeal_reason, mix.appeal_by_role
       FROM (SELECT *, ${from.id} AS id, ${from.at} AS filed_at, ${outcome(metric)} AS x FROM ${from.from}
             WHERE ${counted(metric, "all")} AND ${from.at} >= ${midnight(start)} AND ${from.at} < ${midnight(end)}) AS r
       LEFT JOIN int_case_mix AS mix ON mix.ticket_id = r.ticket_id
       LEFT JOIN (SELECT unit_id, ownership FROM int_comparison_units WHERE unit_kind = 'service_point') AS point
         ON point.unit_id = COALESCE(mix.service_point_id, r.service_point_id)`,
    );
  }
}

function outcome({ id, measure, better }: Metric): string {
  if (measure.kind === "nps")
    return `CASE WHEN ${measure.score} >= 9 THEN 1 WHEN ${measure.score} <= 6 THEN -1 ELSE 0 END`;
  if (measure.kind !== "proportion")
    throw new Error(`Metric "${id}" is neither a share nor a score and has no funnel.`);
  return `CASE WHEN ${measure.hit} THEN ${better === "higher" ? 0 : 1} ELSE ${better === "higher" ? 1 : 0} END`;
}
