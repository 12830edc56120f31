import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { takePrints } from "../../pipelines/metrics/renew.ts";
import { computeMetrics, registry } from "../../pipelines/metrics.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { openFacts, presentAll } from "./facts.ts";

const transforms = fileURLToPath(new URL("../../transforms", import.meta.url));
/** Each kind of measure, over several relations. */
const ids =
  `first_response_sla restore_sla first_time_fix_rate time_to_restore nps nps_weighted complaint_rate fault_rate
  praise_complaint_ratio restore_share_user repeat_repair_curve first_response_sla_km backlog backlog_age warranty_charge_rate`.split(
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
const stored = new Set(places.keys());

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

/** Rows leave, come late, are filed elsewhere and are corrected, within some days that begin so many days before the end. */
async function change(relation: string, at: string, seed: number, back: number): Promise<void> {
  const column = /^\w+/.exec(at)?.[0] ?? at;
  const near = `${column} BETWEEN add_days(as_of(), -${back}) AND add_days(as_of(), -${back - 9})`;
  const one = (of: number, k: number) => `hash(rowid * 8 + ${k} + ${seed}) % ${of} = 0`;
  await engine.execute(`DELETE FROM ${relation} WHERE ${near} AND ${one(9, 0)}`);
  await engine.execute(`UPDATE ${relation} SET category = 'tv' WHERE ${near} AND ${one(9, 1)}`);
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
    const known = await takePrints(engine, metrics, version, stored);
    expect(known.size).toBeGreaterThan(4);
    await loadPrelude(engine, transforms, { asOf: new Date(asOf), zone: "Asia/Shanghai" });
    for (const [relation, at] of places) await change(relation, at, seed, back);
    const rows = await computeMetrics({ engine, metrics, version, known });
    const renewed = await digests(rows);
    await computeMetrics({ engine, metrics, version });
    expect(renewed).toEqual(await digests(rows));
  },
  240_000,
);

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
    computeMetrics({ engine, metrics, version, known: await takePrints(engine, metrics, version, stored) });
  const counted = await digests(tables);
  await renew();
  expect(await digests(tables)).toEqual(counted);
  for (const statement of wrong) await engine.execute(statement);
  await renew();
  expect(await read()).toHaveLength(2);
  expect(await takePrints(engine, metrics, "2", stored)).toEqual(new Set());
  await computeMetrics({ engine, metrics, version: "2" });
  expect(await read()).toEqual([]);
}, 240_000);

test("a run that did not finish leaves nothing to go by", async () => {
  await takePrints(engine, metrics, "2", stored);
  expect(await takePrints(engine, metrics, "2", stored)).toEqual(new Set());
});

test("rows that lie in what has landed are no rows of the last run", async () => {
  await computeMetrics({ engine, metrics, version });
  expect(await takePrints(engine, metrics, version, new Set(["fct_restore_times"]))).toHaveProperty("size", 1);
});

test("rows in files that are out of reach, as in a workspace that was moved, are counted again and no failure", async () => {
  const own = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
  const [metric] = metrics.filter(({ id }) => id === "nps");
  const from = metric?.population.from ?? "";
  const path = join(await mkdtemp(join(tmpdir(), "huiyin-prints-")), "rows.parquet");
  await own.execute(`CREATE TABLE _metric_basis AS SELECT '${version}' AS version`);
  await own.execute("CREATE TABLE mart_metric_status AS SELECT 'nps' AS metric_id, 'ok' AS status");
  await own.exportParquet("SELECT 1 AS a", path);
  await own.execute(`CREATE VIEW ${from} AS SELECT * FROM read_parquet('${path}')`);
  await rm(path);
  expect(await takePrints(own, metrics, version, new Set([from]))).toEqual(new Set());
  await own.close();
});
