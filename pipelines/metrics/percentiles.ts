import { type Grain, grains, type Metric } from "../../transforms/metrics/metric.ts";
import { z95 } from "../../transforms/statistics.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { failpoint } from "../failpoint.ts";
import { printCells, printSums } from "./cells.ts";
import { exactSum } from "./exact-sum.ts";
import { nearestRank, percentileRanks } from "./intervals.ts";
import { baseGrain, bySlice, counted, dimensionGroups, isKept, minutes, perGrain, type Renewed } from "./population.ts";

/** Rows that are read together: statements cost more than few rows, and memory bounds the many. */
const mostRows = 2_000_000;

/**
 * Percentiles of every time metric into _metric_rows. Rows are first counted by buckets of minutes a twentieth wide, which are few
 * enough to be summed up to every grain; only in the buckets where a percentile or a limit of one lies are minutes counted. Metrics
 * are taken together as long as their rows are few.
 */
export async function percentilesAll(engine: Engine, metrics: readonly Renewed[], isKeeping = false): Promise<void> {
  let batch: Renewed[] = [];
  let rows = 0;
  for (const metric of metrics.filter(({ measure }) => measure.kind === "percentile")) {
    const [own] = await engine.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${metric.population.from}`);
    rows += own?.n ?? 0;
    if (rows > mostRows && batch.length > 0) {
      await pickPercentiles(engine, batch, isKeeping);
      batch = [];
      rows = own?.n ?? 0;
    }
    batch.push(metric);
  }
  if (batch.length > 0) await pickPercentiles(engine, batch, isKeeping);
}

/** Metrics of a batch, by their numbers `k`, that have dimensions and grains in common. */
interface Slices {
  dims: string[];
  wanted: readonly Grain[];
  metrics: { k: number; metric: Metric }[];
}

function slicesOf(metrics: readonly Metric[]): Slices[] {
  const found = new Map<string, Slices>();
  for (const [k, metric] of metrics.entries()) {
    for (const { dims, wanted } of dimensionGroups(metric)) {
      const key = JSON.stringify([dims, wanted]);
      const slices = found.get(key) ?? { dims, wanted, metrics: [] };
      slices.metrics.push({ k, metric });
      found.set(key, slices);
    }
  }
  return [...found.values()];
}

async function countBuckets(engine: Engine, groups: readonly Slices[], isKeeping: boolean): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_buckets (k INTEGER, dim VARCHAR, v VARCHAR, period_start DATE, b INTEGER, d DOUBLE, c DOUBLE${isKeeping ? ", h1 DOUBLE, h2 DOUBLE" : ""})`,
  );
  const counts = {
    d: "COUNT(*) FILTER (WHERE is_done)",
    c: "COUNT(*) FILTER (WHERE NOT is_done)",
    ...(isKeeping ? printSums : {}),
  };
  for (const { dims, wanted, metrics } of groups) {
    const rows = metrics.map(({ k, metric }) => timesSql(metric, k, { dims, wanted, t: minutes(timeOf(metric)) }));
    await engine.execute(
      `INSERT INTO _metric_buckets SELECT k, dim, v, period_start, b, ${Object.keys(counts).join(", ")}
       FROM (${bySlice(dims, ["period_start", "k", "b"], counts, rows.join("\nUNION ALL "))}) AS buckets`,
    );
  }
}

function timeOf({ measure, id }: Metric) {
  if (measure.kind !== "percentile") throw new Error(`Metric "${id}" has no percentiles.`);
  return measure;
}

/** Rows as (k, period_start, t, b, is_done, dimensions): t whole minutes, b their bucket. */
function timesSql(
  metric: Metric,
  k: number,
  { dims, wanted, t }: { dims: readonly string[]; wanted: readonly Grain[]; t: string },
): string {
  const { population } = metric;
  const { of, at } = timeOf(metric);
  const base = baseGrain(wanted);
  const columns = dims
    .filter((dim) => dim !== "")
    .map((dim) => `, ${identifier(dim)}`)
    .join("");
  return `SELECT ${k} AS k, period_start, t, ${bucketOf("t")} AS b, is_done ${columns}
    FROM (SELECT period_start('${base}', local_date(${population.at})) AS period_start, CAST(${t} AS INTEGER) AS t,
            ${of} IS NOT NULL AS is_done ${columns}
          FROM ${population.from} WHERE ${counted({ ...metric, measure: { kind: "percentile", of: t, at } }, base)}) AS times`;
}

/** Minutes up to 32 have a bucket each; above, an octave has sixteen. */
export const bucketOf = (t: string): string =>
  `CAST(CASE WHEN ${t} < 32 THEN ${t} ELSE FLOOR(16 * LOG2(${t})) - 48 END AS INTEGER)`;

/** Finished rows by minute, in the (k, dim, v, period_start, b) of _metric_needed alone. */
function minutesSql({ dims, wanted, metrics }: Slices): string {
  const times = metrics.map(({ k, metric }) => timesSql(metric, k, { dims, wanted, t: timeOf(metric).of }));
  const needed = `(SELECT * FROM _metric_needed WHERE k IN (${metrics.map(({ k }) => k).join(", ")}) AND dim IN (${dims.map(literal).join(", ")}))`;
  // Most rows fall out by their period and bucket alone, before they are counted by slice.
  const rows = `SELECT r.* FROM (${times.join("\nUNION ALL ")}) AS r
    JOIN (SELECT DISTINCT k, period_start, b FROM ${needed}) AS n ON n.k = r.k AND n.period_start = r.period_start AND n.b = r.b`;
  return `SELECT s.k, n.slice, s.period_start, s.b, s.t, s.d
    FROM (${bySlice(dims, ["period_start", "k", "b", "t"], { d: "COUNT(*)" }, rows)}) AS s
    JOIN ${needed} AS n ON n.k = s.k AND n.dim = s.dim AND n.v = s.v AND n.period_start = s.period_start AND n.b = s.b`;
}

/** A cell of the numbers by numbers: the metric, the place of its grain, and the slice. Sorts and joins of texts cost some times as much. */
const cell = "k, g, period_start, slice";
const same = (a: string, b: string) =>
  cell
    .split(", ")
    .map((column) => `${a}.${column} = ${b}.${column}`)
    .join(" AND ");

/**
 * A cell without running rows has the nearest rank and order statistics. With them the levels are those of the life table over
 * buckets, a running row being at risk for half the bucket it is in, and the limits those of Greenwood's error; in the bucket of a
 * level the finished rows are taken in order. A percentile not reached yet gives no row, a limit not reached is NULL.
 */
async function pickPercentiles(engine: Engine, metrics: readonly Renewed[], isKeeping: boolean): Promise<void> {
  const groups = slicesOf(metrics);
  await countBuckets(engine, groups, isKeeping);
  failpoint("metric-scratch");
  const isPart = metrics.some(({ touched }) => touched !== undefined);
  const wanted = grains.filter((grain) => metrics.some((metric) => metric.grains.includes(grain)));
  const numbers = (of: Slices["metrics"]) => of.map(({ k }) => k).join(", ");
  const percents = [...new Set(metrics.flatMap((metric) => timeOf(metric).at))];
  const having = (percent: number) =>
    numbers(
      [...metrics.entries()].flatMap(([k, metric]) => (timeOf(metric).at.includes(percent) ? [{ k, metric }] : [])),
    );
  const sides = ["value", "lo", "hi"] as const;
  const given = (grain: Grain) =>
    groups
      .filter((group) => group.wanted.includes(grain))
      .map((group) => `(k IN (${numbers(group.metrics)}) AND dim IN (${group.dims.map(literal).join(", ")}))`)
      .join(" OR ");
  const up = (grain: Grain, from: string, key: string) =>
    `SELECT k, ${grains.indexOf(grain)} AS g, period_start('${grain}', period_start) AS period_start, slice, ${key},
       SUM(d) AS d${key === "b" ? ", SUM(c) AS c" : ""}
     FROM ${from} AS based JOIN _metric_slices USING (slice) ${isPart ? dueOf(grain) : ""} WHERE ${given(grain)}
     GROUP BY k, period_start('${grain}', period_start), slice, ${key}`;
  const dueOf = (grain: Grain) => `SEMI JOIN (
    SELECT k AS due_k, period_start AS due, slice AS due_slice FROM _metric_due WHERE g = ${grains.indexOf(grain)}) AS due
    ON due_k = based.k AND due = period_start('${grain}', based.period_start) AND due_slice = based.slice`;
  const over = (rows: string) => `(PARTITION BY ${cell} ORDER BY b NULLS LAST ROWS ${rows})`;
  const upto = over("UNBOUNDED PRECEDING");
  const whole = `(PARTITION BY ${cell})`;
  const grainOf = `CASE g ${grains.map((grain, g) => `WHEN ${g} THEN '${grain}'`).join(" ")} END`;
  const level = (percent: number, side: (typeof sides)[number]) => {
    const q = percent / 100;
    const exact = side === "value" ? nearestRank(percent, "n") : percentileRanks(percent, "n")[side];
    const error = `${z95} * n * ${1 - q} * SQRT(greenwood_${percent})`;
    const estimated = side === "value" ? `n * ${q}` : side === "lo" ? `n * ${q} - ${error}` : `n * ${q} + ${error}`;
    return `SELECT ${cell}, ${percent} AS percent, '${side}' AS side, CASE WHEN x = n THEN ${exact} ELSE ${estimated} END AS level
      FROM cells WHERE k IN (${having(percent)})`;
  };
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_slices AS
     SELECT dim, v, CAST(row_number() OVER () AS INTEGER) AS slice FROM (SELECT DISTINCT dim, v FROM _metric_buckets) AS found`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_based AS
     SELECT b.k, s.slice, b.period_start, b.b, b.d, b.c${isKeeping ? ", b.h1, b.h2" : ""} FROM _metric_buckets AS b JOIN _metric_slices AS s ON s.dim = b.dim AND s.v = b.v`,
  );
  await engine.execute("DROP TABLE _metric_buckets");
  if (isKeeping) await printCells(engine, metrics, wanted, given);
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_targets AS
     WITH buckets AS (${perGrain(wanted, (grain) => up(grain, "_metric_based", "b"))}),
     passed AS (
       SELECT *, SUM(d) OVER ${upto} AS ended, SUM(d + c) OVER ${upto} AS gone,
         SUM(d + c) OVER ${whole} AS n, SUM(d) OVER ${whole} AS x
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
     every_cell AS (
       SELECT ${cell}, ${grainOf} AS grain, MIN(n) AS n, MIN(x) AS x,
         ${percents.map((percent) => `MIN(CASE WHEN after >= n * ${percent / 100} - 1e-6 THEN greenwood END) AS greenwood_${percent}`).join(", ")}
       FROM curve GROUP BY ${cell}),
     cells AS (SELECT e.* FROM every_cell AS e JOIN _metric_slices USING (slice) WHERE ${isKept("")}),
     levels AS (${percents.flatMap((percent) => sides.map((side) => level(percent, side))).join(" UNION ALL ")})
     SELECT l.k, l.g, l.period_start, l.slice, l.percent, l.side, k.n, k.x, k.b,
       GREATEST(1, CEIL((l.level - k.before) * k.d / (k.after - k.before) - 1e-6)) AS place
     FROM levels AS l JOIN curve AS k ON ${same("k", "l")}
     WHERE l.level > 0 AND k.after >= l.level - 1e-6 AND k.before < l.level - 1e-6`,
  );
  const needed = wanted.map(
    (grain) => `SELECT b.k, b.slice, b.period_start, b.b FROM _metric_based AS b
      JOIN _metric_targets AS t ON t.g = ${grains.indexOf(grain)} AND t.period_start = period_start('${grain}', b.period_start)
        AND t.k = b.k AND t.slice = b.slice AND t.b = b.b`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_needed AS
     SELECT k, slice, dim, v, period_start, b FROM (SELECT DISTINCT * FROM (${needed.join(" UNION ALL ")}) AS every) AS once
     JOIN _metric_slices USING (slice)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_minutes (k INTEGER, slice INTEGER, period_start DATE, b INTEGER, t INTEGER, d DOUBLE)`,
  );
  for (const group of groups) {
    await engine.execute(`INSERT INTO _metric_minutes SELECT * FROM (${minutesSql(group)}) AS minutes`);
  }
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH found AS (${perGrain(wanted, (grain) => up(grain, "_metric_minutes", "b, t"))}),
     targets AS (SELECT DISTINCT ${cell}, b FROM _metric_targets),
     placed AS (
       SELECT f.*, SUM(f.d) OVER (PARTITION BY ${cell.replaceAll(/\w+/g, "f.$&")}, f.b ORDER BY f.t NULLS LAST ROWS UNBOUNDED PRECEDING) AS place
       FROM found AS f JOIN targets AS t ON ${same("t", "f")} AND t.b = f.b),
     picked AS (
       SELECT t.k, t.g, t.period_start, t.slice, t.percent, t.side, MIN(t.n) AS n, MIN(t.x) AS x, MIN(p.t) AS t
       FROM _metric_targets AS t JOIN placed AS p ON ${same("p", "t")} AND p.b = t.b AND p.place >= t.place
       GROUP BY t.k, t.g, t.period_start, t.slice, t.percent, t.side),
     found_values AS (
       SELECT ${cell}, percent, MIN(n) AS n, MIN(x) AS x, ${sides.map((side) => `MIN(CASE WHEN side = '${side}' THEN t END) AS ${side}`).join(", ")}
       FROM picked GROUP BY ${cell}, percent),
     named AS (
       SELECT CASE k ${metrics.map(({ id }, k) => `WHEN ${k} THEN ${literal(id)}`).join(" ")} END || '_p' || CAST(percent AS VARCHAR) AS metric_id,
         ${grainOf} AS grain, period_start, dim, v, n, x, value, lo, hi
       FROM found_values JOIN _metric_slices USING (slice) WHERE value IS NOT NULL)
     SELECT metric_id, grain, period_start, dim, v, n, x, NULL, value, lo, hi FROM named`,
  );
  for (const table of ["slices", "based", "targets", "needed", "minutes", ...(isPart ? ["due"] : [])])
    await engine.execute(`DROP TABLE _metric_${table}`);
}
