import type { Context } from "../page.ts";
import type { Definition, Dims, MetricChange, MetricValue, Series } from "../published.ts";
import { addMonths, dayBefore, number, type Scale, scaleOf } from "./format.ts";

/** Why a number can or cannot be shown: ok; few (n < 30); hidden (n < 10); not mature; no input; not registered; no rows. */
export type State = "ok" | "few" | "hidden" | "immature" | "absent" | "undefined" | "empty";

/** One number with everything that must stand beside it. */
export interface Reading {
  series: Series;
  definition: Definition;
  state: State;
  /** The newest mature month of ten rows in a year, else the newest; null when none is mature. */
  current: MetricValue | null;
  /** Mature months up to the current one, at most 13, oldest first. */
  mature: readonly MetricValue[];
  /** Months after the current one, not mature; none of less than ten rows. */
  late: readonly MetricValue[];
  /** Against the same month of the year before. */
  change: MetricChange | null;
  /** What the current number, or the newest one, was to reach in its month; the slice's own before the total's. */
  target: number | undefined;
  scale: Scale;
  /** Fields the input lacks, when state is "absent". */
  missing: string;
}

const few = 30;
const hidden = 10;

/** A count of what is open has no sample: it is known however small. */
export const stateOf = (value: MetricValue): State =>
  value.method === "none" ? "ok" : value.n < hidden ? "hidden" : value.n < few ? "few" : "ok";

export const sameDims = (a: Dims, b: Dims): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

export function findSeries(
  definitions: readonly Definition[],
  id: string,
): { definition: Definition; series: Series } | null {
  for (const definition of definitions) {
    const series = definition.series.find((candidate) => candidate.id === id);
    if (series) return { definition, series };
  }
  return null;
}

const unregistered = (id: string): { definition: Definition; series: Series } => {
  const none = { zh: id, en: id };
  const series: Series = { id, label: none, unit: "count" };
  return {
    series,
    definition: {
      id,
      code: "",
      label: none,
      description: none,
      numerator: none,
      denominator: none,
      unit: "count",
      better: "neither",
      series: [series],
      interval: "none",
      maturity: { days: 0, ...none },
      requires: [],
    },
  };
};

/** Reads one series at month grain, as every headline of the site does; `until` is the last month it may speak of. */
export function readMonths(context: Context, id: string, dims: Dims = {}, until?: string): Reading {
  const { published, words } = context;
  const found = findSeries(published.definitions, id);
  const { definition, series } = found ?? unregistered(id);
  const source = Object.keys(dims).length > 0 ? published.slices : published.values;
  const rows = source
    .filter((row) => row.metric_id === id && row.grain === "month" && row.value !== null && sameDims(row.dims, dims))
    .filter((row) => until === undefined || row.period_start <= until)
    .sort((a, b) => a.period_start.localeCompare(b.period_start));
  const matured = rows.filter((row) => row.maturity === "matured");
  const newest = matured.at(-1) ?? null;
  const year = newest && until === undefined ? addMonths(newest.period_start, -12) : (newest?.period_start ?? "");
  const current = matured.findLast((row) => row.period_start >= year && stateOf(row) !== "hidden") ?? newest;
  const start = current ? addMonths(current.period_start, -12) : "";
  const status = published.status.find((row) => row.metric_id === definition.id);
  const state: State = !found
    ? "undefined"
    : current
      ? stateOf(current)
      : status?.status === "no_input"
        ? "absent"
        : rows.length > 0
          ? "immature"
          : "empty";
  // Months that are not mature are drawn from the estimator that allows for what is still running, where there is one.
  const estimates = source.filter(
    (row) =>
      row.metric_id === `${id}_km` &&
      row.grain === "month" &&
      row.value !== null &&
      row.period_start > (current?.period_start ?? "") &&
      sameDims(row.dims, dims),
  );
  const change = current
    ? (published.changes.find(
        (row) =>
          row.metric_id === id &&
          row.grain === "month" &&
          row.baseline_kind === "year" &&
          row.period_start === current.period_start &&
          sameDims(row.dims, dims),
      ) ?? null)
    : null;
  return {
    series,
    definition,
    state,
    current,
    mature: matured.filter((row) => row.period_start >= start && row.period_start <= (current?.period_start ?? "")),
    late:
      estimates.length > 0
        ? estimates
        : current
          ? rows.filter((row) => row.period_start > current.period_start && stateOf(row) !== "hidden")
          : rows,
    change,
    target: targetOf(context, id, dims, (current ?? rows.at(-1))?.period_start),
    scale: scaleOf(series, Math.abs(current?.value ?? rows.at(-1)?.value ?? 0), words.units),
    missing: status?.missing ?? definition.requires.join(", "),
  };
}

function targetOf({ published }: Context, id: string, dims: Dims, month: string | undefined): number | undefined {
  const last = month === undefined ? published.manifest.as_of.slice(0, 10) : dayBefore(addMonths(month, 1));
  const held = published.targets.filter(({ metric, since }) => metric === id && since <= last);
  const of = (slice: Dims) => held.findLast((one) => sameDims(one.slice, slice))?.target;
  return of(dims) ?? of({});
}

/** The measure's name without the standard it is the measure of, where the standard stands beside it. */
export function shortLabel(context: Context, series: Series): string {
  const label = context.say(series.label);
  const standards = Object.values(context.words.standards);
  return label
    .replace(/[（(]([^（）()]*)[）)]$/, (whole, inner: string) => (standards.includes(inner) ? "" : whole))
    .trim();
}

/** Value with its unit, "91.4%". */
export const printed = (value: number, scale: Scale): string => `${number(value, scale)}${scale.unit}`;

/** Low and high of an interval, or null when either end is open. */
export function ends(row: { lo: number | null; hi: number | null }, scale: Scale): { lo: string; hi: string } | null {
  if (row.lo === null && row.hi === null) return null;
  return {
    lo: row.lo === null ? "…" : number(row.lo, scale),
    hi: row.hi === null ? "…" : number(row.hi, scale),
  };
}
