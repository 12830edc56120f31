import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { isWorthKeeping, takeKnown } from "../../pipelines/metrics/renew.ts";
import { computeMetrics, keysOfNumbers, registry } from "../../pipelines/metrics.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { openFacts, presentAll } from "./facts.ts";

const transforms = fileURLToPath(new URL("../../transforms", import.meta.url));
/** Each kind of measure, over several relations. */
const ids =
  `first_response_sla restore_sla first_time_fix_rate time_to_restore nps nps_weighted complaint_rate fault_rate
  feedback_reply_time hands_on_time praise_complaint_ratio restore_share_user repeat_repair_curve first_response_sla_km backlog backlog_age warranty_charge_rate`.split(
    /\s+/,
  );
const metrics = (await registry()).filter(({ id }) => ids.includes(id));
const version = "1";
/** Changes in the newest year are renewed by year; where the end of the year before is touched too, by quarter and by the week that crosses it. */
const days = 700;
let engine: DuckdbEngine;
/** The tables of numbers, with their rows. */
let tables: Record<string, number>;

/** The relations metrics count, with a time their rows are filed by. */
const places = new Map(
  metrics.flatMap(({ population, measure }) =>
    [population, ...(measure.kind === "rate" && "events" in measure ? [measure.events] : [])].map(
      ({ from, at }) => [from, at] as const,
    ),
  ),
);

beforeAll(async () => {
  engine = await openFacts({ tickets: 800, seed: 3, days });
  await presentAll(engine, [...new Set(metrics.flatMap((metric) => metric.requires.flat()))]);
  tables = await computeMetrics({ engine, metrics, version });
}, 120_000);
afterAll(() => engine.close());

/** Every row of every table of numbers, boiled down to a number a table. */
async function digests(rows: Record<string, number>): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(rows)) {
    found[name] = await engine.query(
      `SELECT count(*) AS rows, CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR) AS digest FROM ${name} AS t`,
    );
  }
  return found;
}

/** What percentiles are picked from, as it is kept for the next run, under the names of metrics and slices. */
const keptBuckets = () =>
  engine.query(
    `SELECT n.metric_id, count(*) AS rows, CAST(sum(hash(s.dim, s.v, b.g, b.period_start, b.b, b.d, b.c, b.h1, b.h2)) AS VARCHAR) AS digest
     FROM _metric_buckets_kept AS b JOIN _metric_numbers AS n USING (k) JOIN _metric_slices AS s USING (slice)
     GROUP BY n.metric_id ORDER BY n.metric_id`,
  );

/** Rows leave, come late, are filed elsewhere and are corrected, within some days that begin so many days before the end. */
async function change(relation: string, at: string, seed: number, back: number): Promise<void> {
  const column = /^\w+/.exec(at)?.[0] ?? at;
  const near = `${column} BETWEEN add_days(as_of(), -${back}) AND add_days(as_of(), -${back - 9})`;
  const one = (of: number, k: number) => `hash(rowid * 8 + ${k} + ${seed}) % ${of} = 0`;
  await engine.execute(`DELETE FROM ${relation} WHERE ${near} AND ${one(9, 0)}`);
  await engine.execute(`UPDATE ${relation} SET category = 'tv' WHERE ${near} AND ${one(9, 1)}`);
  if (relation === "fct_tickets") {
    // In the same cell, and mostly in the same bucket.
    const time = "time_to_restore_minutes";
    await engine.execute(`UPDATE ${relation} SET ${time} = ${time} + 1 WHERE ${near} AND ${one(3, 3)}`);
  }
  if (relation === "fct_open_spells") {
    // Before the first day on which one opens or does not, some close on another day and some are open after all.
    const closed = `closed_at BETWEEN add_days(as_of(), -${back + 40}) AND add_days(as_of(), -${back + 20})`;
    await engine.execute(
      `UPDATE ${relation} SET closed_at = add_minutes(closed_at, 3000) WHERE ${closed} AND ${one(5, 4)}`,
    );
    await engine.execute(`UPDATE ${relation} SET closed_at = NULL WHERE ${closed} AND ${one(7, 5)}`);
  }
  await engine.execute(
    `INSERT INTO ${relation} SELECT * REPLACE (add_minutes(${column}, -700) AS ${column}) FROM ${relation} WHERE ${near} AND ${one(7, 2)}`,
  );
}

test.each([
  { seed: 1, back: 9, asOf: "2026-10-01T02:30:00Z" },
  { seed: 2, back: 130, asOf: "2026-10-04T02:30:00Z" },
  { seed: 3, back: 272, asOf: "2026-09-20T02:30:00Z" },
])(
  "numbers renewed after changes $back days back are those counted anew",
  async ({ seed, back, asOf }) => {
    const known = await takeKnown(engine, metrics, version);
    expect(known.size).toBeGreaterThan(4);
    await loadPrelude(engine, transforms, { asOf: new Date(asOf), zone: "Asia/Shanghai" });
    for (const [relation, at] of places) await change(relation, at, seed, back);
    const rows = await computeMetrics({ engine, metrics, version, known });
    const renewed = [await digests(rows), await keptBuckets()];
    await computeMetrics({ engine, metrics, version });
    expect(renewed).toEqual([await digests(rows), await keptBuckets()]);
  },
  240_000,
);

test("an as-of that moves alone ages what is open, as counting anew does", async () => {
  const known = await takeKnown(engine, metrics, version);
  await loadPrelude(engine, transforms, { asOf: new Date("2026-09-20T11:30:00Z"), zone: "Asia/Shanghai" });
  const before = await digests(tables);
  await computeMetrics({ engine, metrics, version, known });
  const renewed = await digests(tables);
  expect(renewed).not.toEqual(before);
  await computeMetrics({ engine, metrics, version });
  expect(renewed).toEqual(await digests(tables));
}, 240_000);

test("numbers of rows that left in one run and are back in the next are what they were", async () => {
  const renew = async () =>
    computeMetrics({ engine, metrics, version, known: await takeKnown(engine, metrics, version) });
  const counted = await digests(tables);
  const gone = "created_at BETWEEN add_days(as_of(), -40) AND add_days(as_of(), -33)";
  await engine.execute(`CREATE TABLE aside AS SELECT * FROM fct_tickets WHERE ${gone}`);
  await engine.execute(`DELETE FROM fct_tickets WHERE ${gone}`);
  await renew();
  expect(await digests(tables)).not.toEqual(counted);
  await engine.execute("INSERT INTO fct_tickets SELECT * FROM aside");
  await renew();
  expect(await digests(tables)).toEqual(counted);
}, 240_000);

test.each(keysOfNumbers)("a row of $name has a key of its own", async ({ name, grain }) => {
  const [found] = await engine.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${name}`);
  expect(found?.rows).toBeGreaterThan(100);
  const key = grain.join(", ");
  expect(await engine.query(`SELECT ${key} FROM ${name} GROUP BY ${key} HAVING count(*) > 1 LIMIT 3`)).toEqual([]);
});

test("what no change touches is not counted again, and another version counts all anew", async () => {
  const total = "metric_id = 'restore_sla' AND grain = 'month' AND dim";
  const wrong = [
    `UPDATE _metric_kept SET n = 1000000 WHERE ${total} = ''`,
    `UPDATE mart_metric_values SET n = 1000000 WHERE ${total}s = '{}'`,
  ];
  const read = () =>
    engine.query(
      `SELECT DISTINCT n FROM mart_metric_values WHERE n = 1000000 UNION ALL
       SELECT DISTINCT baseline_n FROM mart_metric_changes WHERE metric_id = 'restore_sla' AND baseline_n = 1000000`,
    );
  const renew = async () =>
    computeMetrics({ engine, metrics, version, known: await takeKnown(engine, metrics, version) });
  const counted = await digests(tables);
  await renew();
  expect(await digests(tables)).toEqual(counted);
  for (const statement of wrong) await engine.execute(statement);
  await renew();
  expect(await read()).toHaveLength(2);
  expect(await takeKnown(engine, metrics, "2")).toEqual(new Set());
  await computeMetrics({ engine, metrics, version: "2" });
  expect(await read()).toEqual([]);
}, 240_000);

test("what another version kept in another shape is nothing to go by, and no failure", async () => {
  await engine.execute("CREATE OR REPLACE TABLE _metric_basis AS SELECT '0' AS version");
  await engine.execute("CREATE OR REPLACE TABLE _metric_buckets_kept AS SELECT 1 AS cell");
  const known = await takeKnown(engine, metrics, version);
  expect(known).toEqual(new Set());
  await computeMetrics({ engine, metrics, version, known });
  expect((await takeKnown(engine, metrics, version)).size).toBeGreaterThan(4);
}, 120_000);

test("a first run of very many tickets keeps nothing for the next, which does; it counts the same", async () => {
  const many = 2_000_000;
  expect(isWorthKeeping({ isFirst: true, tickets: many })).toBe(false);
  expect(isWorthKeeping({ isFirst: false, tickets: many })).toBe(true);
  expect(isWorthKeeping({ isFirst: true, tickets: 60_000 })).toBe(true);
  await computeMetrics({ engine, metrics });
  const counted = await digests(tables);
  expect(await takeKnown(engine, metrics, version)).toEqual(new Set());
  await computeMetrics({ engine, metrics, version });
  expect(await digests(tables)).toEqual(counted);
  expect((await takeKnown(engine, metrics, version)).size).toBeGreaterThan(4);
}, 120_000);

test("a run that did not finish leaves nothing to go by", async () => {
  await takeKnown(engine, metrics, "2");
  expect(await takeKnown(engine, metrics, "2")).toEqual(new Set());
});
