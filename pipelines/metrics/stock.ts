import { grains, grainsOf, type Metric } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { bySlice, counted, dimensionGroups, isKept, midnight, perGrain, periodEnd } from "./population.ts";
import { isStock } from "./prints.ts";
import { ageOpen, endsAfter } from "./stock-age.ts";

/**
 * What is open at the end of each period, and how old it is, into _metric_rows. Of metrics in `since` only at the ends after that day,
 * YYYY-MM-DD, and at none where it is null.
 */
export async function stocksAll(
  engine: Engine,
  metrics: readonly Metric[],
  since: ReadonlyMap<string, string | null>,
): Promise<void> {
  const stocks = metrics.filter((metric) => isStock(metric) && since.get(metric.id) !== null);
  const [first] = stocks;
  if (first === undefined) return;
  if (!(await makePeriods(engine, stocks))) return;
  for (const metric of stocks) {
    const after = since.get(metric.id) ?? undefined;
    if (metric.measure.kind === "stock") await countOpen(engine, metric, after);
    else for (const group of dimensionGroups(metric)) await ageOpen(engine, metric, group, after);
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
    `CREATE OR REPLACE TEMP TABLE _metric_period_ends AS
     WITH days AS (SELECT day FROM (VALUES ${days.join(", ")}) AS list(day)), starts AS (${starts})
     SELECT grain, period_start, period_end, ${midnight("period_end")} AS end_at FROM starts`,
  );
  return true;
}

/** Openings less closures up to the end of each period, summed by day. The total is 0 where nothing is left; before the first opening there is none. */
async function countOpen(engine: Engine, metric: Metric, after: string | undefined): Promise<void> {
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
       SELECT c.grain, p.period_start, p.period_end, c.dim, c.v,
         SUM(COALESCE(m.net, 0)) OVER so_far AS n, COUNT(m.net) OVER so_far AS moves
       FROM cells AS c
       JOIN _metric_period_ends AS p ON p.grain = c.grain
       LEFT JOIN nets AS m ON m.grain = c.grain AND m.period_start = p.period_start AND m.dim = c.dim AND m.v = c.v
       WINDOW so_far AS (PARTITION BY c.grain, c.dim, c.v ORDER BY p.period_start NULLS LAST ROWS UNBOUNDED PRECEDING))
     SELECT ${literal(metric.id)}, grain, period_start, dim, v, n, n, NULL, n, NULL, NULL FROM levels
     WHERE (n > 0 OR dim = '' AND moves > 0) AND ${isKept("")} AND ${endsAfter("period_end", after)}`,
  );
}
