import { type Engine, identifier, literal } from "../engines/engine.ts";
import { exact } from "./exact-sum.ts";
import { adjustedWald } from "./intervals.ts";
import {
  baseGrain,
  bySlice,
  counted,
  dimensionGroups,
  isKept,
  isWanted,
  perGrain,
  type Renewed,
} from "./population.ts";

/** Weighted net promoter scores and their effective samples into _metric_rows. */
export async function weightedAll(engine: Engine, metrics: readonly Renewed[]): Promise<void> {
  for (const metric of metrics) {
    if (metric.measure.kind !== "weighted_nps") continue;
    for (const group of dimensionGroups(metric)) await engine.execute(weightedSql(metric, group));
  }
}

/**
 * The score is the weighted share of promoters less that of detractors. Its interval is the adjusted Wald one of as many equal
 * answers as the weights are worth, (Σw)² / Σw² (Kish 1965, Survey Sampling, 11.7).
 */
function weightedSql(metric: Renewed, { dims, wanted }: ReturnType<typeof dimensionGroups>[number]): string {
  const { measure, population } = metric;
  if (measure.kind !== "weighted_nps") throw new Error(`Metric "${metric.id}" has no weights.`);
  const base = baseGrain(wanted);
  const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
  const { score, weight } = measure;
  const answers = `SELECT period_start('${base}', local_date(${population.at})) AS period_start, ${weight} AS w,
      ${score} >= 9 AS is_promoter, ${score} <= 6 AS is_detractor ${columns.join("")}
    FROM ${population.from} WHERE ${counted(metric, base)}`;
  const sums = {
    n: "COUNT(*)",
    p: "COUNT(*) FILTER (WHERE is_promoter)",
    d: "COUNT(*) FILTER (WHERE is_detractor)",
    w: `SUM(CAST(w AS ${exact}))`,
    w2: `SUM(CAST(w * w AS ${exact}))`,
    wp: `SUM(CAST(CASE WHEN is_promoter THEN w ELSE 0 END AS ${exact}))`,
    wd: `SUM(CAST(CASE WHEN is_detractor THEN w ELSE 0 END AS ${exact}))`,
  };
  const total = Object.keys(sums)
    .map((name) => `CAST(SUM(${name}) AS DOUBLE) AS ${name}`)
    .join(", ");
  const cells = perGrain(
    wanted,
    (grain) => `SELECT '${grain}' AS grain, period_start('${grain}', period_start) AS period_start, dim, v, ${total}
      FROM base WHERE ${isWanted(metric, grain, `period_start('${grain}', period_start)`)}
      GROUP BY period_start('${grain}', period_start), dim, v`,
  );
  const limits = adjustedWald("(wp / w * worth)", "(wd / w * worth)", "worth");
  const cell = "grain, period_start, dim, v, CAST(n AS BIGINT), ";
  return `INSERT INTO _metric_rows
    WITH base AS (${bySlice(dims, ["period_start"], sums, answers, "period_start", exact)}),
    cells AS (SELECT *, w * w / w2 AS worth FROM (${cells}) AS summed WHERE w > 0 AND ${isKept("")})
    SELECT ${literal(metric.id)}, ${cell} p - d, NULL, 100 * (wp - wd) / w, 100 * ${limits.lo}, 100 * ${limits.hi} FROM cells
    UNION ALL SELECT ${literal(`${metric.id}_effective_n`)}, ${cell} worth, NULL, worth, NULL, NULL FROM cells`;
}
