import { type Grain, grains, grainsOf, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { percentilesFrom } from "./percentiles.ts";
import { counted, midnight, perGrain, periodEnd } from "./population.ts";

/** What is open at the end of each period, and how old it is, into _metric_rows. */
export async function stocksAll(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  const stocks = metrics.filter(({ measure }) => measure.kind === "stock" || measure.kind === "stock_age");
  const [first] = stocks;
  if (first === undefined) return;
  if (!(await makePeriods(engine, stocks))) return;
  for (const metric of stocks) {
    if (metric.measure.kind === "stock") await countOpen(engine, metric);
    else for (const dim of ["", ...metric.dimensions]) await ageOpen(engine, metric, dim);
  }
  await engine.execute("DROP TABLE _metric_period_ends");
}

/** Every period from the first opening to as_of, with its end; false where nothing was ever opened. */
async function makePeriods(engine: Engine, stocks: readonly Metric[]): Promise<boolean> {
  const firsts = stocks.map(({ population: { from, at } }) => `SELECT MIN(local_date(${at})) AS day FROM ${from}`);
  const [span] = await engine.query<{ first: string | null; last: string }>(
    `SELECT MIN(day) AS first, local_date(as_of()) AS last FROM (${firsts.join(" UNION ALL ")}) AS firsts`,
  );
  if (!span?.first) return false;
  const days: string[] = [];
  for (let day = new Date(span.first); day <= new Date(span.last); day = new Date(day.getTime() + 86_400_000)) {
    days.push(`(DATE '${day.toISOString().slice(0, 10)}')`);
  }
  const starts = perGrain(
    grains,
    (grain) => `SELECT DISTINCT '${grain}' AS grain, period_start('${grain}', day) AS period_start,
      CAST(${periodEnd(grain, `period_start('${grain}', day)`)} AS DATE) AS period_end FROM days`,
  );
  await engine.execute(
    `CREATE TABLE _metric_period_ends AS
     WITH days AS (SELECT day FROM (VALUES ${days.join(", ")}) AS list(day)), starts AS (${starts})
     SELECT grain, period_start, period_end, ${midnight("period_end")} AS end_at FROM starts`,
  );
  return true;
}

/** Openings less closures up to the end of each period, summed by day. */
async function countOpen(engine: Engine, metric: Metric): Promise<void> {
  const { measure, population, dimensions } = metric;
  if (measure.kind !== "stock") return;
  const slices = dimensions.map(identifier).join(", ");
  const moved = (at: string, by: number) =>
    `SELECT local_date(${at}) AS day, ${by} AS net, ${slices} FROM ${population.from}
     WHERE ${counted(metric, "day")} AND ${at} IS NOT NULL`;
  const grouping = (column: (slice: string) => string) =>
    `CASE ${dimensions.map((slice) => `WHEN GROUPING(${identifier(slice)}) = 0 THEN ${column(slice)}`).join(" ")} ELSE '' END`;
  const sets = ["(day)", ...dimensions.map((slice) => `(day, ${identifier(slice)})`)].join(", ");
  const allowed = perGrain(grains, (grain) => {
    const dims = ["", ...dimensions].filter((slice) => grainsOf(metric, slice).includes(grain));
    return `SELECT dim, v, '${grain}' AS grain FROM (SELECT DISTINCT dim, v FROM days) AS cells WHERE dim IN (${["-", ...dims].map(literal).join(", ")})`;
  });
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH days AS (
       SELECT * FROM (
         SELECT day, ${grouping(literal)} AS dim, ${grouping(identifier)} AS v, SUM(net) AS net
         FROM (${moved(population.at, 1)} UNION ALL ${moved(measure.until, -1)}) AS moves
         GROUP BY GROUPING SETS (${sets})) AS sliced WHERE v IS NOT NULL),
     cells AS (${allowed}),
     nets AS (${perGrain(grains, (grain) => `SELECT '${grain}' AS grain, period_start('${grain}', day) AS period_start, dim, v, SUM(net) AS net FROM days GROUP BY period_start('${grain}', day), dim, v`)}),
     levels AS (
       SELECT c.grain, p.period_start, c.dim, c.v,
         SUM(COALESCE(m.net, 0)) OVER (PARTITION BY c.grain, c.dim, c.v ORDER BY p.period_start NULLS LAST ROWS UNBOUNDED PRECEDING) AS n
       FROM cells AS c
       JOIN _metric_period_ends AS p ON p.grain = c.grain
       LEFT JOIN nets AS m ON m.grain = c.grain AND m.period_start = p.period_start AND m.dim = c.dim AND m.v = c.v)
     SELECT ${literal(metric.id)}, grain, period_start, dim, v, n, n, NULL, n, NULL, NULL FROM levels
     WHERE n > 0 AND (dim = '' OR grain NOT IN ('day', 'week') OR n >= 10)`,
  );
}

/** Ages at the period ends a row was open at: buckets by days begun after `since`, percentiles in days. */
async function ageOpen(engine: Engine, metric: Metric, dim: string): Promise<void> {
  const { measure, population } = metric;
  const wanted = grainsOf(metric, dim);
  if (measure.kind !== "stock_age" || wanted.length === 0) return;
  const value = dim === "" ? "''" : identifier(dim);
  const opened = (grain: Grain) => `period_start('${grain}', local_date(${population.at}))`;
  const closed = (grain: Grain) => `period_start('${grain}', local_date(${measure.until}))`;
  // A row that opens and closes within one period of the finest grain is open at no end.
  const finest = wanted.includes("week") ? "week" : (wanted[0] ?? "all");
  const crosses = (grain: Grain) => `(${measure.until} IS NULL OR ${opened(grain)} < ${closed(grain)})`;
  const crossing = wanted.includes("week") ? `(${crosses("week")} OR ${crosses("month")})` : crosses(finest);
  const ages = `SELECT p.grain, p.period_start, s.v, minutes_between(s.since, LEAST(p.end_at, as_of())) AS t, COUNT(*) AS d, 0 AS c
    FROM (SELECT ${value} AS v, ${population.at} AS opened_at, ${measure.until} AS until_at, ${measure.since} AS since
          FROM ${population.from} WHERE ${counted(metric, "all")} AND ${crossing} ${dim === "" ? "" : `AND ${value} IS NOT NULL`}) AS s
    JOIN _metric_period_ends AS p ON s.opened_at < p.end_at AND (s.until_at IS NULL OR s.until_at >= p.end_at)
    WHERE p.grain IN (${wanted.map(literal).join(", ")})
    GROUP BY p.grain, p.period_start, s.v, minutes_between(s.since, LEAST(p.end_at, as_of()))`;
  const buckets = seriesOf(metric).flatMap(({ id, part }) => {
    if (!part || !("bucket" in part)) return [];
    const [from, to] = part.bucket;
    // The first bucket holds its lower end too: something opened this very minute is open.
    const low = from === 0 ? "TRUE" : `t > ${from * 1440}`;
    const inside = to === null ? low : `${low} AND t <= ${to * 1440}`;
    return [
      `SELECT ${literal(id)}, grain, period_start, ${literal(dim)}, v, SUM(d), SUM(CASE WHEN ${inside} THEN d ELSE 0 END),
      NULL, SUM(CASE WHEN ${inside} THEN d ELSE 0 END), NULL, NULL FROM ages GROUP BY grain, period_start, v`,
    ];
  });
  await engine.execute(
    `INSERT INTO _metric_rows WITH ages AS (${ages})
     ${percentilesFrom("ages", { id: metric.id, dim: literal(dim), percents: measure.at, scale: 1440 })}
     UNION ALL ${buckets.join("\nUNION ALL ")}`,
  );
}
