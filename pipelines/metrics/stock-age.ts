import { type Grain, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { nearestRank, percentileRanks } from "./intervals.ts";
import { baseGrain, bySlice, counted, midnight } from "./population.ts";

const forever = "DATE '9999-12-31'";
const sides = ["value", "lo", "hi"] as const;
const cell = "dim, v, seen";

/**
 * Ages in whole hours, begun ones counted, at the period ends a row was open at: by buckets of days, and percentiles. Rows are
 * counted by the day they are aged from, which says the day of every percentile; only on those days are ages counted.
 * Reads _metric_period_ends, writes _metric_rows.
 */
export async function ageOpen(
  engine: Engine,
  metric: Metric,
  { dims, wanted }: { dims: string[]; wanted: readonly Grain[] },
  after: string | undefined,
): Promise<void> {
  const { measure } = metric;
  if (measure.kind !== "stock_age") return;
  const base = baseGrain(wanted);
  await engine.execute(`CREATE OR REPLACE TEMP TABLE _metric_ends AS ${endsSql(base, wanted, after)}`);
  await engine.execute(`CREATE OR REPLACE TABLE _metric_spells AS ${spellsSql(metric, { dims, base, wanted, after })}`);
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_stock AS ${stockSql(dims, base, [0, ...measure.buckets])}`,
  );
  await engine.execute(`CREATE OR REPLACE TEMP TABLE _metric_targets AS ${targetsSql(measure.at)}`);
  const buckets = seriesOf(metric).flatMap(({ id, part }) =>
    part && "bucket" in part ? [bucketSql(id, part.bucket)] : [],
  );
  const filed = [...buckets, percentilesSql(metric.id, dims)].join("\nUNION ALL ");
  await engine.execute(
    `INSERT INTO _metric_rows
     SELECT f.metric_id, e.grain, e.period_start, f.dim, f.v, f.n, f.x, NULL, f.value, f.lo, f.hi
     FROM (${filed}) AS f JOIN _metric_ends AS e ON e.seen = f.seen`,
  );
  for (const table of ["_metric_ends", "_metric_spells", "_metric_stock", "_metric_targets"])
    await engine.execute(`DROP TABLE ${table}`);
}

/**
 * The periods wanted, with the base period `seen` at whose end their rows are looked at, and when that is: a period still running
 * is looked at now, with the newest.
 */
function endsSql(base: Grain, wanted: readonly Grain[], after: string | undefined): string {
  return `SELECT p.grain, p.period_start, b.period_start AS seen, LEAST(b.end_at, as_of()) AS seen_at
    FROM _metric_period_ends AS p
    CROSS JOIN (SELECT MAX(end_at) AS end_at FROM _metric_period_ends WHERE grain = '${base}') AS newest
    JOIN _metric_period_ends AS b ON b.grain = '${base}' AND b.end_at = CASE WHEN p.end_at > as_of() THEN newest.end_at ELSE p.end_at END
    WHERE p.grain IN (${wanted.map(literal).join(", ")}) AND ${endsAfter("p.period_end", after)}`;
}

/** Whether a period, by the day after it, ends later than with the day before `after`. */
export const endsAfter = (end: string, after: string | undefined): string =>
  after === undefined ? "TRUE" : `${end} > DATE ${literal(after)}`;

/** Rows open at the end of some period: in base periods first <= p < gone, aged from `since`. */
function spellsSql(
  metric: Metric,
  {
    dims,
    base,
    wanted,
    after,
  }: { dims: readonly string[]; base: Grain; wanted: readonly Grain[]; after: string | undefined },
): string {
  const { measure, population } = metric;
  if (measure.kind !== "stock_age") throw new Error(`Metric "${metric.id}" has no ages.`);
  const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
  const start = (grain: Grain, at: string) => `period_start('${grain}', local_date(${at}))`;
  // A row that opens and closes within one period of the finest grain is open at no end; weeks are on their own.
  const finest = wanted.find((grain) => grain !== "week");
  const crosses = wanted
    .filter((grain) => grain === "week" || grain === finest)
    .map((grain) => `${start(grain, population.at)} < ${start(grain, measure.until)}`);
  const near = after === undefined ? "TRUE" : `${measure.until} >= ${midnight(`DATE ${literal(after)}`)}`;
  return `SELECT ${start(base, population.at)} AS first, COALESCE(${start(base, measure.until)}, ${forever}) AS gone,
      CAST(${measure.since} AS DATE) AS since_on, ${measure.since} AS since ${columns.join("")}
    FROM ${population.from}
    WHERE ${counted(metric, "all")} AND (${measure.until} IS NULL OR (${crosses.join(" OR ")}) AND ${near})`;
}

/** Rows open at each end, by slice: in all by the day they are aged from, and those of more than so many days. */
function stockSql(dims: readonly string[], base: Grain, days: readonly number[]): string {
  const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
  // A row is more than so many days old at the ends from `old_at` on: the first is that of the period just before it.
  const older = days
    .filter((day) => day > 0)
    .map(
      (
        day,
      ) => `SELECT ${day} AS over_days, GREATEST(first, period_start('${base}', local_date(old_at - INTERVAL '1' MICROSECOND))) AS first,
        gone, ${forever} AS since_on ${columns.join("")}
      FROM (SELECT *, add_minutes(since, ${day * 1440 + 1}) AS old_at FROM _metric_spells) AS aged
      WHERE old_at <= as_of()`,
    );
  const rows = `SELECT 0 AS over_days, first, gone, since_on ${columns.join("")} FROM _metric_spells`;
  const counts = bySlice(
    dims,
    ["over_days", "first", "gone", "since_on"],
    { d: "COUNT(*)" },
    [rows, ...older].join("\nUNION ALL "),
  );
  return `SELECT c.over_days, c.dim, c.v, e.seen, c.since_on, SUM(c.d) AS d
    FROM (${counts}) AS c JOIN (SELECT DISTINCT seen FROM _metric_ends) AS e ON e.seen >= c.first AND e.seen < c.gone
    GROUP BY c.over_days, c.dim, c.v, e.seen, c.since_on`;
}

/** Rows of more than `from` and at most `to` days; the first bucket holds its lower end too: what is opened this minute is open. */
function bucketSql(id: string, [from, to]: readonly [number, number | null]): string {
  const of = (days: number) => `SUM(CASE WHEN over_days = ${days} THEN d ELSE 0 END)`;
  const inside = to === null ? of(from) : `${of(from)} - ${of(to)}`;
  return `SELECT ${literal(id)} AS metric_id, ${cell}, ${of(0)} AS n, ${inside} AS x, ${inside} AS value,
      CAST(NULL AS DOUBLE) AS lo, CAST(NULL AS DOUBLE) AS hi
    FROM _metric_stock GROUP BY ${cell}`;
}

/** The day each percentile and limit lies on, and its place among the rows of that day from the youngest. */
function targetsSql(percents: readonly number[]): string {
  const ranks = percents.flatMap((percent) =>
    sides.map((side) => {
      const rank = side === "value" ? nearestRank(percent, "n") : percentileRanks(percent, "n")[side];
      return `SELECT *, ${percent} AS percent, '${side}' AS side, ${rank} - passed + d AS place
        FROM ranked WHERE ${rank} >= 1 AND passed >= ${rank} AND passed - d < ${rank}`;
    }),
  );
  return `WITH ranked AS (
      SELECT ${cell}, since_on, d, SUM(d) OVER (PARTITION BY ${cell}) AS n,
        SUM(d) OVER (PARTITION BY ${cell} ORDER BY since_on DESC NULLS LAST ROWS UNBOUNDED PRECEDING) AS passed
      FROM _metric_stock WHERE over_days = 0)
    ${ranks.join("\nUNION ALL ")}`;
}

function percentilesSql(id: string, dims: readonly string[]): string {
  const ages = dims.map((dim) => {
    const v = dim === "" ? "''" : `s.${identifier(dim)}`;
    return `SELECT ${literal(dim)} AS dim, k.v, k.seen, k.since_on, CAST(CEIL(minutes_between(s.since, k.seen_at) / 60.0) AS INTEGER) AS t, COUNT(*) AS d
      FROM _metric_spells AS s
      JOIN (SELECT * FROM days WHERE dim = ${literal(dim)}) AS k
        ON k.v = ${v} AND k.since_on = s.since_on AND k.seen >= s.first AND k.seen < s.gone
      GROUP BY k.v, k.seen, k.since_on, CAST(CEIL(minutes_between(s.since, k.seen_at) / 60.0) AS INTEGER)`;
  });
  const side = (name: (typeof sides)[number]) => `MIN(CASE WHEN side = '${name}' THEN t END) / 24.0 AS ${name}`;
  return `SELECT ${literal(`${id}_p`)} || CAST(percent AS VARCHAR) AS metric_id, ${cell}, MIN(n) AS n, MIN(n) AS x, ${sides.map(side).join(", ")}
    FROM (
      WITH days AS (
        SELECT DISTINCT t.dim, t.v, t.seen, t.since_on, e.seen_at
        FROM _metric_targets AS t JOIN (SELECT DISTINCT seen, seen_at FROM _metric_ends) AS e ON e.seen = t.seen),
      placed AS (
        SELECT *, SUM(d) OVER (PARTITION BY ${cell}, since_on ORDER BY t NULLS LAST ROWS UNBOUNDED PRECEDING) AS passed
        FROM (${ages.join("\nUNION ALL ")}) AS ages)
      SELECT t.dim, t.v, t.seen, t.percent, t.side, t.n, MIN(p.t) AS t
      FROM _metric_targets AS t
      JOIN placed AS p ON p.dim = t.dim AND p.v = t.v AND p.seen = t.seen AND p.since_on = t.since_on AND p.passed >= t.place
      GROUP BY t.dim, t.v, t.seen, t.percent, t.side, t.n) AS picked
    GROUP BY ${cell}, percent`;
}
