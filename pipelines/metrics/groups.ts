import type { Metric } from "../../transforms/metrics/metric.ts";
import { z95 } from "../../transforms/statistics.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { exactSum } from "./exact-sum.ts";
import { strata, windowOf } from "./outcomes.ts";

/** Few large groups of cases that are set against the whole network: who runs the service point, and what certificate the engineer had. */
export const groupKinds = ["ownership", "certificate"] as const;

export const createGroups = (engine: Engine): Promise<void> =>
  engine.execute(
    `CREATE TABLE mart_group_comparisons (metric_id VARCHAR, group_kind VARCHAR, group_id VARCHAR, window_start DATE, window_end DATE,
     n BIGINT, x DOUBLE, expected DOUBLE, value DOUBLE, expected_value DOUBLE, effect DOUBLE, lo DOUBLE, hi DOUBLE, phi DOUBLE, verdict VARCHAR)`,
  );

/**
 * Adds the groups of one metric to mart_group_comparisons: what happened over what the same cases let expect in the whole network
 * (O/E of what went wrong, or the difference of a score in points), with a 95 % interval widened by `phi`, by which service points
 * differ more than chance. Under 10 cases (30 answers) only n is given, under 30 no verdict.
 */
export async function compareGroups(engine: Engine, metric: Metric, phi: number): Promise<void> {
  const isScore = metric.measure.kind === "nps";
  const { start, end } = windowOf(metric);
  const own = (share: string) =>
    isScore ? `100 * (${share})` : metric.better === "higher" ? `1 - (${share})` : `(${share})`;
  const spread = `${z95} * SQRT(${phi} * variance)`;
  const effect = isScore ? "100 * (x - expected) / n" : "x / expected";
  const half = isScore ? `100 * ${spread} / n` : `${spread} / expected`;
  const low = isScore ? `${effect} - ${half}` : `GREATEST(0, ${effect} - ${half})`;
  const high = `${effect} + ${half}`;
  const none = isScore ? 0 : 1;
  const [above, below] = isScore ? ["better", "worse"] : ["worse", "better"];
  const shown = (sql: string) => `CASE WHEN n >= ${isScore ? 30 : 10} AND variance > 0 THEN ${sql} END`;
  for (const kind of groupKinds) {
    await engine.execute(
      `INSERT INTO mart_group_comparisons
       WITH counted AS (
         SELECT o.${kind} AS group_id, COUNT(*) AS n, SUM(o.x) AS x, ${exactSum("s.rate")} AS expected, ${exactSum("s.variance")} AS variance
         FROM fct_outcomes AS o JOIN _strata AS s USING (metric_id, ${strata.join(", ")})
         WHERE o.metric_id = ${literal(metric.id)} AND o.appeal_reason IS NULL AND o.${kind} IS NOT NULL GROUP BY o.${kind})
       SELECT ${literal(metric.id)}, ${literal(kind)}, group_id, ${start}, ${end}, n, ${shown("x")}, ${shown("expected")},
         ${shown(own("x / n"))}, ${shown(own("expected / n"))}, ${shown(effect)}, ${shown(low)}, ${shown(high)}, ${phi},
         CASE WHEN n < 30 OR variance <= 0 THEN 'lack' WHEN ${low} > ${none} THEN '${above}' WHEN ${high} < ${none} THEN '${below}' ELSE 'flat' END
       FROM counted ORDER BY group_id`,
    );
  }
}
