import type { Grain, Metric } from "../../transforms/metrics/metric.ts";
import { z95 } from "../../transforms/statistics.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { failpoint } from "../failpoint.ts";
import { exactSum } from "./exact-sum.ts";
import { nearestRank, percentileRanks } from "./intervals.ts";
import { baseGrain, bySlice, counted, dimensionGroups, isKept, minutes, perGrain } from "./population.ts";

/**
 * Percentiles of every time metric into _metric_rows. Rows are first counted by buckets of minutes a twentieth wide, which are few
 * enough to be summed up to every grain; only in the buckets where a percentile or a limit of one lies are minutes counted.
 */
export async function percentilesAll(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  for (const metric of metrics) {
    const { measure } = metric;
    if (measure.kind !== "percentile") continue;
    for (const { dims, wanted } of dimensionGroups(metric)) {
      const base = baseGrain(wanted);
      const counts = { d: "COUNT(*) FILTER (WHERE is_done)", c: "COUNT(*) FILTER (WHERE NOT is_done)" };
      const rows = timesSql(metric, dims, base, minutes(measure));
      await engine.execute(
        `CREATE OR REPLACE TABLE _metric_buckets AS ${bySlice(dims, ["period_start", "b"], counts, rows)}`,
      );
      failpoint("metric-scratch");
      await pickPercentiles(engine, {
        id: metric.id,
        percents: measure.at,
        base,
        wanted,
        minutesOf: (needed) => minutesSql(timesSql(metric, dims, base, measure.of), dims, needed),
      });
    }
  }
}

/** Rows as (period_start, t, b, is_done, dimensions): t whole minutes, b their bucket. */
function timesSql(metric: Metric, dims: readonly string[], base: Grain, t: string): string {
  const { measure, population } = metric;
  if (measure.kind !== "percentile") throw new Error(`Metric "${metric.id}" has no percentiles.`);
  const columns = dims
    .filter((dim) => dim !== "")
    .map((dim) => `, ${identifier(dim)}`)
    .join("");
  return `SELECT period_start, t, ${bucketOf("t")} AS b, is_done ${columns}
    FROM (SELECT period_start('${base}', local_date(${population.at})) AS period_start, CAST(${t} AS INTEGER) AS t,
            ${measure.of} IS NOT NULL AS is_done ${columns}
          FROM ${population.from} WHERE ${counted({ ...metric, measure: { kind: "percentile", of: t, at: measure.at } }, base)}) AS times`;
}

/** Minutes up to 32 have a bucket each; above, an octave has sixteen. */
export const bucketOf = (t: string): string =>
  `CAST(CASE WHEN ${t} < 32 THEN ${t} ELSE FLOOR(16 * LOG2(${t})) - 48 END AS INTEGER)`;

/** Finished rows by minute, in the (dim, v, period_start, b) of the relation `needed` alone. */
function minutesSql(finished: string, dims: readonly string[], needed: string): string {
  // Most rows fall out by their period and bucket alone, before they are counted by slice.
  const rows = `SELECT r.* FROM (${finished}) AS r
    JOIN (SELECT DISTINCT period_start, b FROM ${needed}) AS k ON k.period_start = r.period_start AND k.b = r.b`;
  return `SELECT s.dim, s.v, s.period_start, s.b, s.t, s.d
    FROM (${bySlice(dims, ["period_start", "b", "t"], { d: "COUNT(*)" }, rows)}) AS s
    JOIN ${needed} AS k ON k.dim = s.dim AND k.v = s.v AND k.period_start = s.period_start AND k.b = s.b`;
}

interface Pick {
  id: string;
  percents: readonly number[];
  base: Grain;
  wanted: readonly Grain[];
  /** SELECT of finished rows by minute, within the buckets a relation names. */
  minutesOf(needed: string): string;
  /** Minutes in the unit of the values. */
  scale?: number;
}

const cell = "grain, period_start, dim, v";
const same = (a: string, b: string) =>
  ["grain", "period_start", "dim", "v"].map((column) => `${a}.${column} = ${b}.${column}`).join(" AND ");

/**
 * Reads _metric_buckets (dim, v, period_start, b, d finished, c still running), which it drops. A cell without running rows has the
 * nearest rank and order statistics. With them the levels are those of the life table over buckets, a running row being at
 * risk for half the bucket it is in, and the limits those of Greenwood's error; in the bucket of a level the finished rows are
 * taken in order. A percentile not reached yet gives no row, a limit not reached is NULL.
 */
export async function pickPercentiles(
  engine: Engine,
  { id, percents, base, wanted, minutesOf, scale = 1 }: Pick,
): Promise<void> {
  const sides = ["value", "lo", "hi"] as const;
  const up = (grain: Grain, from: string, key: string) =>
    grain === base
      ? `SELECT '${grain}' AS grain, period_start, dim, v, ${key}, d${key === "b" ? ", c" : ""} FROM ${from}`
      : `SELECT '${grain}' AS grain, period_start('${grain}', period_start) AS period_start, dim, v, ${key},
           SUM(d) AS d${key === "b" ? ", SUM(c) AS c" : ""}
         FROM ${from} GROUP BY period_start('${grain}', period_start), dim, v, ${key}`;
  const upto = `(PARTITION BY ${cell} ORDER BY b NULLS LAST ROWS UNBOUNDED PRECEDING)`;
  const level = (percent: number, side: (typeof sides)[number]) => {
    const q = percent / 100;
    const exact = side === "value" ? nearestRank(percent, "n") : percentileRanks(percent, "n")[side];
    const error = `${z95} * n * ${1 - q} * SQRT(greenwood_${percent})`;
    const estimated = side === "value" ? `n * ${q}` : side === "lo" ? `n * ${q} - ${error}` : `n * ${q} + ${error}`;
    return `SELECT ${cell}, ${percent} AS percent, '${side}' AS side, CASE WHEN x = n THEN ${exact} ELSE ${estimated} END AS level FROM cells`;
  };
  await engine.execute(
    `CREATE OR REPLACE TABLE _metric_targets AS
     WITH buckets AS (${perGrain(wanted, (grain) => up(grain, "_metric_buckets", "b"))}),
     passed AS (
       SELECT *, SUM(d) OVER ${upto} AS ended, SUM(d + c) OVER ${upto} AS gone,
         SUM(d + c) OVER (PARTITION BY ${cell}) AS n, SUM(d) OVER (PARTITION BY ${cell}) AS x
       FROM buckets),
     risked AS (SELECT *, n - gone + d + c / 2 AS at_risk FROM passed WHERE x < n AND d > 0),
     survived AS (
       SELECT *, ${exactSum("CASE WHEN d < at_risk THEN LN(1 - d / at_risk) ELSE -1e9 END", upto)} AS log_left,
         ${exactSum("CASE WHEN d < at_risk THEN d / (at_risk * (at_risk - d)) ELSE 0 END", upto)} AS greenwood
       FROM risked),
     curve AS (
       SELECT ${cell}, n, x, b, d, ended - d AS before, ended AS after, 0 AS greenwood FROM passed WHERE x = n AND d > 0
       UNION ALL
       SELECT ${cell}, n, x, b, d, n * (1 - EXP(COALESCE(LAG(log_left) OVER (PARTITION BY ${cell} ORDER BY b NULLS LAST), 0))),
         n * (1 - EXP(log_left)), greenwood FROM survived),
     cells AS (
       SELECT ${cell}, MIN(n) AS n, MIN(x) AS x,
         ${percents.map((percent) => `MIN(CASE WHEN after >= n * ${percent / 100} - 1e-6 THEN greenwood END) AS greenwood_${percent}`).join(", ")}
       FROM curve GROUP BY ${cell}),
     levels AS (${percents.flatMap((percent) => sides.map((side) => level(percent, side))).join(" UNION ALL ")})
     SELECT l.grain, l.period_start, l.dim, l.v, l.percent, l.side, k.n, k.x, k.b,
       GREATEST(1, CEIL((l.level - k.before) * k.d / (k.after - k.before) - 1e-6)) AS place
     FROM levels AS l JOIN curve AS k ON ${same("k", "l")}
     WHERE l.level > 0 AND k.after >= l.level - 1e-6 AND k.before < l.level - 1e-6 AND ${isKept("k.")}`,
  );
  const needed = wanted.map(
    (grain) => `SELECT k.dim, k.v, k.period_start, k.b FROM _metric_buckets AS k
      JOIN _metric_targets AS t ON t.grain = '${grain}' AND t.period_start = period_start('${grain}', k.period_start)
        AND t.dim = k.dim AND t.v = k.v AND t.b = k.b`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _metric_needed AS SELECT DISTINCT dim, v, period_start, b FROM (${needed.join(" UNION ALL ")}) AS every`,
  );
  await engine.execute(`CREATE OR REPLACE TABLE _metric_minutes AS ${minutesOf("_metric_needed")}`);
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH found AS (${perGrain(wanted, (grain) => up(grain, "_metric_minutes", "b, t"))}),
     targets AS (SELECT DISTINCT ${cell}, b FROM _metric_targets),
     placed AS (
       SELECT f.*, SUM(f.d) OVER (PARTITION BY ${["f.grain", "f.period_start", "f.dim", "f.v"].join(", ")}, f.b ORDER BY f.t NULLS LAST ROWS UNBOUNDED PRECEDING) AS place
       FROM found AS f JOIN targets AS t ON ${same("t", "f")} AND t.b = f.b),
     picked AS (
       SELECT t.grain, t.period_start, t.dim, t.v, t.percent, t.side, MIN(t.n) AS n, MIN(t.x) AS x, MIN(p.t) AS t
       FROM _metric_targets AS t JOIN placed AS p ON ${same("p", "t")} AND p.b = t.b AND p.place >= t.place
       GROUP BY t.grain, t.period_start, t.dim, t.v, t.percent, t.side)
     SELECT ${literal(`${id}_p`)} || CAST(percent AS VARCHAR), ${cell}, MIN(n), MIN(x), NULL,
       ${sides.map((side) => `MIN(CASE WHEN side = '${side}' THEN t END)${scale === 1 ? "" : ` / ${scale.toFixed(1)}`}`).join(", ")}
     FROM picked GROUP BY ${cell}, percent HAVING MIN(CASE WHEN side = 'value' THEN t END) IS NOT NULL`,
  );
  for (const table of ["_metric_buckets", "_metric_targets", "_metric_needed", "_metric_minutes"])
    await engine.execute(`DROP TABLE ${table}`);
}
