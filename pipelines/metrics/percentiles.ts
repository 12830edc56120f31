import { type Grain, grains, type Metric } from "../../transforms/metrics/metric.ts";
import { z95 } from "../../transforms/statistics.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { failpoint } from "../failpoint.ts";
import {
  dropKnown,
  joinMinutes,
  keepBuckets,
  type Numbered,
  numberSlices,
  numbersOf,
  printSums,
  renewBuckets,
  touchedPeriods,
} from "./buckets.ts";
import { exactSum } from "./exact-sum.ts";
import { nearestRank, percentileRanks } from "./intervals.ts";
import { baseGrain, bySlice, counted, dimensionGroups, isKept, minutes, perGrain, type Renewed } from "./population.ts";

/** Rows that are read together: statements cost more than few rows, and memory bounds the many. */
const mostRows = 2_000_000;

/**
 * Percentiles of every time metric into _metric_rows. Rows are first counted by buckets of minutes a twentieth wide, which are few
 * enough to be summed up to every grain; only in the buckets where a percentile or a limit of one lies are minutes counted. Metrics
 * are taken together as long as their rows are few. Of metrics that are renewed, rows are counted in touched periods alone.
 */
export async function percentilesAll(engine: Engine, metrics: readonly Renewed[], isKeeping = false): Promise<void> {
  const timed = metrics.filter(({ measure }) => measure.kind === "percentile");
  if (timed.length === 0) return;
  const numbers = await numbersOf(engine, timed);
  const numbered = timed.map((metric) => ({ k: numbers.get(metric.id) ?? 0, metric }));
  const anew = numbered.filter(({ metric }) => metric.touched === undefined);
  const renewed = numbered.filter(({ metric }) => metric.touched !== undefined);
  const rows = await rowsOf(engine, anew);
  for (const batch of inBatches(anew, rows)) await countPercentiles(engine, batch, isKeeping);
  const buckets = await bucketsOf(engine, renewed);
  for (const batch of inBatches(renewed, buckets)) await renewPercentiles(engine, batch);
}

/** Metrics that are taken together, by how much there is of each. */
function inBatches(metrics: readonly Numbered[], sizes: readonly number[]): Numbered[][] {
  const batches: Numbered[][] = [];
  let rows = 0;
  for (const [i, metric] of metrics.entries()) {
    const own = sizes[i] ?? 0;
    rows += own;
    if (batches.length === 0 || rows > mostRows) {
      batches.push([]);
      rows = own;
    }
    batches.at(-1)?.push(metric);
  }
  return batches;
}

/** Rows of the relation that each metric counts. */
async function rowsOf(engine: Engine, metrics: readonly Numbered[]): Promise<number[]> {
  const relations = [...new Set(metrics.map(({ metric }) => metric.population.from))];
  if (relations.length === 0) return [];
  const selects = relations.map((from, i) => `SELECT ${i} AS i, COUNT(*) AS n FROM ${from}`);
  const found = await engine.query<{ i: number; n: number }>(selects.join(" UNION ALL "));
  const rows = new Map(found.map(({ i, n }) => [relations[i], n]));
  return metrics.map(({ metric }) => rows.get(metric.population.from) ?? 0);
}

/** Buckets that are kept of each metric. */
async function bucketsOf(engine: Engine, metrics: readonly Numbered[]): Promise<number[]> {
  if (metrics.length === 0) return [];
  const found = await engine.query<{ k: number; n: number }>(
    "SELECT k, COUNT(*) AS n FROM _metric_buckets_kept GROUP BY k",
  );
  const buckets = new Map(found.map(({ k, n }) => [k, n]));
  return metrics.map(({ k }) => buckets.get(k) ?? 0);
}

/** Metrics of a batch that have dimensions and grains in common. */
interface Slices {
  dims: string[];
  wanted: readonly Grain[];
  metrics: Numbered[];
}

function slicesOf(metrics: readonly Numbered[]): Slices[] {
  const found = new Map<string, Slices>();
  for (const { k, metric } of metrics) {
    for (const { dims, wanted } of dimensionGroups(metric)) {
      const key = JSON.stringify([dims, wanted]);
      const slices = found.get(key) ?? { dims, wanted, metrics: [] };
      slices.metrics.push({ k, metric });
      found.set(key, slices);
    }
  }
  return [...found.values()];
}

/** Counts rows by bucket into _metric_buckets; of metrics that are renewed, those of touched periods. */
async function countBuckets(
  engine: Engine,
  groups: readonly Slices[],
  isKeeping: boolean,
  touched?: (metric: Renewed, grain: Grain) => readonly string[],
): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_buckets (k INTEGER, dim VARCHAR, v VARCHAR, g INTEGER, period_start DATE, b INTEGER, d DOUBLE, c DOUBLE${isKeeping ? ", h1 DOUBLE, h2 DOUBLE" : ""})`,
  );
  const counts = {
    d: "COUNT(*) FILTER (WHERE is_done)",
    c: "COUNT(*) FILTER (WHERE NOT is_done)",
    ...(isKeeping ? printSums : {}),
  };
  for (const { dims, wanted, metrics } of groups) {
    const base = baseGrain(wanted);
    const rows = metrics.flatMap(({ k, metric }) => {
      const times = timesSql(metric, k, { dims, wanted, t: minutes(timeOf(metric)) });
      if (touched === undefined) return [times];
      const periods = touched(metric, base).map((start) => `DATE '${start}'`);
      return periods.length === 0 ? [] : [`${times} WHERE period_start IN (${periods.join(", ")})`];
    });
    if (rows.length === 0) continue;
    await engine.execute(
      `INSERT INTO _metric_buckets SELECT k, dim, v, ${grains.indexOf(base)}, period_start, b, ${Object.keys(counts).join(", ")}
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

/** What is picked at once. */
interface Picked {
  metrics: readonly Numbered[];
  groups: readonly Slices[];
  wanted: readonly Grain[];
  /** Whether a cell (k, dim) is given at a grain, as SQL. */
  given(grain: Grain): string;
  /** Whether _metric_due names the cells that are picked. */
  isPart: boolean;
}

const numbersSql = (of: readonly Numbered[]) => of.map(({ k }) => k).join(", ");

function pickedOf(metrics: readonly Numbered[], isPart: boolean): Picked {
  const groups = slicesOf(metrics);
  const wanted = grains.filter((grain) => metrics.some(({ metric }) => metric.grains.includes(grain)));
  const given = (grain: Grain) =>
    groups
      .filter((group) => group.wanted.includes(grain))
      .map((group) => `(k IN (${numbersSql(group.metrics)}) AND dim IN (${group.dims.map(literal).join(", ")}))`)
      .join(" OR ");
  return { metrics, groups, wanted, given, isPart };
}

async function countPercentiles(engine: Engine, metrics: readonly Numbered[], isKeeping: boolean): Promise<void> {
  const picked = pickedOf(metrics, false);
  await countBuckets(engine, picked.groups, isKeeping);
  failpoint("metric-scratch");
  await numberSlices(engine, "_metric_based", isKeeping);
  await findLevels(engine, picked);
  await countMinutes(engine, picked.groups);
  if (isKeeping)
    await keepBuckets(
      engine,
      metrics.map(({ k }) => k),
    );
  await pickValues(engine, picked);
}

async function renewPercentiles(engine: Engine, metrics: readonly Numbered[]): Promise<void> {
  const picked = pickedOf(metrics, true);
  await countBuckets(engine, picked.groups, true, await touchedPeriods(engine));
  await numberSlices(engine, "_metric_fresh", true);
  await renewBuckets(engine, metrics, picked.wanted, picked.given);
  await findLevels(engine, picked);
  const left = await dropKnown(engine);
  const wanting = picked.groups.map((group) => ({ ...group, metrics: group.metrics.filter(({ k }) => left.has(k)) }));
  await countMinutes(
    engine,
    wanting.filter((group) => group.metrics.length > 0),
  );
  await joinMinutes(engine);
  await pickValues(engine, picked);
  await engine.execute("DROP TABLE _metric_due");
}

/** Counts finished rows by minute in the buckets of _metric_needed, into _metric_minutes. */
async function countMinutes(engine: Engine, groups: readonly Slices[]): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_minutes (k INTEGER, slice INTEGER, period_start DATE, b INTEGER, t INTEGER, d DOUBLE)`,
  );
  for (const group of groups) {
    await engine.execute(`INSERT INTO _metric_minutes SELECT * FROM (${minutesSql(group)}) AS minutes`);
  }
}

/** Sums of buckets or minutes at a grain, as SQL. */
function upTo({ given, isPart }: Picked, grain: Grain, from: string, key: string): string {
  const g = grains.indexOf(grain);
  const own = isPart
    ? `SEMI JOIN (SELECT k AS due_k, period_start AS due, slice AS due_slice FROM _metric_due WHERE g = ${g}) AS due
         ON due_k = based.k AND due = period_start('${grain}', based.period_start) AND due_slice = based.slice`
    : `JOIN _metric_slices USING (slice) WHERE ${given(grain)}`;
  return `SELECT k, ${g} AS g, period_start('${grain}', period_start) AS period_start, slice, ${key},
       SUM(d) AS d${key === "b" ? ", SUM(c) AS c" : ""}
     FROM ${from} AS based ${own} GROUP BY k, period_start('${grain}', period_start), slice, ${key}`;
}

const sides = ["value", "lo", "hi"] as const;
const grainOf = `CASE g ${grains.map((grain, g) => `WHEN ${g} THEN '${grain}'`).join(" ")} END`;

/**
 * A cell without running rows has the nearest rank and order statistics. With them the levels are those of the life table over
 * buckets, a running row being at risk for half the bucket it is in, and the limits those of Greenwood's error; in the bucket of a
 * level the finished rows are taken in order. A percentile not reached yet gives no row, a limit not reached is NULL.
 */
async function findLevels(engine: Engine, picked: Picked): Promise<void> {
  const { metrics, wanted } = picked;
  const percents = [...new Set(metrics.flatMap(({ metric }) => timeOf(metric).at))];
  const having = (percent: number) => numbersSql(metrics.filter(({ metric }) => timeOf(metric).at.includes(percent)));
  const over = (rows: string) => `(PARTITION BY ${cell} ORDER BY b NULLS LAST ROWS ${rows})`;
  const upto = over("UNBOUNDED PRECEDING");
  const level = (percent: number, side: (typeof sides)[number]) => {
    const q = percent / 100;
    const exact = side === "value" ? nearestRank(percent, "n") : percentileRanks(percent, "n")[side];
    const error = `${z95} * n * ${1 - q} * SQRT(greenwood_${percent})`;
    const estimated = side === "value" ? `n * ${q}` : side === "lo" ? `n * ${q} - ${error}` : `n * ${q} + ${error}`;
    return `SELECT ${cell}, ${percent} AS percent, '${side}' AS side, CASE WHEN x = n THEN ${exact} ELSE ${estimated} END AS level
      FROM cells WHERE k IN (${having(percent)})`;
  };
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_targets AS
     WITH buckets AS MATERIALIZED (${perGrain(wanted, (grain) => upTo(picked, grain, "_metric_based", "b"))}),
     totals AS (SELECT ${cell}, SUM(d + c) AS n, SUM(d) AS x FROM buckets GROUP BY ${cell}),
     passed AS (
       SELECT buckets.*, SUM(d) OVER ${upto} AS ended, SUM(d + c) OVER ${upto} AS gone, n, x
       FROM buckets JOIN totals USING (${cell})),
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
        AND t.k = b.k AND t.slice = b.slice AND t.b = b.b WHERE b.d > 0`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_needed AS
     SELECT k, slice, dim, v, period_start, b FROM (SELECT DISTINCT * FROM (${needed.join(" UNION ALL ")}) AS every) AS once
     JOIN _metric_slices USING (slice)`,
  );
}

/** The percentiles and their limits from _metric_targets and _metric_minutes, into _metric_rows. */
async function pickValues(engine: Engine, picked: Picked): Promise<void> {
  const { metrics, wanted } = picked;
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH found AS (${perGrain(wanted, (grain) => upTo(picked, grain, "_metric_minutes", "b, t"))}),
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
       SELECT CASE k ${metrics.map(({ k, metric }) => `WHEN ${k} THEN ${literal(metric.id)}`).join(" ")} END || '_p' || CAST(percent AS VARCHAR) AS metric_id,
         ${grainOf} AS grain, period_start, dim, v, n, x, value, lo, hi
       FROM found_values JOIN _metric_slices USING (slice) WHERE value IS NOT NULL)
     SELECT metric_id, grain, period_start, dim, v, n, x, NULL, value, lo, hi FROM named`,
  );
  for (const table of ["based", "targets", "needed", "minutes"]) await engine.execute(`DROP TABLE _metric_${table}`);
}
