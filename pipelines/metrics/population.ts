import { type Grain, grains, grainsOf, type Metric, type Population } from "../../transforms/metrics/metric.ts";
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
 * SELECT of grouped columns and aggregates over a relation, once for each dimension in one pass, with the columns dim and v in front:
 * the dimension's name and value, '' for the total. Rows without a value are left out.
 */
export function bySlice(dims: readonly string[], columns: readonly string[], aggregates: string, from: string): string {
  const keys = columns.join(", ");
  if (dims.length === 1 && dims[0] === "")
    return `SELECT '' AS dim, '' AS v, ${keys}, ${aggregates} FROM (${from}) AS r GROUP BY ${keys}`;
  const named = dims.filter((dim) => dim !== "");
  const choose = (value: (dim: string) => string) =>
    `CASE ${named.map((dim) => `WHEN GROUPING(${identifier(dim)}) = 0 THEN ${value(dim)}`).join(" ")} ELSE '' END`;
  const sets = dims.map((dim) => `(${dim === "" ? keys : `${keys}, ${identifier(dim)}`})`).join(", ");
  return `SELECT * FROM (
      SELECT ${choose(literal)} AS dim, ${choose(identifier)} AS v, ${keys}, ${aggregates}
      FROM (${from}) AS r GROUP BY GROUPING SETS (${sets})) AS sliced
    WHERE v IS NOT NULL`;
}

/** The grain whose periods make up those of every grain wanted; weeks make up no month. */
export const baseGrain = (wanted: readonly Grain[]): Grain => (wanted.includes("week") ? "day" : (wanted[0] ?? "all"));

/** A slice as the sorted JSON object of mart_metric_values; dim '' is the total. */
export const dimsJson = (dim: string, value: string): string => {
  const escaped = `replace(replace(${value}, '\\', '\\\\'), '"', '\\"')`;
  return `CASE WHEN ${dim} = '' THEN '{}' ELSE '{"' || ${dim} || '":"' || ${escaped} || '"}' END`;
};
