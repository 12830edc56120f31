import { type Grain, grains, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { dimsJson, isKept, type Renewed } from "./population.ts";

/*
 * Most cells of a touched period hold no row that moved. Those of percentiles, which are dear to pick, are told by a print each: how
 * many rows, and sums of two parts of a hash of each, which stay the same however the rows are grouped on the way.
 */

const cell = "metric_id VARCHAR, grain VARCHAR, period_start DATE, dim VARCHAR, v VARCHAR";
const print = "n, h1, h2";
/** Sums of so many bits are exact for millions of rows. */
const bits = 2 ** 30;
const time = "hash(CASE WHEN is_done THEN t ELSE -1 - b END)";

/** Sums over rows (t, b, is_done) that tell one set of them from another. */
export const printSums = { h1: `SUM(${time} % ${bits})`, h2: `SUM((${time} >> 30) % ${bits})` };

/** Makes the tables that printCells fills: the cells there are now, and those that hold the same rows as in the last run. */
export async function openCells(engine: Engine, isKept: boolean): Promise<void> {
  const columns = `${cell}, n DOUBLE, h1 DOUBLE, h2 DOUBLE`;
  if (!isKept) await engine.execute(`CREATE OR REPLACE TABLE _metric_cells (${columns})`);
  await engine.execute(`CREATE OR REPLACE TEMP TABLE _metric_cells_now AS SELECT * FROM _metric_cells LIMIT 0`);
  await engine.execute(`CREATE OR REPLACE TEMP TABLE _metric_same (${cell}, dims VARCHAR)`);
}

/**
 * Prints the cells of metrics, by their numbers `k`, from the sums of _metric_based. Where only touched periods are wanted, it makes
 * _metric_due of the cells (k, g, period_start, slice) among them that do not hold the same rows as in the last run.
 */
export async function printCells(
  engine: Engine,
  metrics: readonly Renewed[],
  wanted: readonly Grain[],
  given: (grain: Grain) => string,
): Promise<void> {
  const isPart = metrics.some(({ touched }) => touched !== undefined);
  if (isPart && metrics.some(({ touched }) => touched === undefined)) {
    throw new Error("All periods of some metrics are asked beside few of others.");
  }
  const names = metrics.map(({ id, touched = "" }, k) => `(${k}, ${literal(id)}, ${literal(touched)})`);
  const near = (grain: Grain) =>
    isPart
      ? `SEMI JOIN _metric_touched AS t ON t.family = m.family AND t.grain = '${grain}' AND t.period_start = s.start`
      : "";
  const cells = wanted.map(
    (
      grain,
    ) => `SELECT s.k, ${grains.indexOf(grain)} AS g, m.metric_id, '${grain}' AS grain, s.start AS period_start, s.slice, s.dim, s.v, ${print}
      FROM (SELECT k, period_start('${grain}', period_start) AS start, slice, dim, v, SUM(n) AS n, SUM(h1) AS h1, SUM(h2) AS h2
            FROM bases JOIN _metric_slices USING (slice) WHERE ${given(grain)}
            GROUP BY k, period_start('${grain}', period_start), slice, dim, v) AS s
      JOIN metrics AS m ON m.k = s.k ${near(grain)}`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_due AS
     WITH metrics AS (SELECT * FROM (VALUES ${names.join(", ")}) AS metrics(k, metric_id, family)),
     bases AS (SELECT k, slice, period_start, SUM(d + c) AS n, SUM(h1) AS h1, SUM(h2) AS h2 FROM _metric_based GROUP BY k, slice, period_start)
     SELECT * FROM (${cells.join("\nUNION ALL ")}) AS cells WHERE ${isKept("")}`,
  );
  await engine.execute(
    `INSERT INTO _metric_cells_now SELECT metric_id, grain, period_start, dim, v, ${print} FROM _metric_due`,
  );
  if (!isPart) {
    await engine.execute("DROP TABLE _metric_due");
    return;
  }
  const key = (a: string, b: string) =>
    ["metric_id", "grain", "period_start", "dim", "v"].map((name) => `${a}.${name} = ${b}.${name}`).join(" AND ");
  const isSame = print
    .split(", ")
    .map((name) => `d.${name} = c.${name}`)
    .join(" AND ");
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_alike AS SELECT d.* FROM _metric_due AS d JOIN _metric_cells AS c ON ${key("c", "d")} WHERE ${isSame}`,
  );
  const series = metrics.flatMap((metric, k) => seriesOf(metric).map(({ id }) => `(${k}, ${literal(id)})`));
  await engine.execute(
    `INSERT INTO _metric_same SELECT s.id, a.grain, a.period_start, a.dim, a.v, ${dimsJson("a.dim", "a.v")}
     FROM _metric_alike AS a JOIN (VALUES ${series.join(", ")}) AS s(k, id) ON s.k = a.k`,
  );
  await engine.execute(
    `DELETE FROM _metric_due AS d WHERE EXISTS (SELECT 1 FROM _metric_alike AS a
     WHERE a.k = d.k AND a.g = d.g AND a.period_start = d.period_start AND a.slice = d.slice)`,
  );
  await engine.execute("DROP TABLE _metric_alike");
}

/** Keeps the prints of the cells there are now; of those there were, what is not stale stays. */
export async function keepCells(engine: Engine, isPart: boolean): Promise<void> {
  const into = isPart ? "INSERT INTO _metric_cells" : "CREATE OR REPLACE TABLE _metric_cells AS";
  await engine.execute(`${into} SELECT * FROM _metric_cells_now`);
  await engine.execute("DROP TABLE _metric_cells_now");
}
