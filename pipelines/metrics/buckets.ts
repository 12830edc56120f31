import { type Grain, grains, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { dimsJson, perGrain, type Renewed } from "./population.ts";

/*
 * What percentiles are picked from stays from run to run: rows by bucket (_metric_buckets_kept), and by minute in the buckets where a
 * percentile was looked for (_metric_minutes_kept), both by the finest period of a slice. Metrics and slices go by numbers, which
 * _metric_numbers and _metric_slices keep.
 */

/** Sums of so many bits are exact for millions of rows. */
const bits = 2 ** 30;
const time = "hash(CASE WHEN is_done THEN t ELSE -1 - b END)";

/** Sums over rows (t, b, is_done) that tell one set of them from another. */
export const printSums = { h1: `SUM(${time} % ${bits})`, h2: `SUM((${time} >> 30) % ${bits})` };

/** The rows of one slice in one of its finest periods. */
const cell = "k, slice, period_start";

const on = (columns: string, a: string, b: string) =>
  columns
    .split(", ")
    .map((name) => `${a}.${name} = ${b}.${name}`)
    .join(" AND ");

const tables = {
  numbers: "metric_id VARCHAR, k INTEGER",
  slices: "dim VARCHAR, v VARCHAR, slice INTEGER",
  buckets_kept:
    "k INTEGER, slice INTEGER, g INTEGER, period_start DATE, b INTEGER, d DOUBLE, c DOUBLE, h1 DOUBLE, h2 DOUBLE",
  minutes_kept: "k INTEGER, slice INTEGER, period_start DATE, b INTEGER, t INTEGER, d DOUBLE",
};

/** Makes the tables that stay, empty. */
export async function openBuckets(engine: Engine): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) {
    await engine.execute(`CREATE OR REPLACE TABLE _metric_${table} (${columns})`);
  }
}

export async function dropBuckets(engine: Engine): Promise<void> {
  for (const table of Object.keys(tables)) await engine.execute(`DROP TABLE _metric_${table}`);
}

/** Makes the list of cells whose numbers count no more. */
export const openMoved = (engine: Engine): Promise<void> =>
  engine.execute(
    "CREATE OR REPLACE TEMP TABLE _metric_moved (metric_id VARCHAR, grain VARCHAR, period_start DATE, dim VARCHAR, v VARCHAR, dims VARCHAR)",
  );

/** The numbers of metrics; those that have none get the next. */
export async function numbersOf(engine: Engine, metrics: readonly Metric[]): Promise<Map<string, number>> {
  const known = await engine.query<{ id: string; k: number }>("SELECT metric_id AS id, k FROM _metric_numbers");
  const numbers = new Map(known.map(({ id, k }) => [id, k]));
  const added = metrics.filter(({ id }) => !numbers.has(id));
  for (const { id } of added) numbers.set(id, numbers.size);
  if (added.length > 0) {
    const rows = added.map(({ id }) => `(${literal(id)}, ${numbers.get(id)})`);
    await engine.execute(`INSERT INTO _metric_numbers VALUES ${rows.join(", ")}`);
  }
  return numbers;
}

/** Numbers the slices of _metric_buckets, and makes the table of the same rows with numbers for slices. */
export async function numberSlices(engine: Engine, into: string, isKeeping: boolean): Promise<void> {
  await engine.execute(
    `INSERT INTO _metric_slices
     SELECT dim, v, (SELECT COUNT(*) FROM _metric_slices) + row_number() OVER () FROM (SELECT DISTINCT dim, v FROM _metric_buckets) AS found
     ANTI JOIN _metric_slices USING (dim, v)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE ${into} AS
     SELECT b.k, s.slice, b.g, b.period_start, b.b, b.d, b.c${isKeeping ? ", b.h1, b.h2" : ""}
     FROM _metric_buckets AS b JOIN _metric_slices AS s ON s.dim = b.dim AND s.v = b.v`,
  );
  await engine.execute("DROP TABLE _metric_buckets");
}

/** Keeps the buckets and minutes of metrics of which all rows were counted, in the place of what was kept of them. */
export async function keepBuckets(engine: Engine, numbers: readonly number[]): Promise<void> {
  for (const [kept, counted] of [
    ["_metric_buckets_kept", "_metric_based"],
    ["_metric_minutes_kept", "_metric_minutes"],
  ]) {
    await engine.execute(`DELETE FROM ${kept} WHERE k IN (${numbers.join(", ")})`);
    await engine.execute(`INSERT INTO ${kept} SELECT * FROM ${counted}`);
  }
}

/** A metric that is counted again, and its number. */
export interface Numbered {
  k: number;
  metric: Renewed;
}

/** The periods of each grain in which a row of a family moved, by family and grain. */
export async function touchedPeriods(engine: Engine): Promise<(metric: Renewed, grain: Grain) => readonly string[]> {
  const rows = await engine.query<{ family: string; grain: Grain; start: string }>(
    "SELECT family, grain, period_start AS start FROM _metric_touched ORDER BY family, grain, start NULLS FIRST",
  );
  const periods = new Map<string, string[]>();
  for (const { family, grain, start } of rows) {
    const key = `${family} ${grain}`;
    periods.set(key, [...(periods.get(key) ?? []), start]);
  }
  return ({ touched }, grain) => periods.get(`${touched} ${grain}`) ?? [];
}

/**
 * Puts the cells of _metric_fresh, all of touched periods, in the place of those kept, where they hold other rows. Makes _metric_due of
 * the cells (k, g, period_start, slice) of every grain that hold one of them, adds their series to _metric_moved, and makes
 * _metric_based of all that is kept of their slices.
 */
export async function renewBuckets(
  engine: Engine,
  metrics: readonly Numbered[],
  wanted: readonly Grain[],
  given: (grain: Grain) => string,
): Promise<void> {
  const families = metrics.map(({ k, metric }) => `(${k}, ${literal(metric.touched ?? "")})`);
  const place = `CASE t.grain ${grains.map((grain, g) => `WHEN '${grain}' THEN ${g}`).join(" ")} END`;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_changed AS
     WITH touched AS (
       SELECT m.k, ${place} AS g, t.period_start FROM _metric_touched AS t
       JOIN (VALUES ${families.join(", ")}) AS m(k, family) ON m.family = t.family),
     sides AS (
       SELECT ${cell}, d + c AS n, h1, h2 FROM _metric_fresh
       UNION ALL
       SELECT ${cell}, -d - c, -h1, -h2 FROM _metric_buckets_kept AS b SEMI JOIN touched AS t ON ${on("k, g, period_start", "t", "b")})
     SELECT ${cell} FROM sides GROUP BY ${cell} HAVING SUM(n) <> 0 OR SUM(h1) <> 0 OR SUM(h2) <> 0`,
  );
  for (const table of ["_metric_buckets_kept", "_metric_minutes_kept"]) {
    await engine.execute(
      `DELETE FROM ${table} WHERE rowid IN (
         SELECT r.rowid FROM ${table} AS r SEMI JOIN _metric_changed AS c ON ${on(cell, "c", "r")})`,
    );
  }
  await engine.execute(
    `INSERT INTO _metric_buckets_kept SELECT f.* FROM _metric_fresh AS f SEMI JOIN _metric_changed AS c ON ${on(cell, "c", "f")}`,
  );
  await engine.execute("DROP TABLE _metric_fresh");
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_due AS ${perGrain(
      wanted,
      (
        grain,
      ) => `SELECT DISTINCT k, ${grains.indexOf(grain)} AS g, period_start('${grain}', period_start) AS period_start, slice
        FROM _metric_changed JOIN _metric_slices USING (slice) WHERE ${given(grain)}`,
    )}`,
  );
  const series = metrics.flatMap(({ k, metric }) => seriesOf(metric).map(({ id }) => `(${k}, ${literal(id)})`));
  const grain = `CASE d.g ${grains.map((name, g) => `WHEN ${g} THEN '${name}'`).join(" ")} END`;
  await engine.execute(
    `INSERT INTO _metric_moved
     SELECT m.id, ${grain}, d.period_start, s.dim, s.v, ${dimsJson("s.dim", "s.v")}
     FROM _metric_due AS d JOIN _metric_slices AS s ON s.slice = d.slice
     JOIN (VALUES ${series.join(", ")}) AS m(k, id) ON m.k = d.k`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_based AS
     SELECT b.* FROM _metric_buckets_kept AS b SEMI JOIN _metric_changed AS c ON ${on("k, slice", "c", "b")}`,
  );
  await engine.execute("DROP TABLE _metric_changed");
}

/** Takes out of _metric_needed the buckets whose minutes are kept. Returns the numbers of the metrics that are left. */
export async function dropKnown(engine: Engine): Promise<ReadonlySet<number>> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_found AS
     SELECT m.* FROM _metric_minutes_kept AS m SEMI JOIN _metric_needed AS n ON ${on(`${cell}, b`, "n", "m")}`,
  );
  await engine.execute(
    `DELETE FROM _metric_needed WHERE rowid IN (
       SELECT n.rowid FROM _metric_needed AS n SEMI JOIN _metric_found AS f ON ${on(`${cell}, b`, "f", "n")})`,
  );
  const left = await engine.query<{ k: number }>("SELECT DISTINCT k FROM _metric_needed");
  return new Set(left.map(({ k }) => k));
}

/** Keeps the minutes that were counted, and puts those that were kept beside them. */
export async function joinMinutes(engine: Engine): Promise<void> {
  await engine.execute("INSERT INTO _metric_minutes_kept SELECT * FROM _metric_minutes");
  await engine.execute("INSERT INTO _metric_minutes SELECT * FROM _metric_found");
  await engine.execute("DROP TABLE _metric_found");
}
