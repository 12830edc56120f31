import { createHash } from "node:crypto";
import { grains, type Metric, type Population } from "../../transforms/metrics/metric.ts";
import { identifier, literal } from "../engines/engine.ts";
import { bucketOf } from "./percentiles.ts";
import { byGrain, counted, inGrain, minutes, type Renewed } from "./population.ts";

/** Metrics that have a relation and a time in common, directly or by way of others: they are counted together. */
export interface Family {
  /** A hash of its definitions, so that another definition is another family. */
  key: string;
  metrics: readonly Metric[];
}

/** Relations whose rows a metric counts, each filed by a time; those of a stock come and go. */
function populationsOf({ population, measure }: Metric): Population[] {
  if (measure.kind === "rate" && "events" in measure) return [population, measure.events];
  if (measure.kind === "stock" || measure.kind === "stock_age")
    return [population, { ...population, at: measure.until }];
  return [population];
}

export const isStock = ({ measure }: Metric): boolean => measure.kind === "stock" || measure.kind === "stock_age";

const placeOf = ({ from, at }: Population): string => `${from} ${at}`;

const keyOf = (metrics: readonly Metric[]) =>
  createHash("sha256").update(JSON.stringify(metrics)).digest("hex").slice(0, 16);

export function familiesOf(metrics: readonly Metric[]): Family[] {
  const groups: { places: Set<string>; metrics: Metric[] }[] = [];
  for (const metric of metrics) {
    const places = populationsOf(metric).map(placeOf);
    const isOwn = ["percentile", "kaplan_meier", "stock", "stock_age"].includes(metric.measure.kind);
    const mine = isOwn ? [] : groups.filter((group) => places.some((place) => group.places.has(place)));
    const joined = {
      places: new Set(isOwn ? [] : [...places, ...mine.flatMap((group) => [...group.places])]),
      metrics: [...mine.flatMap((group) => group.metrics), metric],
    };
    for (const group of mine) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  return groups.map((group) => ({ key: keyOf(group.metrics), metrics: group.metrics }));
}

/** What of the rows of one relation, filed by one time, the numbers of families rest on. */
export interface Place {
  population: Population;
  /** For each family, by its key, what its metrics read of a row, as SQL. */
  read: Map<string, Set<string>>;
}

/** The places that families read, by name. */
export function placesOf(families: readonly Family[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { key, metrics } of families) {
    for (const metric of metrics) {
      for (const [i, population] of populationsOf(metric).entries()) {
        const place = places.get(placeOf(population)) ?? { population, read: new Map() };
        places.set(placeOf(population), place);
        const read = place.read.get(key) ?? new Set();
        place.read.set(key, read);
        for (const dim of metric.dimensions) read.add(identifier(dim));
        for (const sql of i === 0 || isStock(metric) ? readOf(metric) : [inGrain(population, "day")]) read.add(sql);
        if (i > 0 && isStock(metric)) read.add(metric.population.at);
      }
    }
  }
  return places;
}

/**
 * SELECT of (family, place, day, n, print): for each day the rows filed there and, for each family, a sum of their hashes, over all
 * that its metrics read of a row as they read it at this as-of. Rows that give the same numbers may have another print, never the
 * other way. All families of a place are read in one pass.
 */
export function printsSql(name: string, { population: { from, at }, read }: Place): string {
  const families = [...read];
  const prints = families.map(([, columns], i) => `SUM(hash(${[...columns].join(", ")})) AS print${i}`);
  const selects = families.map(
    ([key], i) => `SELECT ${literal(key)} AS family, ${literal(name)} AS place, day, n, print${i} AS print FROM days`,
  );
  return `WITH days AS MATERIALIZED (
      SELECT local_date(${at}) AS day, COUNT(*) AS n, ${prints.join(", ")}
      FROM ${from} WHERE ${at} IS NOT NULL GROUP BY local_date(${at}))
    ${selects.join("\nUNION ALL ")}`;
}

/** What a metric reads of a row of its population, as SQL. */
function readOf(metric: Metric): string[] {
  const wanted = byGrain(metric.population) ? grains : (["day"] as const);
  return wanted.flatMap((grain) => {
    const isCounted = counted(metric, grain);
    return [isCounted, ...termsOf(metric).map((term) => `CASE WHEN ${isCounted} THEN ${term} END`)];
  });
}

function termsOf({ measure }: Metric): string[] {
  switch (measure.kind) {
    case "proportion":
    case "log_ratio":
      return [measure.hit];
    case "percentile":
      // A row still running counts by its bucket alone.
      return [
        measure.of,
        `CASE WHEN (${measure.of}) IS NULL THEN ${bucketOf(`CAST(${minutes(measure)} AS INTEGER)`)} END`,
      ];
    case "nps":
      return [measure.score];
    case "weighted_nps":
      return [measure.score, measure.weight];
    case "rate":
      return "sum" in measure ? [measure.sum] : measure.exposure === undefined ? [] : [measure.exposure];
    case "ratio":
      return [measure.of, measure.over];
    case "kaplan_meier":
      return [measure.watched, measure.event, ...(measure.running === undefined ? [] : [measure.running])];
    case "stock":
      return [];
    case "stock_age":
      return [measure.since];
  }
}

/** The touched periods of a metric of a family at fewer grains, over the rows that `where` leaves. */
export function narrowed(
  metric: Metric,
  family: Family,
  wanted: Metric["grains"],
  where?: (at: string) => string,
): Renewed {
  const own = { ...metric, touched: family.key, grains: metric.grains.filter((grain) => wanted.includes(grain)) };
  if (where === undefined) return own;
  const narrow = (population: Population): Population => ({
    ...population,
    from: `(SELECT * FROM ${population.from} WHERE ${where(population.at)}) AS ${population.from}`,
  });
  const { measure } = metric;
  return {
    ...own,
    population: narrow(metric.population),
    measure: measure.kind === "rate" && "events" in measure ? { ...measure, events: narrow(measure.events) } : measure,
  };
}
