import type { Grain, Metric } from "../../transforms/metrics/metric.ts";
import { z95 } from "../../transforms/statistics.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { nearestRank, percentileRanks } from "./intervals.ts";
import { baseGrain, bySlice, counted, dimensionGroups, minutes, perGrain } from "./population.ts";

/** Percentiles of every time metric into _metric_rows. */
export async function percentilesAll(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  for (const metric of metrics) {
    for (const group of dimensionGroups(metric)) {
      const sql = percentilesSql(metric, group);
      if (sql !== undefined) await engine.execute(`INSERT INTO _metric_rows ${sql}`);
    }
  }
}

/** Distinct minutes by the finest period are exact, and few enough to be summed up to the coarser ones. */
function percentilesSql(
  metric: Metric,
  { dims, wanted }: { dims: string[]; wanted: readonly Grain[] },
): string | undefined {
  const { measure, population } = metric;
  if (measure.kind !== "percentile") return undefined;
  const base = baseGrain(wanted);
  const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
  const rows = `SELECT period_start('${base}', local_date(${population.at})) AS period_start, CAST(${minutes(measure)} AS INTEGER) AS t,
      ${measure.of} IS NOT NULL AS is_done ${columns.join("")}
    FROM ${population.from} WHERE ${counted(metric, base)}`;
  const counts = "COUNT(*) FILTER (WHERE is_done) AS d, COUNT(*) FILTER (WHERE NOT is_done) AS c";
  const times = perGrain(wanted, (grain) =>
    grain === base
      ? `SELECT '${grain}' AS grain, period_start, dim, v, t, d, c FROM base`
      : `SELECT '${grain}' AS grain, period_start('${grain}', period_start) AS period_start, dim, v, t, SUM(d) AS d, SUM(c) AS c
         FROM base GROUP BY period_start('${grain}', period_start), dim, v, t`,
  );
  return `WITH base AS (${bySlice(dims, ["period_start", "t"], counts, rows)}), times AS (${times})
    ${percentilesFrom("times", metric.id, measure.at)}`;
}

/**
 * SELECT of rows for _metric_rows from a relation (grain, period_start, dim, v, t, d, c): in each cell d rows ended at t and c were
 * still running. Without running rows the percentile is the nearest rank and its limits are order statistics; with them
 * it is the first t at which the Kaplan-Meier curve has come far enough, its limits where the curve less and plus its Greenwood
 * error has. A percentile the curve has not reached gives no row; a limit it has not reached is NULL.
 */
export function percentilesFrom(relation: string, id: string, percents: readonly number[], scale = 1): string {
  const cell = "grain, period_start, dim, v";
  const pick = (conditions: (percent: number) => { value: string; lo: string; hi: string }) =>
    percents
      .flatMap((percent) =>
        Object.entries(conditions(percent)).map(
          ([name, condition]) => `MIN(CASE WHEN d > 0 AND ${condition} THEN t END) AS ${name}_${percent}`,
        ),
      )
      .join(",\n        ");
  const exact = pick((percent) => {
    const { lo, hi } = percentileRanks(percent, "n");
    return {
      value: `ended >= ${nearestRank(percent, "n")}`,
      lo: `ended >= ${lo} AND ${lo} >= 1`,
      hi: `ended >= ${hi}`,
    };
  });
  const estimated = pick((percent) => {
    const reached = (share: string) => `${share} >= ${percent / 100 - 1e-12}`;
    return { value: reached("done"), lo: reached(`done + ${z95} * error`), hi: reached(`done - ${z95} * error`) };
  });
  const scaled = (column: string) => (scale === 1 ? column : `${column} / ${scale.toFixed(1)}`);
  const rows = percents.map(
    (percent) =>
      `SELECT ${literal(`${id}_p${percent}`)}, ${cell}, n, x, NULL,
        ${["value", "lo", "hi"].map((name) => scaled(`${name}_${percent}`)).join(", ")}
      FROM picked WHERE value_${percent} IS NOT NULL`,
  );
  return `, stepped AS (
      SELECT ${cell}, t, d, c, SUM(d) OVER upto AS ended, SUM(d + c) OVER upto AS passed,
        SUM(d + c) OVER cell AS n, SUM(d) OVER cell AS x
      FROM ${relation}
      WINDOW cell AS (PARTITION BY ${cell}),
        upto AS (PARTITION BY ${cell} ORDER BY t NULLS LAST ROWS UNBOUNDED PRECEDING)),
    risked AS (SELECT *, CAST(n - passed + d + c AS DOUBLE) AS at_risk FROM stepped WHERE x < n),
    curve AS (
      SELECT *, 1 - EXP(SUM(CASE WHEN d < at_risk THEN LN(1 - d / at_risk) ELSE -1e9 END) OVER upto) AS done,
        SUM(CASE WHEN d < at_risk THEN d / (at_risk * (at_risk - d)) ELSE 0 END) OVER upto AS greenwood
      FROM risked
      WINDOW upto AS (PARTITION BY ${cell} ORDER BY t NULLS LAST ROWS UNBOUNDED PRECEDING)),
    banded AS (SELECT *, (1 - done) * SQRT(greenwood) AS error FROM curve),
    picked AS (
      SELECT ${cell}, MIN(n) AS n, MIN(x) AS x,
        ${exact}
      FROM stepped WHERE x = n GROUP BY ${cell}
      UNION ALL
      SELECT ${cell}, MIN(n) AS n, MIN(x) AS x,
        ${estimated}
      FROM banded GROUP BY ${cell})
    ${rows.join("\n    UNION ALL ")}`;
}
