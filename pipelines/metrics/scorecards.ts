import type { Metric } from "../../transforms/metrics/metric.ts";
import {
  betaPosterior,
  intraUnitCorrelation,
  normalPosterior,
  overDispersionOf,
  type Posterior,
  spreadOfMeans,
  z95,
  z998,
} from "../../transforms/statistics.ts";
import { type Cell, type Engine, literal } from "../engines/engine.ts";
import { exactSum } from "./exact-sum.ts";
import { compareGroups, createGroups } from "./groups.ts";
import { outcomes, windowOf } from "./outcomes.ts";
import { createStrata } from "./strata.ts";

/** Cases a unit needs to be compared, and to be shown at all. */
const least = 30;
const leastShown = 10;
/** A unit is worse (or better) than its cases let expect once that is this likely, and far so once it is this likely in the last fifth. */
const sure = 0.95;
const sureOfFifth = 0.8;
const fifth = 0.2;
/** Fewer units say nothing of how much such units differ. */
const leastUnits = 10;

const columns = {
  metric_id: "VARCHAR",
  unit_kind: "VARCHAR",
  unit_id: "VARCHAR",
  service_point_id: "VARCHAR",
  window_start: "DATE",
  window_end: "DATE",
  is_new: "BOOLEAN",
  appealed: "BIGINT",
  n: "BIGINT",
  x: "DOUBLE",
  expected: "DOUBLE",
  value: "DOUBLE",
  expected_value: "DOUBLE",
  effect: "DOUBLE",
  lo95: "DOUBLE",
  hi95: "DOUBLE",
  lo998: "DOUBLE",
  hi998: "DOUBLE",
  phi: "DOUBLE",
  funnel: "VARCHAR",
  posterior: "DOUBLE",
  posterior_lo: "DOUBLE",
  posterior_hi: "DOUBLE",
  adjusted: "DOUBLE",
  adjusted_lo: "DOUBLE",
  adjusted_hi: "DOUBLE",
  centre: "DOUBLE",
  target: "DOUBLE",
  p_worse: "DOUBLE",
  p_worst_fifth: "DOUBLE",
  p_best_fifth: "DOUBLE",
  band: "VARCHAR",
} as const;

/** Who is compared, by the column of the cases that names one. */
const unitColumns = { service_point: "service_point_id", engineer: "engineer_key", region: "region" } as const;
type UnitKind = keyof typeof unitColumns;

/** What one unit showed in the window, as it is read from the cases. */
export interface Unit {
  unit_kind: UnitKind;
  unit_id: string;
  service_point_id: string | null;
  window_start: string;
  window_end: string;
  is_new: boolean | null;
  appealed: number;
  n: number;
  x: number;
  expected: number;
  variance: number;
}

export type Scored = Readonly<Record<keyof typeof columns, Cell>>;

/** Creates fct_outcomes, mart_scorecards and mart_group_comparisons: service points, engineers, regions and groups by every metric with a funnel, against what their cases let expect. */
export async function scorecards(
  engine: Engine,
  metrics: readonly Metric[],
  targets: ReadonlyMap<string, number | undefined> = new Map(),
): Promise<void> {
  const compared = metrics.filter(({ funnel }) => funnel);
  await outcomes(engine, compared);
  const types = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await engine.execute(`CREATE TABLE mart_scorecards (${types.join(", ")})`);
  await createGroups(engine);
  if (compared.length === 0) return;
  await createStrata(engine);
  for (const metric of compared) {
    const units = await engine.query<Unit>(unitsSql(metric));
    for (const kind of Object.keys(unitColumns) as UnitKind[]) {
      const scored = score(
        metric,
        units.filter((unit) => unit.unit_kind === kind),
        targets.get(metric.id),
      );
      await engine.append(
        "mart_scorecards",
        (Object.keys(columns) as (keyof Scored)[]).map((name) => scored.map((row) => row[name])),
      );
      if (kind !== "service_point") continue;
      await compareGroups(engine, metric, Number(scored.find(({ phi }) => phi !== null)?.phi ?? 1));
    }
  }
  await engine.execute("DROP TABLE _strata");
}

function unitsSql(metric: Metric): string {
  const { start, end } = windowOf(metric);
  const kept = (sql: string) => exactSum(`CASE WHEN o.appeal_reason IS NULL THEN ${sql} ELSE 0 END`);
  const counted = (kind: string, column: string) => `SELECT '${kind}' AS unit_kind, o.${column} AS unit_id,
      COUNT(o.appeal_reason) AS appealed, CAST(${kept("1")} AS BIGINT) AS n, ${kept("o.x")} AS x, ${kept("s.rate")} AS expected, ${kept("s.variance")} AS variance
    FROM cases AS o LEFT JOIN _strata AS s USING (metric_id, mode, category, region_tier, symptom_group, warranty, age_band)
    WHERE o.${column} IS NOT NULL GROUP BY o.${column}`;
  return `WITH cases AS (SELECT * FROM fct_outcomes WHERE metric_id = ${literal(metric.id)}),
    counted AS (${Object.entries(unitColumns)
      .map(([kind, column]) => counted(kind, column))
      .join(" UNION ALL ")})
    SELECT c.unit_kind, c.unit_id, COALESCE(u.service_point_id, CASE WHEN c.unit_kind = 'service_point' THEN c.unit_id END) AS service_point_id,
      ${start} AS window_start, ${end} AS window_end, local_date(u.began_at) > ${start} AS is_new, c.appealed, c.n, c.x, c.expected, c.variance
    FROM counted AS c LEFT JOIN int_comparison_units AS u ON u.unit_kind = c.unit_kind AND u.unit_id = c.unit_id
    ORDER BY c.unit_kind, c.unit_id`;
}

/**
 * Judges the units of one kind by one metric. For a share the effect is O/E of what went wrong, with a beta-binomial posterior; for a
 * score it is the difference from what was expected, in points, with a normal one. Fewer than 30 cases are not judged, fewer than 10
 * (or 30 answers of a score) not shown.
 */
export function score(metric: Metric, units: readonly Unit[], target?: number): Scored[] {
  const isScore = metric.measure.kind === "nps";
  const used = units.filter(({ n, variance }) => n > 0 && variance > 0);
  const sum = (key: "n" | "x") => used.reduce((total, unit) => total + unit[key], 0);
  const centre = sum("x") / sum("n");
  const rho = intraUnitCorrelation(used);
  const means = used.map((unit) => ({ difference: difference(unit), error: errorOf(unit) }));
  const tau2 = spreadOfMeans(means);
  const large = used.filter(({ n }) => n >= least);
  const zScores = large.map(({ x, expected, variance }) => (x - expected) / Math.sqrt(variance));
  const phi = large.length < leastUnits ? 1 : overDispersionOf(zScores);
  const higher = metric.better === "higher";
  /** From a share of what went wrong, or a mean score, to the metric's own unit. */
  const own = (value: number) => (isScore ? 100 * value : higher ? 1 - value : value);
  const goal = target === undefined ? undefined : isScore ? target / 100 : higher ? 1 - target : target;
  return units.map((unit) => {
    const { n, x, expected, variance } = unit;
    const base = {
      metric_id: metric.id,
      unit_kind: unit.unit_kind,
      unit_id: unit.unit_id,
      service_point_id: unit.service_point_id,
      window_start: unit.window_start,
      window_end: unit.window_end,
      is_new: unit.is_new ?? false,
      appealed: unit.appealed,
      n,
    };
    if (n < (isScore ? least : leastShown) || !(variance > 0)) return { ...nothing, ...base, band: "small" };
    const posterior = isScore
      ? normalPosterior({ difference: difference(unit), error: errorOf(unit) }, tau2)
      : betaPosterior(unit, rho);
    const spread = Math.sqrt(phi * variance) / (isScore ? n : expected);
    const limit = (z: number) => (isScore ? 100 * z * spread : Math.max(0, 1 + z * spread));
    const effect = isScore ? 100 * difference(unit) : x / expected;
    const level = (value: number) => own(isScore ? centre + value : centre * value);
    const ends = [level(posterior.interval.lo), level(posterior.interval.hi)].sort((a, b) => a - b);
    const scaled = isScore ? 100 : 1;
    const isJudged = n >= least;
    return {
      ...base,
      x,
      expected,
      value: own(x / n),
      expected_value: own(expected / n),
      effect,
      lo95: limit(-z95),
      hi95: limit(z95),
      lo998: limit(-z998),
      hi998: limit(z998),
      phi,
      funnel: isJudged ? place(effect, limit(-z998), limit(z998), isScore) : null,
      posterior: scaled * posterior.mean,
      posterior_lo: scaled * posterior.interval.lo,
      posterior_hi: scaled * posterior.interval.hi,
      adjusted: level(posterior.mean),
      adjusted_lo: ends[0] ?? null,
      adjusted_hi: ends[1] ?? null,
      centre: own(centre),
      target: target ?? null,
      ...(isJudged ? judge(posterior, isScore, centre, goal) : { ...unjudged, band: "small" }),
    };
  });
}

const difference = ({ x, n, expected }: Unit): number => (x - expected) / n;
const errorOf = ({ n, variance }: Unit): number => Math.sqrt(variance) / n;

/** For a share more went wrong above the limit, for a score below it. */
function place(effect: number, low: number, high: number, isScore: boolean): string {
  if (effect > high) return isScore ? "better" : "worse";
  if (effect < low) return isScore ? "worse" : "better";
  return "within";
}

function judge(posterior: Posterior, isScore: boolean, centre: number, goal: number | undefined) {
  const none = isScore ? 0 : 1;
  const mark = goal === undefined ? none : isScore ? goal - centre : goal / centre;
  const worst = isScore ? posterior.amongLowest(fifth) : posterior.amongHighest(fifth);
  const best = isScore ? posterior.amongHighest(fifth) : posterior.amongLowest(fifth);
  const above = posterior.above(none);
  const [worse, better] = isScore ? [1 - above, above] : [above, 1 - above];
  const degree = (last: number) => (last >= sureOfFifth ? "far_" : "");
  return {
    p_worse: isScore ? 1 - posterior.above(mark) : posterior.above(mark),
    p_worst_fifth: worst,
    p_best_fifth: best,
    band: worse >= sure ? `${degree(worst)}worse` : better >= sure ? `${degree(best)}better` : "alike",
  };
}

const unjudged = { p_worse: null, p_worst_fifth: null, p_best_fifth: null };
const nothing = Object.fromEntries(Object.keys(columns).map((name) => [name, null])) as Record<keyof Scored, null>;
