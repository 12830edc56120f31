import { type Grain, grains, grainsOf, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { nearestRank, percentileRanks } from "./intervals.ts";
import { bySlice, counted, dimensionGroups, isKept, midnight, perGrain, periodEnd } from "./population.ts";

/** What is open at the end of each period, and how old it is, into _metric_rows. */
export async function stocksAll(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  const stocks = metrics.filter(({ measure }) => measure.kind === "stock" || measure.kind === "stock_age");
  const [first] = stocks;
  if (first === undefined) return;
  if (!(await makePeriods(engine, stocks))) return;
  for (const metric of stocks) {
    if (metric.measure.kind === "stock") await countOpen(engine, metric);
    else for (const group of dimensionGroups(metric)) await ageOpen(engine, metric, group);
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
  const dims = ["", ...dimensions];
  const moved = (at: string, by: number) =>
    `SELECT local_date(${at}) AS day, period_start('month', local_date(${at})) AS month, ${by} AS moved, ${dimensions.map(identifier).join(", ")} FROM ${population.from}
     WHERE ${counted(metric, "day")} AND ${at} IS NOT NULL`;
  const moves = `${moved(population.at, 1)} UNION ALL ${moved(measure.until, -1)}`;
  const allowed = perGrain(metric.grains, (grain) => {
    const given = dims.filter((dim) => grainsOf(metric, dim).includes(grain));
    return `SELECT dim, v, '${grain}' AS grain FROM (SELECT DISTINCT dim, v FROM days) AS slices
      WHERE dim IN (${given.map(literal).join(", ")})`;
  });
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH days AS (${bySlice(dims, ["day"], { net: "SUM(moved)" }, moves, "month")}),
     cells AS (${allowed}),
     nets AS (${perGrain(grains, (grain) => `SELECT '${grain}' AS grain, period_start('${grain}', day) AS period_start, dim, v, SUM(net) AS net FROM days GROUP BY period_start('${grain}', day), dim, v`)}),
     levels AS (
       SELECT c.grain, p.period_start, c.dim, c.v,
         SUM(COALESCE(m.net, 0)) OVER (PARTITION BY c.grain, c.dim, c.v ORDER BY p.period_start NULLS LAST ROWS UNBOUNDED PRECEDING) AS n
       FROM cells AS c
       JOIN _metric_period_ends AS p ON p.grain = c.grain
       LEFT JOIN nets AS m ON m.grain = c.grain AND m.period_start = p.period_start AND m.dim = c.dim AND m.v = c.v)
     SELECT ${literal(metric.id)}, grain, period_start, dim, v, n, n, NULL, n, NULL, NULL FROM levels
     WHERE n > 0 AND ${isKept("")}`,
  );
}

/** Ages in whole hours, begun ones counted, at the period ends a row was open at: by buckets of days, and percentiles. */
async function ageOpen(
  engine: Engine,
  metric: Metric,
  { dims, wanted }: { dims: string[]; wanted: readonly Grain[] },
): Promise<void> {
  const { measure, population } = metric;
  if (measure.kind !== "stock_age") return;
  const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
  // A row that opens and closes within one period of the finest grain is open at no end; weeks are on their own.
  const start = (grain: Grain, at: string) => `period_start('${grain}', local_date(${at}))`;
  const finest = wanted.find((grain) => grain !== "week");
  const crosses = wanted
    .filter((grain) => grain === "week" || grain === finest)
    .map((grain) => `${start(grain, population.at)} < ${start(grain, measure.until)}`);
  const rows = `SELECT p.grain, p.period_start, CAST(CEIL(minutes_between(s.since, LEAST(p.end_at, as_of())) / 60.0) AS INTEGER) AS t ${columns.join("")}
    FROM (SELECT ${population.at} AS opened, ${measure.until} AS until_at, ${measure.since} AS since ${columns.join("")}
          FROM ${population.from}
          WHERE ${counted(metric, "all")} AND (${[`${measure.until} IS NULL`, ...crosses].join(" OR ")})) AS s
    JOIN _metric_period_ends AS p ON s.opened < p.end_at AND (s.until_at IS NULL OR s.until_at >= p.end_at)
    WHERE p.grain IN (${wanted.map(literal).join(", ")})`;
  const ages = bySlice(dims, ["grain", "period_start", "t"], { d: "COUNT(*)" }, rows);
  const buckets = seriesOf(metric).flatMap(({ id, part }) => {
    if (!part || !("bucket" in part)) return [];
    const [from, to] = part.bucket;
    // The first bucket holds its lower end too: something opened this very minute is open.
    const low = from === 0 ? "TRUE" : `t > ${from * 24}`;
    const inside = to === null ? low : `${low} AND t <= ${to * 24}`;
    return [
      `SELECT ${literal(id)}, grain, period_start, dim, v, SUM(d), SUM(CASE WHEN ${inside} THEN d ELSE 0 END),
      NULL, SUM(CASE WHEN ${inside} THEN d ELSE 0 END), NULL, NULL FROM ages GROUP BY grain, period_start, dim, v`,
    ];
  });
  const cell = "grain, period_start, dim, v";
  const percentiles = measure.at.map((percent) => {
    const ranks = percentileRanks(percent, "n");
    const at = (rank: string) => `MIN(CASE WHEN ${rank} >= 1 AND passed >= ${rank} THEN t END) / 24.0`;
    return `SELECT ${literal(`${metric.id}_p${percent}`)}, ${cell}, MIN(n), MIN(n), NULL,
        ${at(nearestRank(percent, "n"))}, ${at(ranks.lo)}, ${at(ranks.hi)}
      FROM ranked GROUP BY ${cell}`;
  });
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH ages AS (${ages}),
     ranked AS (
       SELECT ${cell}, t, SUM(d) OVER (PARTITION BY ${cell}) AS n,
         SUM(d) OVER (PARTITION BY ${cell} ORDER BY t NULLS LAST ROWS UNBOUNDED PRECEDING) AS passed
       FROM ages)
     ${[...buckets, ...percentiles].join("\nUNION ALL ")}`,
  );
}
