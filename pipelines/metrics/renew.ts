import { createHash } from "node:crypto";
import { type Grain, grains, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { countAll } from "./counts.ts";
import { percentilesAll } from "./percentiles.ts";
import { perGrain, periodEnd } from "./population.ts";
import { type Family, familiesOf, isStored, narrowed, printsSql } from "./prints.ts";
import { ratiosAll } from "./ratios.ts";
import { survivalAll } from "./survival.ts";
import { weightedAll } from "./weighted.ts";

/** Families whose prints of the last run are in _metric_prints, and their numbers in _metric_kept. */
export type Known = ReadonlySet<string>;

const none: Known = new Set();
const fine: readonly Grain[] = ["day", "week", "month", "quarter"];
const coarse: readonly Grain[] = ["year", "all"];
/** Where more of the days than this are in touched quarters, counting all anew is as cheap. */
const mostTouched = 0.5;

const keyOf = ({ key }: Family) => createHash("sha256").update(key).digest("hex").slice(0, 16);

/**
 * Takes the prints of what the last run counted while its tables are still there; nothing where another version made them, or where
 * they are not whole. From here on the kept numbers count only for the run that follows. `stored` are relations whose rows lie in
 * the warehouse.
 */
export async function takePrints(
  engine: Engine,
  metrics: readonly Metric[],
  version: string,
  stored: ReadonlySet<string>,
): Promise<Known> {
  const [basis] = await engine.query<{ version: string }>("SELECT version FROM _metric_basis").catch(() => []);
  if (basis?.version !== version) return none;
  const rows = await engine.query<{ id: string }>(
    "SELECT metric_id AS id FROM mart_metric_status WHERE status <> 'no_input'",
  );
  const able = new Set(rows.map(({ id }) => id));
  await createPrints(engine, "_metric_prints");
  const known = new Set<string>();
  for (const family of familiesOf(metrics.filter(({ id }) => able.has(id)))) {
    if (!isStored(family, stored)) continue;
    // Rows in files that are gone, or lie elsewhere since the workspace was moved, are not there any more.
    const isThere = await addPrints(engine, "_metric_prints", family).then(
      () => true,
      () => false,
    );
    if (isThere) known.add(keyOf(family));
  }
  await engine.execute("DROP TABLE _metric_basis");
  return known;
}

/** Keeps _metric_rows as _metric_kept for the next run of the same version. */
export async function keepRows(engine: Engine, version: string | undefined): Promise<void> {
  for (const table of ["kept", "prints"]) await engine.execute(`DROP TABLE IF EXISTS _metric_${table}`);
  if (version !== undefined) await engine.execute("ALTER TABLE _metric_rows RENAME TO _metric_kept");
}

/** Says that what is kept is whole. */
export const vouch = (engine: Engine, version: string): Promise<void> =>
  engine.execute(`CREATE OR REPLACE TABLE _metric_basis AS SELECT ${literal(version)} AS version`);

/**
 * Fills _metric_rows with all but the stocks. Of families that are known only the periods in which a row is not what it was are
 * counted, and the others are taken from _metric_kept.
 */
export async function fillRows(engine: Engine, metrics: readonly Metric[], known: Known = none): Promise<void> {
  const anew: Metric[] = [];
  const kept: Metric[] = [];
  await engine.execute(
    "CREATE OR REPLACE TEMP TABLE _metric_renewed (metric_id VARCHAR, grain VARCHAR, period_start DATE)",
  );
  for (const family of familiesOf(metrics)) {
    const spans = known.has(keyOf(family)) ? await touchedSpans(engine, family) : undefined;
    if (spans === undefined) anew.push(...family.metrics);
    else {
      kept.push(...family.metrics);
      if (spans.length > 0) await renew(engine, family, spans);
    }
  }
  if (kept.length > 0) await takeKept(engine, kept);
  await countAnew(engine, anew);
  for (const table of ["renewed", "touched"]) await engine.execute(`DROP TABLE IF EXISTS _metric_${table}`);
}

async function countAnew(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  await countAll(engine, metrics);
  await weightedAll(engine, metrics);
  await percentilesAll(engine, metrics);
  await survivalAll(engine, metrics);
  await ratiosAll(engine, metrics);
}

async function createPrints(engine: Engine, table: string): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TABLE ${table} (family VARCHAR, place VARCHAR, day DATE, n BIGINT, print HUGEINT)`,
  );
}

const addPrints = (engine: Engine, table: string, family: Family): Promise<void> =>
  engine.execute(`INSERT INTO ${table} SELECT ${literal(keyOf(family))}, * FROM (${printsSql(family)}) AS prints`);

interface Span {
  first: string;
  /** The first day after it. */
  end: string;
}

/**
 * Makes _metric_touched, the periods in which a row came, went or reads otherwise. Returns the weeks and quarters among them;
 * undefined where they are so many that nothing is won.
 */
async function touchedSpans(engine: Engine, family: Family): Promise<Span[] | undefined> {
  await createPrints(engine, "_metric_prints_now");
  await addPrints(engine, "_metric_prints_now", family);
  const periods = perGrain(
    grains,
    (grain) => `SELECT DISTINCT '${grain}' AS grain, period_start('${grain}', day) AS period_start FROM days`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_touched AS
     WITH days AS (
       SELECT DISTINCT coalesce(a.day, b.day) AS day FROM _metric_prints_now AS a
       FULL JOIN (SELECT * FROM _metric_prints WHERE family = ${literal(keyOf(family))}) AS b ON a.place = b.place AND a.day = b.day
       WHERE a.n IS DISTINCT FROM b.n OR a.print IS DISTINCT FROM b.print)
     ${periods}`,
  );
  const wide = (["week", "quarter"] as const).map(
    (grain) => `SELECT period_start AS first, CAST(${periodEnd(grain, "period_start")} AS DATE) AS "end"
      FROM _metric_touched WHERE grain = '${grain}'`,
  );
  const spans = await engine.query<Span>(wide.join(" UNION ALL "));
  const [days] = await engine.query<{ all: number; touched: number }>(
    `SELECT COUNT(*) AS "all", COUNT(*) FILTER (WHERE ${within("day", spans)}) AS touched
     FROM (SELECT DISTINCT day FROM _metric_prints_now) AS days`,
  );
  await engine.execute("DROP TABLE _metric_prints_now");
  return (days?.touched ?? 0) > mostTouched * (days?.all ?? 0) ? undefined : spans;
}

const within = (day: string, spans: readonly Span[]): string =>
  spans.length === 0
    ? "FALSE"
    : `(${spans.map(({ first, end }) => `(${day} >= DATE '${first}' AND ${day} < DATE '${end}')`).join(" OR ")})`;

/** Counts the touched periods: those up to a quarter over the rows of these spans, years and the whole over all rows. */
async function renew(engine: Engine, { metrics }: Family, spans: readonly Span[]): Promise<void> {
  const near = (at: string) => within(`local_date(${at})`, spans);
  for (const [wanted, where] of [[fine, near] as const, [coarse, undefined] as const]) {
    await countAnew(
      engine,
      metrics.map((metric) => narrowed(metric, wanted, where)).filter((metric) => metric.grains.length > 0),
    );
  }
  await engine.execute(
    `INSERT INTO _metric_renewed SELECT series.metric_id, grain, period_start FROM _metric_touched, ${seriesList(metrics)}`,
  );
}

const seriesList = (metrics: readonly Metric[]): string =>
  `(VALUES ${metrics
    .flatMap(seriesOf)
    .map(({ id }) => `(${literal(id)})`)
    .join(", ")}) AS series(metric_id)`;

/** Drops what was counted of periods only touched in part, and puts the kept numbers of all others beside the renewed. */
async function takeKept(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  const isRenewed = `EXISTS (SELECT 1 FROM _metric_renewed AS d
    WHERE d.metric_id = r.metric_id AND d.grain = r.grain AND d.period_start = r.period_start)`;
  await engine.execute(`DELETE FROM _metric_rows AS r WHERE NOT ${isRenewed}`);
  await engine.execute(
    `INSERT INTO _metric_rows SELECT r.* FROM _metric_kept AS r
     WHERE r.metric_id IN (SELECT metric_id FROM ${seriesList(metrics)}) AND NOT ${isRenewed}`,
  );
}
