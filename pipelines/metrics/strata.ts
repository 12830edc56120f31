import type { Engine } from "../engines/engine.ts";
import { exactSum } from "./exact-sum.ts";
import { strata } from "./outcomes.ts";

/** Cases by which a stratum outweighs the coarser one it leans on. */
const pull = 30;

/**
 * Creates _strata: for each metric and stratum of cases the mean outcome to be expected and its variance.
 * From the whole network a stratum is split by one factor after the other; each step expects what the step before did, moved by how
 * far that missed the factor's value in the whole network, and gives way to the stratum's own cases as they grow:
 *   rate = (x + 30 · (rate before + shift)) / (n + 30)      shift = Σ(x - n · rate before) / (Σ n + 30) over the factor's value
 */
export async function createStrata(engine: Engine): Promise<void> {
  const cells = `SELECT metric_id, ${strata.join(", ")}, CAST(COUNT(*) AS DOUBLE) AS n, SUM(x) AS x, SUM(x * x) AS square, MIN(x) AS low
    FROM fct_outcomes WHERE appeal_reason IS NULL AND service_point_id IS NOT NULL GROUP BY metric_id, ${strata.join(", ")}`;
  const network = `SELECT *, SUM(x) OVER (PARTITION BY metric_id) / SUM(n) OVER (PARTITION BY metric_id) AS rate,
    SUM(square) OVER (PARTITION BY metric_id) / SUM(n) OVER (PARTITION BY metric_id) AS mean_square,
    MIN(low) OVER (PARTITION BY metric_id) < 0 AS is_score FROM (${cells}) AS cells`;
  const { sql } = strata.reduce(
    ({ sql: before, split }, factor) => {
      const own = `PARTITION BY metric_id, ${[...split, factor].join(", ")}`;
      const same = `PARTITION BY metric_id, ${factor}`;
      return {
        split: [...split, factor],
        sql: `SELECT metric_id, ${strata.join(", ")}, n, x, mean_square, is_score,
          (SUM(x) OVER (${own}) + ${pull} * (rate + shift)) / (SUM(n) OVER (${own}) + ${pull}) AS rate
        FROM (SELECT *, ${exactSum("x - n * rate", `(${same})`)} / (SUM(n) OVER (${same}) + ${pull}) AS shift FROM (${before}) AS before) AS shifted`,
      };
    },
    { sql: network, split: [] as string[] },
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _strata AS
     SELECT metric_id, ${strata.join(", ")}, rate, CASE WHEN is_score THEN GREATEST(0, mean_square - rate * rate) ELSE rate * (1 - rate) END AS variance
     FROM (SELECT *, CASE WHEN is_score THEN fitted ELSE LEAST(0.999, GREATEST(0.001, fitted)) END AS rate
           FROM (SELECT metric_id, ${strata.join(", ")}, is_score, mean_square, rate AS fitted FROM (${sql}) AS steps) AS ends) AS held`,
  );
}
