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
  if (measure.kind === "weighted_nps") parts.push(`${measure.score} IS NOT NULL`, `${measure.weight} IS NOT NULL`);
  if (measure.kind === "ratio") parts.push(`${measure.over} IS NOT NULL`);
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

/** A metric of which only the periods are wanted that _metric_touched names for a family. */
export type Renewed = Metric & { touched?: string };

/** Whether the period of a grain that starts on a day is wanted of a metric. */
export const isWanted = ({ touched }: Renewed, grain: Grain, start: string): string =>
  touched === undefined
    ? "TRUE"
    : `${start} IN (SELECT period_start FROM _metric_touched WHERE family = ${literal(touched)} AND grain = '${grain}')`;

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

/** Dimensions of few values, counted together: their combinations are far fewer than the rows. */
const bundles = [
  ["region_tier", "channel", "mode", "warranty"],
  ["category", "customer_tier", "survey_mode"],
];

/**
 * SELECT of grouped columns and sums over a relation, for each dimension, from one pass: columns dim and v (the dimension's
 * name and value, '' for the total), the columns, the sums by name. Rows without a value are left out. Wide dimensions may have
 * a coarser first column, which takes its place and its name. The type is that of the sums, which has to hold them exactly.
 */
export function bySlice(
  dims: readonly string[],
  columns: readonly [string, ...string[]],
  sums: Readonly<Record<string, string>>,
  from: string,
  wideColumn = columns[0],
  type = "DOUBLE",
): string {
  const keys = columns.join(", ");
  const [first, ...rest] = columns;
  const aggregates = Object.entries(sums).map(([name, sql]) => `CAST(${sql} AS ${type}) AS ${name}`);
  const named = dims.filter((dim) => dim !== "");
  if (named.length === 0) {
    return `SELECT '' AS dim, '' AS v, ${keys}, ${aggregates.join(", ")} FROM (${from}) AS r GROUP BY ${keys}`;
  }
  const bundled = bundles.map((bundle) => bundle.filter((dim) => named.includes(dim))).filter((set) => set.length > 0);
  const single = named.filter((dim) => !bundled.flat().includes(dim)).map((dim) => [dim]);
  const sets = [...bundled, ...single];
  // The total is summed up from the set of fewest values that has the finest key.
  const ofTotal = bundled.length - 1;
  if (dims.includes("") && ofTotal < 0) throw new Error("The total is asked beside wide dimensions alone.");
  const keyOf = (set: readonly string[]) =>
    [set.some((dim) => wideDimensions.includes(dim)) ? wideColumn : first, ...rest].join(", ");
  const filed =
    wideColumn === first
      ? keys
      : [`CASE WHEN GROUPING(${first}) = 0 THEN ${first} ELSE ${wideColumn} END AS ${first}`, ...rest].join(", ");
  const again = Object.keys(sums)
    .map((name) => `SUM(${name}) AS ${name}`)
    .join(", ");
  const selects = dims.map((dim) => {
    const i = dim === "" ? ofTotal : sets.findIndex((set) => set.includes(dim));
    const v = dim === "" ? "''" : identifier(dim);
    const where = `FROM sets WHERE set_number = ${i}${dim === "" ? "" : ` AND ${v} IS NOT NULL`}`;
    return sets[i]?.length === 1 && dim !== ""
      ? `SELECT ${literal(dim)} AS dim, ${v} AS v, ${keys}, ${Object.keys(sums).join(", ")} ${where}`
      : `SELECT ${literal(dim)} AS dim, ${v} AS v, ${keys}, ${again} ${where} GROUP BY ${dim === "" ? "" : `${v}, `}${keys}`;
  });
  const number = sets.map((set, i) => `WHEN GROUPING(${identifier(set[0] ?? "")}) = 0 THEN ${i}`).join(" ");
  return `WITH sets AS (
      SELECT CASE ${number} END AS set_number, ${named.map(identifier).join(", ")}, ${filed}, ${aggregates.join(", ")}
      FROM (${from}) AS r
      GROUP BY GROUPING SETS (${sets.map((set) => `(${keyOf(set)}, ${set.map(identifier).join(", ")})`).join(", ")}))
    ${selects.join("\n    UNION ALL ")}`;
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
export const isKept = (prefix: string): string => `(${alwaysKept(prefix)} OR ${prefix}n >= ${leastKept})`;

export const leastKept = 10;

/** Cells that are kept however few their rows. */
export const alwaysKept = (prefix: string): string => `(${prefix}dim = '' OR ${prefix}grain IN ('year', 'all')
  OR (${prefix}grain IN ('month', 'quarter') AND ${prefix}dim NOT IN (${wideDimensions.map(literal).join(", ")})))`;

/** The grain whose periods make up those of every grain wanted; weeks make up no month. */
export const baseGrain = (wanted: readonly Grain[]): Grain => (wanted.includes("week") ? "day" : (wanted[0] ?? "all"));

/** A slice as the sorted JSON object of mart_metric_values; dim '' is the total. */
export const dimsJson = (dim: string, value: string): string =>
  `CASE WHEN ${dim} = '' THEN '{}' ELSE '{"' || ${dim} || '":' || CAST(to_json(${value}) AS VARCHAR) || '}' END`;
