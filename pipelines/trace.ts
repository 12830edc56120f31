import { nearest } from "../sources/nearest.ts";
import { type Grain, type Metric, type Population, type Series, seriesOf } from "../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import { counted, inPeriod, midnight, minutes, periodEnd } from "./metrics/population.ts";

export interface Cell {
  grain: Grain;
  /** YYYY-MM-DD, as in mart_metric_values. */
  period_start: string;
  /** Nothing for the total, or one dimension and its value. */
  dims: Readonly<Record<string, string>>;
}

/** `all`: the rows n counts; `hit` and `miss`: those that do and do not count in x. */
export type Which = "all" | "hit" | "miss";

/** The events a list shows in place of the population: those of a rate when asked for, and always those over an exposure. */
export const eventsListed = ({ measure }: Metric, which: Which): Population | null =>
  measure.kind === "rate" && "events" in measure && (which !== "all" || measure.exposure !== undefined)
    ? measure.events
    : null;

/**
 * The query behind a number: columns id, at, hit and minutes, one row for each of its n, by time and id. `hit` says whether the row
 * counts in x (a promoter of NPS, with NULL for a passive) and is NULL where the measure knows none; `minutes` is set for times.
 * For a rate of events, `hit` lists the events.
 */
export function traceSql(series: Series | Metric, cell: Cell & { which?: Which }): string {
  const metric = "metric" in series ? series.metric : series;
  return listSql(series, cell, (population) => inPeriod({ ...metric, population }, cell.grain, cell.period_start));
}

function listSql(
  series: Series | Metric,
  { grain, period_start, dims, which = "all" }: Cell & { which?: Which },
  period: (population: Population) => string,
): string {
  const metric = "metric" in series ? series.metric : series;
  const { population } = metric;
  const slice = Object.entries(dims).map(([dimension, value]) => `${identifier(dimension)} = ${literal(value)}`);
  const listed = eventsListed(metric, which);
  if (listed) {
    const { from, id, at, where } = listed;
    return rows(from, id, at, [which === "miss" ? "FALSE" : where, period(listed), ...slice], {
      hit: "TRUE",
      minutes: "CAST(NULL AS INTEGER)",
    });
  }
  const columns = columnsOf(metric, "metric" in series ? series : seriesOf(metric)[0], grain, period_start);
  const wanted = which === "all" ? [] : [`COALESCE(${which === "hit" ? columns.hit : `NOT (${columns.hit})`}, FALSE)`];
  const conditions = [counted(metric, grain), period(population), ...slice, ...wanted];
  return rows(population.from, population.id, population.at, conditions, columns);
}

/**
 * The rows behind the months of a metric's total, one SELECT: period_start, part (all, or hit for the events of a rate), id,
 * filed_at, hit and minutes, as `traceSql` gives them for one month. Months that follow one another are read at once.
 */
export function traceMonthsSql(metric: Metric, months: readonly string[]): string {
  const { measure } = metric;
  const isRate = measure.kind === "rate" && "events" in measure;
  const isAtEnd = measure.kind === "stock" || measure.kind === "stock_age";
  const runs = isAtEnd ? months.map((month) => [month]) : inRuns(months);
  return runs
    .flatMap((run) =>
      (isRate ? (["all", "hit"] as const) : (["all"] as const)).map((which) => {
        const [first = "", ...later] = run;
        const cell = { grain: "month", period_start: first, dims: {}, which } as const;
        const within = ({ at }: Population) =>
          `${at} >= ${startOfMonth(first)} AND ${at} < ${endOfMonth(run.at(-1) ?? first)}`;
        const list = isAtEnd ? traceSql(metric, cell) : listSql(metric, cell, within);
        const month = later.reduceRight(
          (rest, start, i) =>
            `CASE WHEN filed_at < ${startOfMonth(start)} THEN DATE ${literal(run[i] ?? first)} ELSE ${rest} END`,
          `DATE ${literal(run.at(-1) ?? first)}`,
        );
        return `SELECT ${month} AS period_start, ${literal(which)} AS part, CAST(id AS VARCHAR) AS id, filed_at, hit, minutes
          FROM (${list}) AS list`;
      }),
    )
    .join("\nUNION ALL\n");
}

const startOfMonth = (start: string): string => midnight(`DATE ${literal(start)}`);
const endOfMonth = (start: string): string => midnight(`CAST(${periodEnd("month", `DATE ${literal(start)}`)} AS DATE)`);

/** First days of months, by time, cut where one is missing. */
function inRuns(months: readonly string[]): string[][] {
  const runs: string[][] = [];
  const number = (month = "") => 12 * Number(month.slice(0, 4)) + Number(month.slice(5, 7));
  for (const month of months.toSorted()) {
    const run = runs.at(-1);
    if (run !== undefined && number(month) === number(run.at(-1)) + 1) run.push(month);
    else runs.push([month]);
  }
  return runs;
}

interface Columns {
  hit: string;
  minutes: string;
}

function rows(from: string, id: string, at: string, conditions: readonly string[], { hit, minutes }: Columns): string {
  return `SELECT ${id} AS id, ${at} AS filed_at, ${hit} AS hit, ${minutes} AS minutes FROM ${from}
    WHERE ${conditions.map((condition) => `(${condition})`).join(" AND ")} ORDER BY ${at} NULLS LAST, ${id} NULLS LAST`;
}

function columnsOf({ measure }: Metric, series: Series | undefined, grain: Grain, start: string): Columns {
  const unknown = "CAST(NULL AS BOOLEAN)";
  const none = "CAST(NULL AS INTEGER)";
  const part = series?.part;
  switch (measure.kind) {
    case "proportion":
    case "log_ratio":
      return { hit: `COALESCE(${measure.hit}, FALSE)`, minutes: none };
    case "percentile":
      return { hit: `${measure.of} IS NOT NULL`, minutes: minutes(measure) };
    case "nps":
    case "weighted_nps":
      return {
        hit: `CASE WHEN ${measure.score} >= 9 THEN TRUE WHEN ${measure.score} <= 6 THEN FALSE END`,
        minutes: none,
      };
    case "rate":
      return { hit: "sum" in measure ? `COALESCE(${measure.sum}, 0) > 0` : unknown, minutes: none };
    case "ratio":
      return { hit: `COALESCE(${measure.of}, 0) > 0`, minutes: `CAST(COALESCE(${measure.of}, 0) AS INTEGER)` };
    case "stock":
      return { hit: "TRUE", minutes: none };
    case "stock_age": {
      const end = midnight(`CAST(${periodEnd(grain, `DATE ${literal(start)}`)} AS DATE)`);
      const age = `minutes_between(${measure.since}, LEAST(${end}, as_of()))`;
      if (!part || !("bucket" in part)) return { hit: unknown, minutes: age };
      const [from, to] = part.bucket;
      const low = from === 0 ? "TRUE" : `${age} > ${from * 1440}`;
      return { hit: to === null ? low : `(${low} AND ${age} <= ${to * 1440})`, minutes: age };
    }
    case "kaplan_meier": {
      const time = part && "time" in part ? part.time : 0;
      const event = `(${measure.event} AND ${measure.watched} <= ${time})`;
      return { hit: measure.kept ? `NOT ${event}` : event, minutes: none };
    }
  }
}

/** Reads 2026, 2026-Q3, 2026-09, 2026-W40, 2026-09-15 or all; a day with a coarser grain means the period that holds it. */
export function parsePeriod(text: string, wanted?: string): { grain: Grain; period_start: string } {
  const grains: readonly Grain[] = ["day", "week", "month", "quarter", "year", "all"];
  if (wanted !== undefined && !grains.includes(wanted as Grain)) {
    throw new UserError(`--grain "${wanted}" is not one of ${grains.join(", ")}.`);
  }
  const wrong = () =>
    new UserError(`--period "${text}" is not a period; wanted 2026, 2026-Q3, 2026-09, 2026-W40, 2026-09-15 or all.`);
  const [, year = "", quarter, week, month, day] =
    /^(\d{4})(?:-Q([1-4])|-W(\d\d)|-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  const iso = (date: Date) => date.toISOString().slice(0, 10);
  const utc = (m: number, d: number) => new Date(Date.UTC(Number(year), m, d));
  let grain: Grain;
  let start: Date;
  if (text === "all") {
    grain = "all";
    start = new Date(0);
  } else if (year === "") throw wrong();
  else if (quarter !== undefined) {
    grain = "quarter";
    start = utc(3 * (Number(quarter) - 1), 1);
  } else if (week !== undefined) {
    grain = "week";
    const fourth = utc(0, 4);
    start = utc(0, 4 - ((fourth.getUTCDay() + 6) % 7) + 7 * (Number(week) - 1));
    const thursday = new Date(start.getTime() + 3 * 86_400_000);
    if (week === "00" || thursday.getUTCFullYear() !== Number(year)) throw wrong();
  } else if (month !== undefined) {
    grain = day === undefined ? "month" : "day";
    start = utc(Number(month) - 1, Number(day ?? 1));
    if (!iso(start).startsWith(`${year}-${month}`) || (day !== undefined && iso(start) !== text)) throw wrong();
  } else {
    grain = "year";
    start = utc(0, 1);
  }
  if (wanted === undefined || wanted === grain) return { grain, period_start: iso(start) };
  if (grain !== "day") {
    throw new UserError(`--period "${text}" is a ${grain} and --grain asks for a ${wanted}.`, {
      hint: `Give a day, such as 2026-09-15, to have the ${wanted} that holds it.`,
    });
  }
  return { grain: wanted as Grain, period_start: iso(startOf(wanted as Grain, start)) };
}

function startOf(grain: Grain, day: Date): Date {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  switch (grain) {
    case "week":
      return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000);
    case "month":
      return new Date(Date.UTC(year, month, 1));
    case "quarter":
      return new Date(Date.UTC(year, month - (month % 3), 1));
    case "year":
      return new Date(Date.UTC(year, 0, 1));
    case "all":
      return new Date(0);
    default:
      return day;
  }
}

/** Reads dimension=value for a metric; nothing is the total. */
export function parseSlice(metric: Metric, text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  const split = text.indexOf("=");
  if (split < 1) throw new UserError(`--where "${text}" is not of the form dimension=value.`);
  const dimension = text.slice(0, split).trim();
  if (!metric.dimensions.includes(dimension)) {
    const near = nearest(dimension, metric.dimensions);
    throw new UserError(
      `${metric.id} is not sliced by "${dimension}"; ${near ? `did you mean ${near}?` : `wanted one of ${metric.dimensions.join(", ")}.`}`,
    );
  }
  return { [dimension]: text.slice(split + 1).trim() };
}

export interface Traced {
  id: string;
  filed_at: string;
  hit: boolean | null;
  minutes: number | null;
}

/** The rows behind a number; refuses a dimension value that no row has. */
export async function trace(engine: Engine, series: Series, cell: Cell & { which?: Which }): Promise<Traced[]> {
  const found = await engine.query<Traced>(traceSql(series, cell));
  const [slice] = Object.entries(cell.dims);
  if (found.length > 0 || slice === undefined) return found;
  const [dimension, value] = slice;
  const values = await engine.query<{ value: string }>(
    `SELECT DISTINCT CAST(${identifier(dimension)} AS VARCHAR) AS value FROM ${series.metric.population.from}
     WHERE ${identifier(dimension)} IS NOT NULL ORDER BY value NULLS LAST`,
  );
  const names = values.map((row) => row.value);
  if (names.includes(value)) return found;
  const near = nearest(value, names);
  const some = names.slice(0, 8).join(", ");
  throw new UserError(
    `No row of ${series.metric.population.from} has ${dimension} "${value}"; ${near ? `did you mean ${near}?` : `there are ${some || "none"}${names.length > 8 ? ", …" : ""}.`}`,
  );
}
