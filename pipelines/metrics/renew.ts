import { type Grain, grains, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { takeKept, vouchFor } from "../kept.ts";
import { openMoved } from "./buckets.ts";
import { countAll } from "./counts.ts";
import { percentilesAll } from "./percentiles.ts";
import { byGrain, perGrain, periodEnd, type Renewed } from "./population.ts";
import { type Family, familiesOf, isStock, narrowed, placesOf, printsSql } from "./prints.ts";
import { ratiosAll } from "./ratios.ts";
import { stocksAll } from "./stock.ts";
import { survivalAll } from "./survival.ts";
import { weightedAll } from "./weighted.ts";

/** Families whose prints of the last run are in _metric_prints, and their numbers in _metric_kept. */
export type Known = ReadonlySet<string>;

const none: Known = new Set();
const keptBy = "_metric_basis";
/** Where more of the days than this are in touched periods, counting all anew is as cheap. */
const mostTouched = 0.5;
/** Periods of which only the touched ones are read, the widest first. */
const tiers = ["year", "quarter"] as const;

/**
 * The families whose numbers the last run kept, with prints of what they were counted from; none where another version counted them,
 * or where they are not whole. From here on what is kept counts only for the run that follows.
 */
export async function takeKnown(engine: Engine, metrics: readonly Metric[], version: string): Promise<Known> {
  if (!(await takeKept(engine, keptBy, version))) return none;
  const rows = await engine.query<{ id: string }>(
    "SELECT metric_id AS id FROM mart_metric_status WHERE status <> 'no_input'",
  );
  const able = new Set(rows.map(({ id }) => id));
  return new Set(familiesOf(metrics.filter(({ id }) => able.has(id))).map(({ key }) => key));
}

/** From so many tickets on a first run keeps nothing: prints would be a tenth of its cost, and there may be no second one. */
const manyTickets = 1_500_000;

/** Whether a run is to keep its numbers for the next, by whether there was one before and how many tickets it counts. */
export const isWorthKeeping = (run: { isFirst: boolean; tickets: number }): boolean =>
  !run.isFirst || run.tickets < manyTickets;

/** Takes prints of what the metrics are about to be counted from. */
export async function takePrints(engine: Engine, metrics: readonly Metric[]): Promise<void> {
  await engine.execute(
    "CREATE OR REPLACE TABLE _metric_prints_now (family VARCHAR, place VARCHAR, day DATE, n BIGINT, print HUGEINT)",
  );
  const families = familiesOf(metrics);
  for (const [name, place] of placesOf(families)) {
    await engine.execute(`INSERT INTO _metric_prints_now ${printsSql(name, place)}`);
  }
  // What is still running is looked at at the as-of.
  const stocks = families
    .filter(isStocks)
    .map(({ key }) => `(${literal(key)}, 'as_of', local_date(as_of()), 1, hash(as_of()))`);
  if (stocks.length > 0) await engine.execute(`INSERT INTO _metric_prints_now VALUES ${stocks.join(", ")}`);
}

/** Keeps _metric_rows as _metric_kept, and the prints of what they were counted from, for the next run of the same version. */
export async function keepRows(engine: Engine, version: string | undefined): Promise<void> {
  for (const table of ["kept", "prints"]) await engine.execute(`DROP TABLE IF EXISTS _metric_${table}`);
  if (version === undefined) return;
  await engine.execute("ALTER TABLE _metric_rows RENAME TO _metric_kept");
  await engine.execute("ALTER TABLE _metric_prints_now RENAME TO _metric_prints");
}

/** Says that what is kept is whole. */
export const vouch = (engine: Engine, version: string): Promise<void> => vouchFor(engine, keptBy, version);

/**
 * Fills _metric_rows. Of families that are known only the periods in which a row is not what it was are
 * counted, which _metric_stale names; what stands beside them in _metric_kept holds as it is. Returns whether there is such. What the
 * next run is to know of the cells is put down where it is to keep something.
 */
export async function fillRows(
  engine: Engine,
  metrics: readonly Metric[],
  known: Known = none,
  isKeeping = false,
): Promise<boolean> {
  const families = familiesOf(metrics);
  const spans = await touchedSpans(
    engine,
    families.filter(({ key }) => known.has(key)),
  );
  const isTaken = (family: Family) =>
    spans.has(family.key) || (known.has(family.key) && (isByCell(family) || isStocks(family)));
  const kept = families.filter(isTaken);
  const since = await firstTouched(engine, kept.filter(isStocks));
  if (kept.length > 0) {
    await openMoved(engine);
    await countAnew(
      engine,
      kept.filter((family) => !isStocks(family)).flatMap((family) => renewedBy(family, spans.get(family.key) ?? [])),
      isKeeping,
    );
  }
  await countAnew(
    engine,
    families
      .filter((family) => !isTaken(family))
      .flatMap((family) => family.metrics)
      .map(withoutSummed),
    isKeeping,
  );
  const summed = metrics.filter(isSummed);
  if (kept.length > 0) await dropStale(engine, kept, { summed, since });
  await stocksAll(engine, metrics, since);
  await sumYears(engine, summed, kept.length > 0 ? ["_metric_rows", "_metric_kept"] : ["_metric_rows"]);
  await engine.execute("DROP TABLE IF EXISTS _metric_touched");
  return kept.length > 0;
}

/** Whether the buckets of a family's percentiles are kept, so that single cells are counted again. */
const isByCell = ({ metrics }: Family): boolean => metrics.every(({ measure }) => measure.kind === "percentile");

const isStocks = ({ metrics }: Family): boolean => metrics.every(isStock);

/** For each stock, which hangs on all that was before, the first day on which a row came, went or reads otherwise; null for none. */
async function firstTouched(engine: Engine, families: readonly Family[]): Promise<Map<string, string | null>> {
  const since = new Map<string, string | null>();
  if (families.length === 0) return since;
  const rows = await engine.query<{ family: string; day: string }>(
    "SELECT family, MIN(period_start) AS day FROM _metric_touched WHERE grain = 'day' GROUP BY family",
  );
  const days = new Map(rows.map(({ family, day }) => [family, day]));
  for (const { key, metrics } of families) for (const { id } of metrics) since.set(id, days.get(key) ?? null);
  return since;
}

/** Whether the whole is the sum of the years: what is counted the same way at every grain. */
const isSummed = ({ measure, population, grains: own }: Metric): boolean =>
  (["proportion", "log_ratio", "nps"].includes(measure.kind) || (measure.kind === "rate" && "sum" in measure)) &&
  !byGrain(population) &&
  own.includes("year") &&
  own.includes("all");

const withoutSummed = (metric: Metric): Metric =>
  isSummed(metric) ? { ...metric, grains: metric.grains.filter((grain) => grain !== "all") } : metric;

const among = (metrics: readonly { id: string }[]) =>
  `metric_id IN (${metrics.map(({ id }) => literal(id)).join(", ")})`;

/** The whole of each metric from its years, which are kept for every slice. */
async function sumYears(engine: Engine, metrics: readonly Metric[], tables: readonly string[]): Promise<void> {
  if (metrics.length === 0) return;
  const years = tables.map((table) => `SELECT * FROM ${table} WHERE grain = 'year' AND ${among(metrics)}`);
  await engine.execute(
    `INSERT INTO _metric_rows
     SELECT metric_id, 'all', period_start('all', MIN(period_start)), dim, v, SUM(n), SUM(x), SUM(y), NULL, NULL, NULL
     FROM (${years.join(" UNION ALL ")}) AS years GROUP BY metric_id, dim, v`,
  );
}

async function countAnew(engine: Engine, metrics: readonly Renewed[], isKeeping: boolean): Promise<void> {
  await countAll(engine, metrics);
  await weightedAll(engine, metrics);
  await percentilesAll(engine, metrics, isKeeping);
  await survivalAll(engine, metrics);
  await ratiosAll(engine, metrics);
}

/** A touched week, or a touched period of the tier by which a family is renewed. */
interface Span {
  grain: Grain;
  first: string;
  /** The first day after it. */
  end: string;
}

/**
 * Makes _metric_touched, the periods in which a row of a family came, went or reads otherwise. Returns the weeks and years among
 * them by family, or quarters where the years hold too many of the days; none of a family where those do too, and nothing is won.
 */
async function touchedSpans(engine: Engine, families: readonly Family[]): Promise<Map<string, Span[]>> {
  if (families.length === 0) return new Map();
  const periods = perGrain(
    grains,
    (grain) => `SELECT DISTINCT family, '${grain}' AS grain, period_start('${grain}', day) AS period_start FROM days`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_touched AS
     WITH days AS (
       SELECT DISTINCT coalesce(a.family, b.family) AS family, coalesce(a.day, b.day) AS day FROM _metric_prints_now AS a
       FULL JOIN _metric_prints AS b ON a.family = b.family AND a.place = b.place AND a.day = b.day
       WHERE a.n IS DISTINCT FROM b.n OR a.print IS DISTINCT FROM b.print)
     ${periods}`,
  );
  const isIn = (grain: Grain) => `EXISTS (SELECT 1 FROM _metric_touched AS t
    WHERE t.family = d.family AND t.grain = '${grain}' AND t.period_start = period_start('${grain}', d.day))`;
  const shares = await engine.query<{ family: string } & Record<(typeof tiers)[number], number>>(
    `SELECT family, ${tiers.map((tier) => `AVG(CASE WHEN in_week OR in_${tier} THEN 1 ELSE 0 END) AS ${tier}`).join(", ")}
     FROM (SELECT family, ${isIn("week")} AS in_week, ${tiers.map((tier) => `${isIn(tier)} AS in_${tier}`).join(", ")}
           FROM (SELECT DISTINCT family, day FROM _metric_prints_now) AS d) AS days GROUP BY family`,
  );
  const tierOf = new Map<string, Grain | undefined>(
    shares.map((share) => [share.family, tiers.find((tier) => share[tier] <= mostTouched)]),
  );
  // A family that has no row any more is one of few days.
  const spans = new Map<string, Span[]>(
    families.flatMap(({ key }) => (tierOf.has(key) && tierOf.get(key) === undefined ? [] : [[key, []]])),
  );
  const touched = await engine.query<Span & { family: string }>(
    perGrain(
      ["week", ...tiers],
      (
        grain,
      ) => `SELECT family, grain, period_start AS first, CAST(${periodEnd(grain, "period_start")} AS DATE) AS "end"
        FROM _metric_touched WHERE grain = '${grain}'`,
    ),
  );
  for (const { family, ...span } of touched) {
    if (span.grain === "week" || span.grain === (tierOf.get(family) ?? "year")) spans.get(family)?.push(span);
  }
  return spans;
}

const within = (day: string, spans: readonly Span[]): string =>
  `(${spans.map(({ first, end }) => `(${day} >= DATE '${first}' AND ${day} < DATE '${end}')`).join(" OR ")})`;

/** What counts the touched periods: those up to the tier over the rows of these spans, the wider ones over all rows. */
function renewedBy(family: Family, spans: readonly Span[]): Renewed[] {
  if (isByCell(family)) return family.metrics.map((metric) => ({ ...metric, touched: family.key }));
  if (spans.length === 0) return [];
  const widest = Math.max(...spans.map(({ grain }) => grains.indexOf(grain)));
  const near = (at: string) => within(`local_date(${at})`, spans);
  return family.metrics
    .map(withoutSummed)
    .flatMap((metric) =>
      [
        narrowed(metric, family, grains.slice(0, widest + 1), near),
        narrowed(metric, family, grains.slice(widest + 1)),
      ].filter((part) => part.grains.length > 0),
    );
}

/**
 * Makes _metric_stale, the periods of which what is kept counts no more: the touched ones of these families, but for those that
 * _metric_moved knows by cells, of stocks those that end after the day in `since`, the whole of `summed`, and all of other metrics.
 * Takes them out of _metric_kept.
 */
async function dropStale(
  engine: Engine,
  families: readonly Family[],
  { summed, since }: { summed: readonly Metric[]; since: ReadonlyMap<string, string | null> },
): Promise<void> {
  const owned = families.flatMap((family) => {
    const ids = new Set([...family.metrics, ...family.metrics.flatMap(seriesOf)].map(({ id }) => id));
    const key = isByCell(family) || isStocks(family) ? "" : family.key;
    return [...ids].map((id) => `(${literal(key)}, ${literal(id)})`);
  });
  const ended = families.filter(isStocks).flatMap((family) =>
    family.metrics.flatMap((metric) => {
      const day = since.get(metric.id) ?? null;
      const isAfter = grains.map(
        (grain) => `(p.grain = '${grain}' AND ${periodEnd(grain, "p.period_start")} > DATE '${day}')`,
      );
      return day === null ? [] : [`(p.${among(seriesOf(metric))} AND (${isAfter.join(" OR ")}))`];
    }),
  );
  const more = [...(summed.length === 0 ? [] : [`(p.grain = 'all' AND p.${among(summed)})`]), ...ended];
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_stale AS
     WITH owned AS (SELECT * FROM (VALUES ${owned.join(", ")}) AS owned(family, metric_id)),
     periods AS (SELECT DISTINCT metric_id, grain, period_start FROM _metric_kept)
     SELECT p.* FROM periods AS p LEFT JOIN owned AS s ON s.metric_id = p.metric_id
     LEFT JOIN _metric_touched AS t ON t.family = s.family AND t.grain = p.grain AND t.period_start = p.period_start
     WHERE ${["s.family IS NULL", "t.family IS NOT NULL", ...more].join(" OR ")}`,
  );
  await withoutStale(engine, "_metric_kept", ["dim", "v"]);
}

/** Takes the periods of _metric_stale and the cells of _metric_moved, which these columns name, out of a table. */
export function withoutStale(engine: Engine, table: string, cell: readonly string[]): Promise<void> {
  const period = ["metric_id", "grain", "period_start"];
  const on = (names: readonly string[]) => names.map((name) => `s.${name} = r.${name}`).join(" AND ");
  return engine.execute(
    `DELETE FROM ${table} WHERE rowid IN (
       SELECT r.rowid FROM ${table} AS r SEMI JOIN _metric_stale AS s ON ${on(period)}
       UNION ALL
       SELECT r.rowid FROM ${table} AS r SEMI JOIN _metric_moved AS s ON ${on([...period, ...cell])})`,
  );
}

/** Puts what was counted again beside what is kept, as _metric_rows. */
export async function joinKept(engine: Engine): Promise<void> {
  await engine.execute("INSERT INTO _metric_kept SELECT * FROM _metric_rows");
  await engine.execute("DROP TABLE _metric_rows");
  await engine.execute("ALTER TABLE _metric_kept RENAME TO _metric_rows");
  for (const table of ["stale", "moved"]) await engine.execute(`DROP TABLE _metric_${table}`);
}
