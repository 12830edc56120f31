import { grains, type Metric, seriesOf } from "../transforms/metrics/metric.ts";
import { type Engine, literal } from "./engines/engine.ts";
import { dropBuckets, openBuckets } from "./metrics/buckets.ts";
import { changesSql } from "./metrics/changes.ts";
import { effectsSql, formersOf } from "./metrics/effects.ts";
import { adjustedWald, byar, logRatio, wilson } from "./metrics/intervals.ts";
import { dimsJson, periodEnd } from "./metrics/population.ts";
import { registry } from "./metrics/registry.ts";
import { fillRows, joinKept, type Known, keepRows, takePrints, vouch, withoutStale } from "./metrics/renew.ts";
import { scorecards } from "./metrics/scorecards.ts";

export { findSeries, registry } from "./metrics/registry.ts";

export interface ComputeOptions {
  engine: Engine;
  /** The shipped registry when absent. */
  metrics?: readonly Metric[];
  /** Targets people set, by metric id. */
  targets?: ReadonlyMap<string, number | undefined>;
  /** Of the program; numbers are kept for the next run where it is told. */
  version?: string;
  /** What takeKnown found of the last run. */
  known?: Known;
}

/**
 * Computes every metric from the fact tables into mart_metric_values, mart_metric_changes, fct_outcomes,
 * mart_scorecards, mart_group_comparisons, mart_metric_status and mart_definition_effects. The engine holds the prelude, the fact tables and input_presence. Returns the rows of each table.
 */
export async function computeMetrics(options: ComputeOptions): Promise<Record<string, number>> {
  const { engine, metrics = await registry(), targets, version, known } = options;
  const missing = await missingInputs(engine, metrics);
  const able = metrics.filter((metric) => !missing.has(metric.id));
  for (const table of [...tables, ...scratch])
    if (table !== "mart_metric_values") await engine.execute(`DROP TABLE IF EXISTS ${table}`);
  if (version !== undefined) await takePrints(engine, able);
  if (known === undefined || known.size === 0) await openBuckets(engine);
  if (await countRows(engine, able, metrics, known, version !== undefined)) await renewValues(engine);
  else await engine.execute(`CREATE OR REPLACE TABLE mart_metric_values AS ${valuesSql()}`);
  await engine.execute(changesSql(valuedSql("r.grain = 'month'")));
  await scorecards(engine, able, targets);
  await engine.execute(statusSql(metrics, missing));
  await keepRows(engine, version);
  for (const table of scratch) await engine.execute(`DROP TABLE IF EXISTS ${table}`);
  const formers = formersOf(able);
  await countRows(engine, formers, formers);
  await engine.execute(`CREATE TABLE mart_definition_effects AS ${effectsSql(formers, valuedSql())}`);
  for (const table of scratch) await engine.execute(`DROP TABLE IF EXISTS ${table}`);
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const [count] = await engine.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    rows[table] = count?.n ?? 0;
  }
  if (version === undefined) await dropBuckets(engine);
  else await vouch(engine, version);
  return rows;
}

/** Fills _metric_rows with what `able` count, and _metric_series with what `metrics` are. Returns whether the rest of it is kept. */
async function countRows(
  engine: Engine,
  able: readonly Metric[],
  metrics: readonly Metric[],
  known?: Known,
  isKeeping = false,
): Promise<boolean> {
  await engine.execute(
    `CREATE TABLE _metric_rows (metric_id VARCHAR, grain VARCHAR, period_start DATE, dim VARCHAR, v VARCHAR,
     n BIGINT, x DOUBLE, y DOUBLE, value DOUBLE, lo DOUBLE, hi DOUBLE)`,
  );
  const isPart = await fillRows(engine, able, known, isKeeping);
  if (metrics.length > 0) await engine.execute(seriesSql(metrics));
  return isPart;
}

const valuesSql = () =>
  `SELECT metric_id, grain, period_start, dims, n, x, value, lo, hi, method, maturity, as_of() AS as_of FROM (${valuedSql()}) AS valued`;

/** Takes out of mart_metric_values what counts no more and puts in what was counted again; the others have come of age. */
async function renewValues(engine: Engine): Promise<void> {
  await withoutStale(engine, "mart_metric_values", ["dims"]);
  await engine.execute("UPDATE mart_metric_values SET as_of = as_of()");
  const maturity = maturitySql("v.grain", "v.period_start");
  await engine.execute(
    `UPDATE mart_metric_values AS v SET maturity = ${maturity} FROM _metric_series AS s
     WHERE s.metric_id = v.metric_id AND v.maturity <> ${maturity}`,
  );
  await engine.execute(`INSERT INTO mart_metric_values ${valuesSql()}`);
  await joinKept(engine);
}

/** What names one row of the tables of numbers that have the most. */
export const keysOfNumbers = [
  { name: "mart_metric_values", grain: ["metric_id", "grain", "period_start", "dims"] },
  { name: "mart_metric_changes", grain: ["metric_id", "period_start", "baseline_kind", "dims"] },
];

const tables = [
  "mart_metric_values",
  "mart_metric_changes",
  "fct_outcomes",
  "mart_scorecards",
  "mart_group_comparisons",
  "mart_metric_status",
  "mart_definition_effects",
];
const scratch = [
  "_metric_rows",
  "_metric_series",
  "_metric_counts",
  "_metric_days",
  "_metric_periods",
  "_metric_period_ends",
  "_metric_ends",
  "_metric_spells",
  "_metric_stock",
  "_metric_targets",
];

/** The required fields each metric finds empty or absent in the input; a metric that lacks none is not in the map. */
async function missingInputs(engine: Engine, metrics: readonly Metric[]): Promise<Map<string, string[]>> {
  const rows = await engine.query<{ name: string }>(
    "SELECT entity || '.' || field AS name FROM input_presence WHERE filled > 0",
  );
  const present = new Set(rows.map((row) => row.name));
  const missing = new Map<string, string[]>();
  for (const metric of metrics) {
    const lacks = metric.requires
      .map((need) => (typeof need === "string" ? [need] : need))
      .filter((choices) => !choices.some((choice) => present.has(choice)))
      .map((choices) => choices.join(" | "));
    if (lacks.length === 0 && metric.evidence !== undefined && !(await holds(engine, metric))) {
      const wanted = metric.requires.map((need) => (typeof need === "string" ? need : need.join(" | ")));
      lacks.push(`${wanted.join(", ")} (${metric.evidence})`);
    }
    if (lacks.length > 0) missing.set(metric.id, lacks);
  }
  return missing;
}

async function holds(engine: Engine, metric: Metric): Promise<boolean> {
  const rows = await engine.query(`SELECT 1 AS found FROM ${metric.population.from} WHERE ${metric.evidence} LIMIT 1`);
  return rows.length > 0;
}

function seriesSql(metrics: readonly Metric[]): string {
  const rows = metrics.flatMap(seriesOf).map(({ id, metric, part, maturity_days }) => {
    const { measure } = metric;
    const isStock = measure.kind === "stock" || measure.kind === "stock_age";
    const isKnown = part !== undefined && ("bucket" in part || "effective" in part);
    const method = isKnown ? "none" : metric.interval;
    const scale =
      measure.kind === "rate" ? measure.per : measure.kind === "nps" || measure.kind === "weighted_nps" ? 100 : 1;
    const isRunning = measure.kind === "kaplan_meier" && measure.running !== undefined;
    return `(${literal(id)}, ${literal(metric.id)}, ${literal(method)}, ${scale.toFixed(1)}, ${maturity_days}, ${isRunning}, ${!isStock && !(part && "effective" in part)}, ${literal(metric.better)})`;
  });
  return `CREATE TABLE _metric_series AS SELECT * FROM (VALUES ${rows.join(", ")})
    AS series(metric_id, definition_id, method, scale, maturity_days, is_running, is_compared, better)`;
}

/** Whether a period of a series `s` is final at the as-of. */
function maturitySql(grain: string, start: string): string {
  const isOver = grains
    .filter((one) => one !== "all")
    .map((one) => `WHEN '${one}' THEN add_days(${periodEnd(one, start)}, s.maturity_days) <= local_date(as_of())`);
  return `CASE WHEN NOT s.is_running AND CASE ${grain} ${isOver.join(" ")} ELSE TRUE END THEN 'matured' ELSE 'provisional' END`;
}

/** SELECT of every row with its value, interval and maturity; raw_x and y keep promoters and detractors for the test of change. */
function valuedSql(where = "TRUE"): string {
  const exposure = "COALESCE(r.y, CAST(r.n AS DOUBLE))";
  const shares = {
    wilson: wilson("r.x", "CAST(r.n AS DOUBLE)"),
    adjusted_wald: adjustedWald("r.x", "r.y", "CAST(r.n AS DOUBLE)"),
    log_ratio: logRatio("r.x", "CAST(r.n AS DOUBLE)"),
    byar: byar("r.x", exposure),
  };
  const limit = (side: "lo" | "hi") =>
    `CASE WHEN r.value IS NOT NULL THEN r.${side} ${Object.entries(shares)
      .map(([method, interval]) => `WHEN s.method = '${method}' THEN s.scale * ${interval[side]}`)
      .join(" ")} END`;
  const ratio = `CASE WHEN s.method = 'log_ratio' THEN ${shares.log_ratio.value} END`;
  const x = "CASE WHEN s.method = 'adjusted_wald' THEN r.x - r.y ELSE r.x END";
  return `SELECT r.metric_id, r.grain, r.period_start, r.dim, r.v, ${dimsJson("r.dim", "r.v")} AS dims, r.n, ${x} AS x, r.x AS raw_x, r.y,
      COALESCE(r.value, ${ratio}, s.scale * (${x}) / CASE WHEN s.method = 'byar' THEN ${exposure} ELSE r.n END) AS value, ${limit("lo")} AS lo, ${limit("hi")} AS hi, s.method,
      ${maturitySql("r.grain", "r.period_start")} AS maturity,
      s.scale, s.better, s.is_compared
    FROM _metric_rows AS r JOIN _metric_series AS s ON s.metric_id = r.metric_id
    WHERE ${where}`;
}

function statusSql(metrics: readonly Metric[], missing: ReadonlyMap<string, string[]>): string {
  const rows = metrics.map(
    (metric) => `(${literal(metric.id)}, ${literal((missing.get(metric.id) ?? []).join(", "))})`,
  );
  return `CREATE TABLE mart_metric_status AS
    WITH given AS (
      SELECT DISTINCT s.definition_id FROM mart_metric_values AS v JOIN _metric_series AS s ON s.metric_id = v.metric_id)
    SELECT m.metric_id, CASE WHEN m.missing <> '' THEN 'no_input' WHEN g.definition_id IS NULL THEN 'no_rows' ELSE 'ok' END AS status,
      m.missing
    FROM (VALUES ${rows.join(", ")}) AS m(metric_id, missing) LEFT JOIN given AS g ON g.definition_id = m.metric_id
    ORDER BY m.metric_id`;
}
