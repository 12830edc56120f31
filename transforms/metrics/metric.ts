/** A metric's one definition: numbers, ticket lists, pages and documentation all read it. */

export interface Words {
  zh: string;
  en: string;
}

export const grains = ["day", "week", "month", "quarter", "year", "all"] as const;
export type Grain = (typeof grains)[number];

/** Columns every fact table carries, in the order they are shown. */
export const dimensions = [
  "category",
  "model",
  "region",
  "region_tier",
  "channel",
  "mode",
  "service_point_id",
  "warranty",
  "customer_tier",
] as const;

/** Dimensions of hundreds of values, which get fewer grains. */
export const wideDimensions: readonly string[] = ["model", "service_point_id"];

export type Unit =
  | "percent"
  | "minutes"
  | "days"
  | "points"
  | "count"
  | "per_thousand"
  | "per_hundred"
  | "per_hundred_tickets"
  | "per_thousand_unit_months"
  | "ratio";

/** Rows of a fact table. SQL may use its columns and the prelude; `{grain}` in `where` becomes the period's grain. */
export interface Population {
  from: string;
  /** Column that names a row in a ticket list. */
  id: string;
  /** UTC timestamp that files a row into a period; rows without it are in no period. */
  at: string;
  where: string;
}

export type Measure =
  /** Share of the population for which `hit` is true. */
  | { kind: "proportion"; hit: string }
  /**
   * Percentiles of whole minutes by nearest rank. Rows where `of` is NULL are still running: they count as longer than
   * `observed` minutes (Kaplan-Meier); without `observed` they are outside the population.
   */
  | { kind: "percentile"; of: string; observed?: string; at: readonly number[] }
  /** Promoters less detractors on a 0 to 10 score, in points. */
  | { kind: "nps"; score: string }
  /** Promoters less detractors on a 0 to 10 score, each answer with its weight, and how many equal answers that is worth. */
  | { kind: "weighted_nps"; score: string; weight: string }
  /** Rows for which `hit` is true over those for which it is not, with half a row added to each. */
  | { kind: "log_ratio"; hit: string }
  /**
   * `per` times the events of the same period and slice, over the population: its rows, or the sum of `exposure`. Of an exposure
   * the list is the events, since its rows are nobody's tickets.
   */
  | { kind: "rate"; per: number; events: Population; exposure?: string }
  /** `per` times the sum of a column of the population. */
  | { kind: "rate"; per: number; sum: string }
  /** Sum of `of` over sum of `over`, both columns of the population in one unit; a row without `of` adds nothing above. */
  | { kind: "ratio"; of: string; over: string }
  /** Rows open at the end of the period: `at` opens, `until` closes (NULL = open at as_of). */
  | { kind: "stock"; until: string }
  /** Age at the end of the period, counted from `since`, of the rows open then: days split at `buckets`, and percentiles. */
  | { kind: "stock_age"; until: string; since: string; buckets: readonly number[]; at: readonly number[] }
  /**
   * Share that has had the event by each of `times`, by Kaplan-Meier on whole steps: a row was watched for `watched` steps,
   * and that ended in the event where `event` is true. `kept`: the share that has not had it. `running`: only periods that
   * hold a row for which it is true.
   */
  | {
      kind: "kaplan_meier";
      watched: string;
      event: string;
      times: readonly { at: number; suffix: string; maturity_days: number }[];
      kept?: boolean;
      running?: string;
    };

export type Interval =
  | "wilson"
  | "adjusted_wald"
  | "effective_wald"
  | "log_ratio"
  | "byar"
  | "order_statistic"
  | "greenwood"
  | "linearised"
  | "none";

/** One change of a definition: from `on` (YYYY-MM-DD) the number is counted as it is now, or as the next change found it. */
export interface Change {
  on: string;
  why: Words;
  /** What the definition before had otherwise; null where today's tables can no longer say it. */
  was: { population?: Partial<Population>; measure?: Measure } | null;
}

export interface Metric {
  /** snake_case; the file is its kebab-case. */
  id: string;
  /** The definition's number in docs/definitions.md. */
  code: string;
  label: Words;
  description: Words;
  numerator: Words;
  denominator: Words;
  worked_example?: Words;
  unit: Unit;
  better: "higher" | "lower" | "neither";
  /** Which of the four service standards it measures. */
  standard?: "on_call" | "fixed" | "delight" | "insight";
  population: Population;
  measure: Measure;
  interval: Interval;
  /** A period is matured `days` after its end. */
  maturity: Words & { days: number };
  /** Input fields it cannot do without, as entity.field; of an inner list one is enough. */
  requires: readonly (string | readonly string[])[];
  /** What some row of the relation must show; where none does, the input is lacking however full its fields are. */
  evidence?: string;
  /** Service points and engineers are compared by it: a share or score over rows that name a ticket_id. */
  funnel?: boolean;
  /** Slices beside the total. */
  dimensions: readonly string[];
  /** Grains of the total. */
  grains: readonly Grain[];
  /** Oldest first; the definition is the version after the last. */
  changes: readonly Change[];
}

type Derived = "interval" | "maturity" | "dimensions" | "grains" | "changes";
export type MetricSource = Omit<Metric, Derived> & {
  /** Days after a period's end until its number is final; 0 when absent. */
  maturity_days?: number;
  /** The dimensions of a population that lacks the common ones. */
  dimensions?: readonly string[];
  /** Dimensions the population has beside the common ones. */
  more_dimensions?: readonly string[];
  /** Fewer grains than all. */
  grains?: readonly Grain[];
  changes?: readonly Change[];
};

const intervals: Record<Measure["kind"], Interval> = {
  proportion: "wilson",
  percentile: "order_statistic",
  nps: "adjusted_wald",
  weighted_nps: "effective_wald",
  log_ratio: "log_ratio",
  rate: "byar",
  ratio: "linearised",
  stock: "none",
  stock_age: "order_statistic",
  kaplan_meier: "greenwood",
};

/** Completes and checks a definition. Throws an Error that names the metric and what is wrong with it. */
export function defineMetric(source: MetricSource): Metric {
  const { maturity_days: days = 0, more_dimensions: more = [], grains: own = grains, changes = [], ...rest } = source;
  const common = source.dimensions ?? dimensions;
  const fail = (what: string): never => {
    throw new Error(`Metric "${source.id}": ${what}.`);
  };
  if (!/^[a-z][a-z0-9_]*$/.test(source.id)) fail("the id is not snake_case");
  for (const key of ["label", "description", "numerator", "denominator"] as const) {
    if (!source[key].zh.trim() || !source[key].en.trim()) fail(`${key} lacks its zh or en text`);
  }
  if (source.population.where.includes(";")) fail("population.where is not one expression");
  for (const need of source.requires.flat()) {
    if (!/^[a-z_]+\.[a-z_]+$/.test(need)) fail(`requires "${need}", which is not of the form entity.field`);
  }
  for (const [i, { on, why }] of changes.entries()) {
    if (!/^\d{4}-\d\d-\d\d$/.test(on) || on < (changes[i - 1]?.on ?? ""))
      fail(`its change "${on}" is no date in order`);
    if (!why.zh.trim() || !why.en.trim()) fail("a change lacks its reason in zh or en");
  }
  const { measure } = source;
  if ("at" in measure && measure.at.some((percent) => !(percent > 0 && percent < 100))) {
    fail("a percentile lies outside 0 to 100");
  }
  if (source.population.where.includes("{grain}") && !["proportion", "nps"].includes(measure.kind)) {
    fail(`{grain} is not known to a ${measure.kind}`);
  }
  const maturity =
    days === 0
      ? { days, zh: "期末即成熟", en: "final when the period ends" }
      : { days, zh: `期末后 ${days} 天成熟`, en: `final ${days} days after the period ends` };
  return {
    ...rest,
    interval: intervals[measure.kind],
    maturity,
    dimensions: [...common, ...more],
    grains: own,
    changes,
  };
}

/** The definition that a change replaced, under the same id; null where it, or one after it, can no longer be stated. */
export function formerOf(metric: Metric, change: Change): Metric | null {
  const undone = metric.changes.slice(metric.changes.indexOf(change)).reverse();
  let { population, measure } = metric;
  for (const { was } of undone) {
    if (was === null) return null;
    population = { ...population, ...was.population };
    measure = was.measure ?? measure;
  }
  return { ...metric, population, measure, interval: intervals[measure.kind] };
}

/** One published line of numbers; a metric yields one or, for percentiles, buckets and times, several. */
export interface Series {
  id: string;
  metric: Metric;
  label: Words;
  unit: Unit;
  maturity_days: number;
  /** What tells the series of one metric apart. */
  part?: { percent: number } | { bucket: [from: number, to: number | null] } | { time: number } | { effective: true };
}

export function seriesOf(metric: Metric): Series[] {
  const { measure, id, unit } = metric;
  const base = { metric, unit, maturity_days: metric.maturity.days };
  const named = (suffix: string, words: Words) => ({
    id: `${id}_${suffix}`,
    label: { zh: `${metric.label.zh} ${words.zh}`, en: `${metric.label.en}, ${words.en}` },
  });
  const percentiles = (at: readonly number[]): Series[] =>
    at.map((percent) => ({
      ...base,
      ...named(`p${percent}`, { zh: `P${percent}`, en: `P${percent}` }),
      part: { percent },
    }));
  if (measure.kind === "percentile") return percentiles(measure.at);
  if (measure.kind === "kaplan_meier") {
    return measure.times.map(({ at, suffix, maturity_days }) => ({
      ...base,
      ...(suffix === "" ? { id, label: metric.label } : named(suffix, { zh: suffix, en: suffix })),
      maturity_days,
      part: { time: at },
    }));
  }
  if (measure.kind === "stock_age") {
    const buckets = [0, ...measure.buckets].map((from, i): Series => {
      const to = measure.buckets[i] ?? null;
      const [suffix, zh, en] =
        to === null
          ? [`over_${from}d`, `${from} 天以上`, `over ${from} days`]
          : [`${from}_${to}d`, `${from}–${to} 天`, `${from} to ${to} days`];
      return { ...base, ...named(suffix, { zh, en }), unit: "count", part: { bucket: [from, to] } };
    });
    return [...buckets, ...percentiles(measure.at)];
  }
  if (measure.kind === "weighted_nps") {
    const effective = named("effective_n", { zh: "等效样本量", en: "effective sample" });
    return [
      { ...base, id, label: metric.label },
      { ...base, ...effective, unit: "count", part: { effective: true } },
    ];
  }
  return [{ ...base, id, label: metric.label }];
}

/** The grains at which a metric is given for a dimension ("" = the total). */
export function grainsOf(metric: Metric, dimension: string): readonly Grain[] {
  if (dimension === "") return metric.grains;
  const isWide = wideDimensions.includes(dimension);
  const isCounted = ["proportion", "nps", "log_ratio", "rate", "ratio", "stock"].includes(metric.measure.kind);
  const ofTimes: Grain = metric.measure.kind === "kaplan_meier" ? "day" : "month";
  const finest: Grain = isCounted ? (isWide ? "month" : "day") : isWide ? "quarter" : ofTimes;
  return metric.grains.filter((grain) => grains.indexOf(grain) >= grains.indexOf(finest));
}
