import { type Grain, grains, type Metric, type Population } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { exact } from "./exact-sum.ts";
import {
  alwaysKept,
  baseGrain,
  byGrain,
  bySlice,
  counted,
  inGrain,
  isGiven,
  isKept,
  isWanted,
  leastKept,
  perGrain,
  type Renewed,
} from "./population.ts";

/** What one metric counts in the rows of one (relation, timestamp): SQL for whether a row counts, and its share of x and y. */
interface Tally {
  metric: Renewed;
  counts(grain: Grain): string;
  /** Adds to n only where the rows are the population, not the events of a rate. */
  n?: string;
  x?: string;
  y?: string;
  isByGrain: boolean;
}

/**
 * Counts n, x and y of every proportion, score and rate into _metric_rows; y of a rate of events is its whole exposure, which n
 * rounds. Metrics that share a relation and a timestamp are
 * counted in one pass by day and by each dimension, wide ones by month; coarser grains are sums of those.
 */
export async function countAll(engine: Engine, metrics: readonly Renewed[]): Promise<void> {
  const groups = new Map<string, { from: string; at: string; tallies: Tally[] }>();
  const file = (population: Population, tally: Tally) => {
    const key = `${population.from} ${population.at}`;
    const group = groups.get(key) ?? { from: population.from, at: population.at, tallies: [] };
    group.tallies.push(tally);
    groups.set(key, group);
  };
  for (const metric of metrics) for (const [population, tally] of talliesOf(metric)) file(population, tally);

  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_counts (metric_id VARCHAR, grain VARCHAR, period_start DATE, dim VARCHAR, v VARCHAR,
     n DOUBLE, x DOUBLE)`,
  );
  for (const group of groups.values()) await countGroup(engine, group);
  await engine.execute(
    `INSERT INTO _metric_rows
     SELECT metric_id, grain, period_start, dim, v, CAST(n AS BIGINT), x, y, NULL, NULL, NULL
     FROM (SELECT metric_id, grain, period_start, dim, v, SUM(n) AS n, SUM(x) AS x, SUM(n) AS y
           FROM _metric_counts GROUP BY metric_id, grain, period_start, dim, v) AS summed
     WHERE n > 0 AND ${isKept("")}`,
  );
  await engine.execute("DROP TABLE _metric_counts");
}

const hasEvents = ({ measure }: Metric): boolean => measure.kind === "rate" && "events" in measure;

function talliesOf(metric: Renewed): [Population, Tally][] {
  const { measure, population } = metric;
  const base = { metric, n: "1", counts: (grain: Grain) => counted(metric, grain), isByGrain: byGrain(population) };
  switch (measure.kind) {
    case "proportion":
    case "log_ratio":
      return [[population, { ...base, x: `CASE WHEN ${measure.hit} THEN 1 ELSE 0 END` }]];
    case "nps": {
      const promoter = `CASE WHEN ${measure.score} >= 9 THEN 1 ELSE 0 END`;
      const detractor = `CASE WHEN ${measure.score} <= 6 THEN 1 ELSE 0 END`;
      return [[population, { ...base, x: promoter, y: detractor }]];
    }
    case "rate": {
      if ("sum" in measure) return [[population, { ...base, x: `COALESCE(${measure.sum}, 0)` }]];
      const { events } = measure;
      const tally: Tally = { metric, counts: (grain) => inGrain(events, grain), x: "1", isByGrain: false };
      return [
        [population, { ...base, n: measure.exposure ?? "1" }],
        [events, tally],
      ];
    }
    default:
      return [];
  }
}

async function countGroup(engine: Engine, { from, at, tallies }: { from: string; at: string; tallies: Tally[] }) {
  const isTouched = (grain: Grain) =>
    tallies[0] === undefined ? "TRUE" : isWanted(tallies[0].metric, grain, `period_start('${grain}', day)`);
  const slices = [...new Set(tallies.flatMap((tally) => tally.metric.dimensions))];
  const columns: { name: string; row: string }[] = [];
  const named = tallies.map((tally, i) => {
    // Where the population differs by grain, each grain has its own columns; else one set serves all.
    const forGrain = (grain: Grain) => {
      const suffix = tally.isByGrain ? `${i}_${grain}` : `${i}`;
      return { suffix, flag: tally.counts(grain) };
    };
    for (const { suffix, flag } of tally.isByGrain ? grains.map(forGrain) : [forGrain("day")]) {
      for (const [name, value] of [
        ["n", tally.n],
        ["x", tally.x],
        ["y", tally.y],
      ] as const) {
        if (value !== undefined)
          columns.push({ name: `${name}${suffix}`, row: `CASE WHEN ${flag} THEN ${value} ELSE 0 END` });
      }
    }
    return { tally, column: (name: string, grain: Grain) => `${name}${forGrain(grain).suffix}` };
  });
  const sums = columns.map(({ name }) => `SUM(${name}) AS ${name}`).join(", ");
  const days = Object.fromEntries(columns.map(({ name }) => [name, `SUM(${name})`]));
  const wanted = grains.filter((grain) => tallies.some(({ metric }) => metric.grains.includes(grain)));
  const base = baseGrain(wanted);
  const day = `local_date(${at})`;
  const month = base === "day" ? "month" : base;
  // Exposure comes in fractions, all else is counted.
  const type = tallies.some(({ n = "1" }) => n !== "1") ? exact : "DOUBLE";
  const flagged = `SELECT ${base === "day" ? day : `period_start('${base}', ${day})`} AS day, period_start('${month}', ${day}) AS month,
      ${slices.map(identifier).join(", ")},
      ${columns.map(({ name, row }) => `CAST(${row} AS ${type}) AS ${name}`).join(",\n      ")}
    FROM ${from} WHERE ${at} IS NOT NULL`;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_days AS ${bySlice(["", ...slices], ["day"], days, flagged, "month", type)}`,
  );
  const given = [...new Set(tallies.map(({ metric }) => isGiven(metric)))];
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _metric_periods AS
     SELECT *, ${alwaysKept("")} AS is_kept, ${given.map((sql, i) => `(${sql}) AS given${i}`).join(", ")}
     FROM (${perGrain(
       wanted,
       (grain) => `SELECT '${grain}' AS grain, period_start('${grain}', day) AS period_start, dim, v, ${sums}
         FROM _metric_days WHERE ${isTouched(grain)} GROUP BY period_start('${grain}', day), dim, v`,
     )}) AS summed`,
  );
  const select = ({ tally, column }: (typeof named)[number]) =>
    (tally.isByGrain ? wanted.map((grain) => [grain]) : [wanted]).map((group) => {
      const [grain] = group as [Grain];
      const n = tally.n === undefined ? "0" : column("n", grain);
      const x = tally.x === undefined ? "0" : column("x", grain);
      const y = tally.y === undefined ? "NULL" : column("y", grain);
      const isOwn = `given${given.indexOf(isGiven(tally.metric))}${tally.isByGrain ? ` AND grain = '${grain}'` : ""}`;
      const cell = `SELECT ${literal(tally.metric.id)}, grain, period_start, dim, v`;
      // The events of a rate are added to its population's rows once both are counted.
      return hasEvents(tally.metric)
        ? `${cell}, ${n}, ${x} FROM _metric_periods WHERE (${n} > 0 OR ${x} > 0) AND ${isOwn}`
        : `${cell}, CAST(${n} AS BIGINT), ${x}, ${y}, NULL, NULL, NULL
           FROM _metric_periods WHERE ${n} > 0 AND (is_kept OR ${n} >= ${leastKept}) AND ${isOwn}`;
    });
  for (const [into, part] of [
    ["_metric_rows", named.filter(({ tally }) => !hasEvents(tally.metric))],
    ["_metric_counts", named.filter(({ tally }) => hasEvents(tally.metric))],
  ] as const) {
    if (part.length === 0) continue;
    await engine.execute(`INSERT INTO ${into} ${part.flatMap(select).join("\nUNION ALL ")}`);
  }
  for (const table of ["days", "periods"]) await engine.execute(`DROP TABLE _metric_${table}`);
}
