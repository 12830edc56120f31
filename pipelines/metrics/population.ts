import {
  type Grain,
  grains,
  grainsOf,
  type Metric,
  type Population,
  wideDimensions,
} from "../../transforms/metrics/metric.ts";
import { identifier, literal } from "../engines/engine.ts";

/** Rows that count, whatever their period: the one predicate numbers and ticket lists share. */
export function counted(metric: Metric, grain: Grain): string {
  const { population, measure } = metric;
  const parts = [inGrain(population, grain), `${population.at} IS NOT NULL`];
  if (measure.kind === "percentile") parts.push(`${minutes(measure)} IS NOT NULL`);
  if (measure.kind === "nps") parts.push(`${measure.score} IS NOT NULL`);
  if (measure.kind === "kaplan_meier") parts.push(`${measure.watched} IS NOT NULL`);
  return parts.map((part) => `(${part})`).join(" AND ");
}

/** The minutes a row has taken, or has been running for. */
export const minutes = (measure: { of: string; observed?: string }): string =>
  measure.observed === undefined ? measure.of : `COALESCE(${measure.of}, ${measure.observed})`;

export const inGrain = (population: Population, grain: Grain): string => population.where.replaceAll("{grain}", grain);

/** Whether a population differs from grain to grain. */
export const byGrain = (population: Population): boolean => population.where.includes("{grain}");

/** First day after the period that starts on `start`, both SQL dates; 'all' ends with the day of as_of. */
export function periodEnd(grain: Grain, start: string): string {
  if (grain === "all") return "add_days(local_date(as_of()), 1)";
  if (grain === "day") return `add_days(${start}, 1)`;
  if (grain === "week") return `add_days(${start}, 7)`;
  return `add_months(${start}, ${{ month: 1, quarter: 3, year: 12 }[grain]})`;
}

/** Midnight in the report zone at the start of a day, as a UTC timestamp. */
export const midnight = (day: string): string => `to_utc(CAST(${day} AS TIMESTAMP))`;

/** Rows of one period (start as YYYY-MM-DD), half-open, by local date. */
export function inPeriod(metric: Metric, grain: Grain, start: string): string {
  const { at } = metric.population;
  const { measure } = metric;
  const day = `DATE ${literal(start)}`;
  if (measure.kind === "stock" || measure.kind === "stock_age") {
    const end = midnight(`CAST(${periodEnd(grain, day)} AS DATE)`);
    return `${at} < ${end} AND (${measure.until} IS NULL OR ${measure.until} >= ${end})`;
  }
  if (grain === "all") return "TRUE";
  return `${at} >= ${midnight(day)} AND ${at} < ${midnight(`CAST(${periodEnd(grain, day)} AS DATE)`)}`;
}

/** UNION ALL of one SELECT a grain. */
export const perGrain = (wanted: readonly Grain[], select: (grain: Grain) => string): string =>
  grains
    .filter((grain) => wanted.includes(grain))
    .map(select)
    .join("\nUNION ALL ");

/** The dimensions of a metric, the total among them as '', by the grains they are given at. */
export function dimensionGroups(metric: Metric): { dims: string[]; wanted: readonly Grain[] }[] {
  const groups = new Map<string, { dims: string[]; wanted: readonly Grain[] }>();
  for (const dim of ["", ...metric.dimensions]) {
    const wanted = grainsOf(metric, dim);
    const key = dim === "" ? "" : wanted.join(" ");
    if (wanted.length === 0) continue;
    const group = groups.get(key) ?? { dims: [], wanted };
    group.dims.push(dim);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * SELECT of grouped columns and aggregates over a relation, once for each dimension in one pass, with the columns dim and v in
 * front: the dimension's name and value, '' for the total. Rows without a value are left out. Wide dimensions may have a
 * coarser first column, which takes its place and its name.
 */
export function bySlice(
  dims: readonly string[],
  columns: readonly [string, ...string[]],
  aggregates: string,
  from: string,
  wideColumn = columns[0],
): string {
  const keys = columns.join(", ");
  if (dims.length === 1 && dims[0] === "")
    return `SELECT '' AS dim, '' AS v, ${keys}, ${aggregates} FROM (${from}) AS r GROUP BY ${keys}`;
  const [first, ...rest] = columns;
  const choose = (value: (dim: string) => string) =>
    `CASE ${dims
      .filter((dim) => dim !== "")
      .map((dim) => `WHEN GROUPING(${identifier(dim)}) = 0 THEN ${value(dim)}`)
      .join(" ")} ELSE '' END`;
  const sets = dims.map((dim) => {
    const key = [wideDimensions.includes(dim) ? wideColumn : first, ...rest].join(", ");
    return dim === "" ? `(${key})` : `(${key}, ${identifier(dim)})`;
  });
  const filed =
    wideColumn === first
      ? keys
      : [`CASE WHEN GROUPING(${first}) = 0 THEN ${first} ELSE ${wideColumn} END AS ${first}`, ...rest].join(", ");
  return `SELECT * FROM (
      SELECT ${choose(literal)} AS dim, ${choose(identifier)} AS v, ${filed}, ${aggregates}
      FROM (${from}) AS r GROUP BY GROUPING SETS (${sets.join(", ")})) AS sliced
    WHERE v IS NOT NULL`;
}

/** Whether a dimension's cell is of the grains the metric is given at, over columns dim and grain. */
export const isGiven = (metric: Metric): string =>
  dimensionGroups(metric)
    .map(
      ({ dims, wanted }) =>
        `(dim IN (${dims.map(literal).join(", ")}) AND grain IN (${wanted.map(literal).join(", ")}))`,
    )
    .join(" OR ");

/**
 * Which cells are kept: a slice of less than ten rows is not shown, and is left out where there would be more such slices
 * than rows: at the finest grains, and for wide dimensions at all but the coarsest.
 */
export const isKept = (
  prefix: string,
): string => `(${prefix}dim = '' OR ${prefix}n >= 10 OR ${prefix}grain IN ('year', 'all')
  OR (${prefix}grain IN ('month', 'quarter') AND ${prefix}dim NOT IN (${wideDimensions.map(literal).join(", ")})))`;

/** The grain whose periods make up those of every grain wanted; weeks make up no month. */
export const baseGrain = (wanted: readonly Grain[]): Grain => (wanted.includes("week") ? "day" : (wanted[0] ?? "all"));

/** A slice as the sorted JSON object of mart_metric_values; dim '' is the total. */
export const dimsJson = (dim: string, value: string): string => {
  const escaped = `replace(replace(${value}, '\\', '\\\\'), '"', '\\"')`;
  return `CASE WHEN ${dim} = '' THEN '{}' ELSE '{"' || ${dim} || '":"' || ${escaped} || '"}' END`;
};
