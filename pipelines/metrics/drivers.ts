import { associate, type Customers, type Kinds } from "../../transforms/statistics.ts";
import { type Engine, literal } from "../engines/engine.ts";

/** What may have gone wrong: columns of fct_answers. */
export const drivers = [
  "is_slow_response",
  "is_late",
  "is_no_show",
  "is_moved_by_company",
  "is_part_wait",
  "is_not_fixed_at_once",
  "is_long_wait",
  "is_repeat",
  "is_reopened",
  "is_wrongly_charged",
] as const;

/** Scores in points: a recommendation as 100, 0 or -100, a satisfaction of 4 or 5 as 100. */
const measures = {
  nps: "CASE WHEN nps >= 9 THEN 100 WHEN nps <= 6 THEN -100 WHEN nps IS NOT NULL THEN 0 END",
  csat: "CASE WHEN csat >= 4 THEN 100 WHEN csat IS NOT NULL THEN 0 END",
} as const;

/** Answers are compared within survey mode, ticket type, service mode and region tier. */
const stratum = ["survey_mode", "type", "mode", "region_tier"]
  .map((column) => `COALESCE(${column}, '')`)
  .join(" || '/' || ");

const draws = 1000;
const seed = 20_260_101;
const windowDays = 365;

/**
 * CREATE TABLE mart_drivers: for recommendation and satisfaction over the last year, what each driver is associated with, from
 * fct_answers. Only kinds of answers and groups of customers are read, so it does not grow with the answers. Returns its rows.
 */
export async function driversAll(engine: Engine): Promise<number> {
  await engine.execute("DROP TABLE IF EXISTS mart_drivers");
  await engine.execute(
    `CREATE TABLE mart_drivers (measure VARCHAR, driver VARCHAR, window_start DATE, window_end DATE, n BIGINT, known BIGINT,
     held BIGINT, matched BIGINT, score_with DOUBLE, score_without DOUBLE, difference DOUBLE, lo DOUBLE, hi DOUBLE,
     stake DOUBLE, stake_lo DOUBLE, stake_hi DOUBLE)`,
  );
  let rows = 0;
  for (const [measure, score] of Object.entries(measures)) {
    await engine.execute(answersSql(score));
    await engine.execute(kindsSql());
    const kinds = await readKinds(engine);
    const found = kinds.score.length === 0 ? [] : associate(kinds, await readCustomers(engine), draws, seed);
    const values = found.flatMap((row, i) => {
      if (row.known === 0) return [];
      const { differenceBounds: d, stakeBounds: s } = row;
      const numbers = [row.n, row.known, row.held, row.matched, row.scoreWith, row.scoreWithout];
      const bounds = [row.difference, d.lo, d.hi, row.stake, s.lo, s.hi];
      return [
        `(${literal(measure)}, ${literal(drivers[i] ?? "")}, add_days(local_date(as_of()), ${1 - windowDays}),
          add_days(local_date(as_of()), 1), ${[...numbers, ...bounds].map((value) => value ?? "NULL").join(", ")})`,
      ];
    });
    if (values.length > 0) await engine.execute(`INSERT INTO mart_drivers VALUES ${values.join(", ")}`);
    rows += values.length;
    for (const table of ["_driver_answers", "_driver_kinds"]) await engine.execute(`DROP TABLE ${table}`);
  }
  return rows;
}

const flags = drivers.map((driver) => `CASE WHEN ${driver} THEN 1 WHEN NOT ${driver} THEN 0 ELSE 2 END AS ${driver}`);
const same = ["stratum", "score", ...drivers];

const answersSql = (score: string): string => `CREATE OR REPLACE TABLE _driver_answers AS
  SELECT COALESCE('c' || customer_key, 'r' || rating_id) AS customer, ${stratum} AS stratum, ${score} AS score, ${flags.join(", ")}
  FROM fct_answers
  WHERE ${score} IS NOT NULL AND local_date(answered_at) > add_days(local_date(as_of()), ${-windowDays})`;

const kindsSql = (): string => `CREATE OR REPLACE TEMP TABLE _driver_kinds AS
  SELECT *, ROW_NUMBER() OVER (ORDER BY ${same.map((column) => `${column} NULLS LAST`).join(", ")}) - 1 AS kind,
    DENSE_RANK() OVER (ORDER BY stratum NULLS LAST) - 1 AS place
  FROM (SELECT DISTINCT ${same.join(", ")} FROM _driver_answers) AS kinds`;

async function readKinds(engine: Engine): Promise<Kinds> {
  const rows = await engine.query<Record<string, number>>("SELECT * FROM _driver_kinds ORDER BY kind");
  const column = (name: string) => rows.map((row) => row[name] ?? 0);
  const stratum = Int32Array.from(column("place"));
  return {
    stratum,
    strata: stratum.reduce((most, place) => Math.max(most, place + 1), 0),
    score: Float64Array.from(column("score")),
    drivers: drivers.map((driver) => Uint8Array.from(column(driver))),
  };
}

/** Customers of one answer by its kind, of two by both, and those of more one by one. */
async function readCustomers(engine: Engine): Promise<Customers> {
  const match = same.map((column) => `a.${column} = k.${column}`).join(" AND ");
  const given = `given AS (SELECT a.customer, k.kind FROM _driver_answers AS a JOIN _driver_kinds AS k ON ${match}),
    customers AS (SELECT customer, COUNT(*) AS answers, MIN(kind) AS first, MAX(kind) AS last FROM given GROUP BY customer)`;
  const few = await engine.query<{ answers: number; first: number; last: number; customers: number }>(
    `WITH ${given} SELECT answers, first, last, COUNT(*) AS customers FROM customers WHERE answers <= 2
     GROUP BY answers, first, last ORDER BY answers, first, last`,
  );
  const many = await engine.query<{ place: number; kind: number }>(
    `WITH ${given} SELECT DENSE_RANK() OVER (ORDER BY customer NULLS LAST) AS place, kind FROM given
     WHERE customer IN (SELECT customer FROM customers WHERE answers > 2) ORDER BY place, kind`,
  );
  const counts = few.map((row) => row.customers);
  const starts: number[] = [];
  const kinds: number[] = [];
  for (const { answers, first, last } of few) {
    starts.push(kinds.length);
    kinds.push(first);
    if (answers === 2) kinds.push(last);
  }
  let place = 0;
  for (const row of many) {
    if (row.place !== place) {
      place = row.place;
      starts.push(kinds.length);
      counts.push(1);
    }
    kinds.push(row.kind);
  }
  starts.push(kinds.length);
  return { counts: Float64Array.from(counts), starts: Int32Array.from(starts), kinds: Int32Array.from(kinds) };
}
