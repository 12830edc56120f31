import type { Metric } from "../../transforms/metrics/metric.ts";
import { z95, z998 } from "../../transforms/statistics.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { counted, midnight } from "./population.ts";

/** Days a service point is judged over, and the rows it needs. */
const windowDays = 90;
const least = 30;

/** Creates mart_service_points: every share with a funnel, by service point. */
export async function servicePoints(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  await engine.execute(
    `CREATE TABLE mart_service_points (metric_id VARCHAR, service_point_id VARCHAR, window_start DATE, window_end DATE, n BIGINT,
     x DOUBLE, value DOUBLE, centre DOUBLE, phi DOUBLE, lo95 DOUBLE, hi95 DOUBLE, lo998 DOUBLE, hi998 DOUBLE, band VARCHAR)`,
  );
  for (const metric of metrics.filter(({ funnel }) => funnel)) {
    await engine.execute(`INSERT INTO mart_service_points ${servicePointsSql(metric)} ORDER BY service_point_id`);
  }
}

/**
 * SELECT of mart_service_points rows of one proportion: the last 90 final days against the share of all points together, with
 * limits widened by over-dispersion (z-scores of points large enough, a tenth pulled in at each end, as in funnel.ts).
 */
function servicePointsSql(metric: Metric): string {
  const { measure, population, maturity } = metric;
  if (measure.kind !== "proportion") throw new Error(`Metric "${metric.id}" is no share and has no funnel.`);
  const end = `add_days(local_date(as_of()), -${maturity.days})`;
  const start = `add_days(local_date(as_of()), -${maturity.days + windowDays})`;
  const limit = (sign: "+" | "-", z: number) => {
    const raw = `centre ${sign} ${z} * SQRT(phi * centre * (1 - centre) / n)`;
    return sign === "-" ? `GREATEST(0, ${raw})` : `LEAST(1, ${raw})`;
  };
  return `SELECT ${literal(metric.id)} AS metric_id, service_point_id, window_start, window_end, CAST(n AS BIGINT) AS n, x,
      x / n AS value, centre, phi,
      ${limit("-", z95)} AS lo95, ${limit("+", z95)} AS hi95, ${limit("-", z998)} AS lo998, ${limit("+", z998)} AS hi998,
      CASE WHEN n < ${least} THEN 'small' WHEN x / n > ${limit("+", z998)} THEN 'high'
        WHEN x / n < ${limit("-", z998)} THEN 'low' ELSE 'within' END AS band
    FROM (
      WITH points AS (
        SELECT service_point_id, CAST(COUNT(*) AS DOUBLE) AS n, CAST(COUNT(*) FILTER (WHERE ${measure.hit}) AS DOUBLE) AS x
        FROM ${population.from}
        WHERE ${counted(metric, "all")} AND service_point_id IS NOT NULL
          AND ${population.at} >= ${midnight(start)} AND ${population.at} < ${midnight(end)}
        GROUP BY service_point_id),
      centred AS (SELECT *, SUM(x) OVER () / SUM(n) OVER () AS centre FROM points),
      scored AS (
        SELECT *, (x / n - centre) / SQRT(centre * (1 - centre) / n) AS z FROM centred
        WHERE n >= ${least} AND centre > 0 AND centre < 1),
      placed AS (
        SELECT z, ROW_NUMBER() OVER (ORDER BY z NULLS LAST) AS place, COUNT(*) OVER () AS points, FLOOR(0.1 * COUNT(*) OVER ()) AS tail
        FROM scored),
      ends AS (
        SELECT MAX(CASE WHEN place = tail + 1 THEN z END) AS low, MAX(CASE WHEN place = points - tail THEN z END) AS high FROM placed),
      spread AS (
        SELECT GREATEST(1, COALESCE(AVG(POWER(LEAST(high, GREATEST(low, z)), 2)), 1)) AS phi FROM placed CROSS JOIN ends)
      SELECT *, CAST(${start} AS DATE) AS window_start, CAST(${end} AS DATE) AS window_end FROM centred CROSS JOIN spread) AS funnel`;
}
