import { wideDimensions } from "../../transforms/metrics/metric.ts";
import { z95 } from "../../transforms/statistics.ts";
import { adjustedNps, twoSided } from "./intervals.ts";

/** Answers or tickets a side needs before it is compared. */
const leastNps = 100;
const least = 30;

/**
 * CREATE TABLE mart_metric_changes: each month against the month before and against the same month a year before, from
 * a SELECT of valued rows of months. The total always has a row; a slice has one where both sides are final and large enough; dimensions of hundreds of values are left to the funnel.
 * Shares: Newcombe's interval and the pooled z-test. Scores: z on the two adjusted variances. Rates: the log rate ratio.
 * Ratios of two counts: the log of their ratio.
 * Percentiles and survival: z on the two intervals, and on the rounding to whole minutes. p_adjusted is Holm's over the
 * slices of one dimension, and decides.
 */
export function changesSql(valued: string): string {
  const nps = adjustedNps("raw_x", "y", "n");
  const spread = (lo: string, hi: string) => `POWER((${hi} - ${lo}) / ${2 * z95}, 2)`;
  const byMethod = (share: string, score: string, rate: string, ratio: string, other: string) =>
    `CASE method WHEN 'wilson' THEN ${share} WHEN 'adjusted_wald' THEN ${score} WHEN 'byar' THEN ${rate} WHEN 'log_ratio' THEN ${ratio} ELSE ${other} END`;
  const limits = (sign: "+" | "-", own: string, base: string) =>
    byMethod(
      `difference ${sign} SQRT(POWER(${own} - value, 2) + POWER(base_value - ${base}, 2))`,
      `100 * (score - base_score ${sign} ${z95} * error)`,
      `scale * (base_x + added) / base_n * (EXP(log_ratio ${sign} ${z95} * error) - 1)`,
      `base_value * (EXP(log_ratio ${sign} ${z95} * error) - 1)`,
      `difference ${sign} ${z95} * error`,
    );
  const family = "metric_id, period_start, baseline_kind, dim";
  return `CREATE TABLE mart_metric_changes AS
    WITH sides AS (
      SELECT metric_id, period_start, dim, v, dims, CASE WHEN method = 'byar' THEN COALESCE(y, n) ELSE CAST(n AS DOUBLE) END AS n, raw_x AS x, value, lo, hi,
        maturity = 'matured' AND lo IS NOT NULL AND hi IS NOT NULL
          AND n >= CASE WHEN method = 'adjusted_wald' THEN ${leastNps} ELSE ${least} END AS is_usable,
        method, scale, better, ${nps.score} AS score, ${nps.variance} AS variance
      FROM (${valued}) AS valued
      WHERE is_compared AND dim NOT IN (${wideDimensions.map((dim) => `'${dim}'`).join(", ")})),
    baselines AS (
      SELECT sides.*, 'previous' AS baseline_kind, CAST(add_months(period_start, -1) AS DATE) AS baseline_start FROM sides
      UNION ALL SELECT sides.*, 'year', CAST(add_months(period_start, -12) AS DATE) FROM sides),
    paired AS (
      SELECT a.*, b.n AS base_n, b.x AS base_x, b.value AS base_value, b.lo AS base_lo, b.hi AS base_hi, b.score AS base_score,
        b.variance AS base_variance, a.value - b.value AS difference, COALESCE(a.is_usable AND b.is_usable, FALSE) AS is_tested,
        CASE WHEN a.x = 0 OR b.x = 0 THEN 0.5 ELSE 0 END AS added, (a.x + b.x) / (a.n + b.n) AS pooled
      FROM baselines AS a
      LEFT JOIN sides AS b ON b.metric_id = a.metric_id AND b.dim = a.dim AND b.v = a.v AND b.period_start = a.baseline_start),
    measured AS (
      SELECT *, CASE method WHEN 'byar' THEN LN((x + added) / n) - LN((base_x + added) / base_n)
          WHEN 'log_ratio' THEN LN(value / base_value) END AS log_ratio,
        ${byMethod(
          "SQRT(GREATEST(0, pooled * (1 - pooled)) * (1 / n + 1 / base_n))",
          "SQRT(variance + base_variance)",
          "SQRT(1 / (x + added) + 1 / (base_x + added))",
          "SQRT(1 / (x + 0.5) + 1 / (n - x + 0.5) + 1 / (base_x + 0.5) + 1 / (base_n - base_x + 0.5))",
          `SQRT(${spread("lo", "hi")} + ${spread("base_lo", "base_hi")} + CASE WHEN method = 'order_statistic' THEN 1.0 / 6 ELSE 1e-12 END)`,
        )} AS error
      FROM paired WHERE is_tested),
    tested AS (
      SELECT *, CASE WHEN error = 0 THEN 0 ELSE ${byMethod("difference", "(score - base_score)", "log_ratio", "log_ratio", "difference")} / error END AS z,
        ${limits("-", "lo", "base_hi")} AS difference_lo, ${limits("+", "hi", "base_lo")} AS difference_hi
      FROM measured),
    judged AS (SELECT *, ${twoSided("z")} AS p_value FROM tested),
    ranked AS (
      SELECT *, COUNT(*) OVER (PARTITION BY ${family}) AS members,
        ROW_NUMBER() OVER (PARTITION BY ${family} ORDER BY p_value NULLS LAST, v NULLS LAST) AS place
      FROM judged),
    adjusted AS (
      SELECT *, MAX(LEAST(1, (members - place + 1) * p_value)) OVER (
          PARTITION BY ${family} ORDER BY place NULLS LAST ROWS UNBOUNDED PRECEDING) AS p_adjusted
      FROM ranked),
    verdicts AS (
      SELECT *, CASE WHEN p_adjusted >= 0.05 OR difference = 0 OR better = 'neither' THEN 'flat'
          WHEN (difference > 0) = (better = 'higher') THEN 'better' ELSE 'worse' END AS verdict
      FROM adjusted)
    SELECT * FROM (
      SELECT metric_id, 'month' AS grain, period_start, baseline_kind, baseline_start, dims, CAST(n AS BIGINT) AS n,
        CAST(base_n AS BIGINT) AS baseline_n, value, base_value AS baseline_value, difference, difference_lo AS lo, difference_hi AS hi,
        p_value, p_adjusted, verdict
      FROM verdicts
      UNION ALL
      SELECT metric_id, 'month', period_start, baseline_kind, baseline_start, dims, CAST(n AS BIGINT), CAST(base_n AS BIGINT),
        value, base_value, difference, NULL, NULL, NULL, NULL, 'lack'
      FROM paired WHERE NOT is_tested AND dim = '') AS changes`;
}
