import type { Context } from "../page.ts";
import type { MetricValue } from "../published.ts";
import type { Data } from "./data.ts";
import { addMonths, axisMonth, int, month, number, plainNumber } from "./format.ts";
import { type Html, html, json } from "./html.ts";
import { axisOver, roundTicks } from "./marks.ts";
import { ends, printed, type Reading } from "./reading.ts";
import { toneOf } from "./verdict.ts";

/** One point of a drawn line, on the printed scale. */
interface Point {
  t: string;
  v: number;
  lo: number | null;
  hi: number | null;
  mature: boolean;
  tip: string;
}

/** Everything the client needs to draw one line of months; it computes nothing but places. */
export interface IntervalSpec {
  points: readonly Point[];
  months: readonly string[];
  ticks: readonly { t: string; label: string }[];
  domain: readonly [number, number];
  yTicks: readonly number[];
  tone: string;
  /** Where the target is, its name, and the month over which the name is clear of the line. */
  target: { v: number; label: string; t: string } | null;
  /** The last mature value as the page prints it. */
  last: string;
  immature: string;
  /** The year before, in grey, where a figure shows it. */
  before?: { points: readonly { t: string; v: number }[]; label: string };
}

const pointOf = (context: Context, reading: Reading, row: MetricValue): Point => {
  const { scale } = reading;
  const { words, lang } = context;
  const range = ends(row, scale);
  const mature = row.maturity === "matured" && row.period_start <= (reading.current?.period_start ?? "");
  const tip = words.tip(
    month(row.period_start, lang),
    printed(row.value ?? 0, scale),
    range ? words.intervalShort(range.lo, range.hi) : "",
    int(row.n),
  );
  const scaled = (v: number | null) => (v === null ? null : Number((v * scale.factor).toFixed(3)));
  return {
    t: row.period_start.slice(0, 7),
    v: scaled(row.value) ?? 0,
    lo: scaled(row.lo),
    hi: scaled(row.hi),
    mature,
    tip: mature ? tip : `${tip}\n${words.tipImmature}`,
  };
};

/** The 13 mature months and at most two later ones of a reading, as a chart specification. */
export function intervalSpec(context: Context, reading: Reading): IntervalSpec | null {
  const { words, lang } = context;
  const last = reading.current;
  if (!last) return null;
  const rows = [...reading.mature, ...reading.late.slice(0, 2)];
  const points = rows.map((row) => pointOf(context, reading, row));
  const end = points.at(-1)?.t ?? "";
  const months: string[] = [];
  for (let m = addMonths(last.period_start, -12); m.slice(0, 7) <= end; m = addMonths(m, 1)) months.push(m.slice(0, 7));
  const { scale } = reading;
  const { target } = reading;
  const shown = target === undefined ? null : target * scale.factor;
  const extent = points.flatMap((p) => [p.v, ...(p.mature ? [p.lo ?? p.v, p.hi ?? p.v] : [])]);
  const axis = axisOver(
    shown === null ? extent : [...extent, shown],
    reading.series.unit === "points" ? {} : { min: 0 },
  );
  const labelled = months.filter((m, i) => i === 0 || m.endsWith("-01") || i === months.length - 1);
  return {
    points,
    months,
    ticks: labelled.map((t) => ({ t, label: axisMonth(`${t}-01`, t === months[0], lang) })),
    domain: [axis.min, axis.max],
    yTicks: roundTicks(axis.min, axis.max),
    tone: toneOf(reading),
    target:
      shown === null
        ? null
        : { v: shown, label: words.target(plainNumber(target ?? 0, scale)), t: clearMonth(points, shown) },
    last: number(last.value ?? 0, scale),
    immature: words.immature,
  };
}

/** The month from which on the line keeps furthest from a level over the width of a label. */
function clearMonth(points: readonly Point[], level: number): string {
  const width = 4;
  let best = { t: points[0]?.t ?? "", gap: -1 };
  for (let i = 0; i + width < points.length; i++) {
    const gap = Math.min(...points.slice(i, i + width).map((p) => Math.abs(p.v - level)));
    if (gap > best.gap * 1.2) best = { t: points[i]?.t ?? "", gap };
  }
  return best.t;
}

/** The place where the client draws; empty without script, since the numbers stand beside it. */
export const plot = (kind: string, spec: unknown, alt: string, size = ""): Html =>
  html`<div class="plot ${size}" data-chart="${kind}" data-alt="${alt}" data-spec="${json(spec)}"></div>`;

/** The interval line of a reading. */
export function intervalPlot(context: Context, reading: Reading, label: string): Html | null {
  const spec = intervalSpec(context, reading);
  const row = reading.current;
  if (!spec || !row || row.value === null) return null;
  const range = ends(row, reading.scale);
  return plot(
    "interval",
    spec,
    context.words.chartAlt(
      label,
      month(row.period_start, context.lang),
      printed(row.value, reading.scale),
      range?.lo ?? "…",
      range?.hi ?? "…",
    ),
  );
}

/** The months of a reading as a table. Months with fewer than ten cases show no value. */
export function monthsData(context: Context, reading: Reading, name: string): Data<MetricValue> {
  const { words, lang } = context;
  const { scale } = reading;
  const cell = (v: number | null, row: MetricValue) => (v === null || row.n < 10 ? "—" : number(v, scale));
  const raw = (v: number | null, row: MetricValue) => (row.n < 10 ? null : v);
  return {
    name,
    rows: [...reading.mature, ...reading.late.slice(0, 2)],
    grey: (row) => row.n < 30 || row.maturity !== "matured",
    caption: `${context.say(reading.series.label)}${scale.unit.trim() ? ` (${scale.unit.trim()})` : ""}`,
    columns: [
      {
        key: "month",
        label: words.columns.month,
        raw: (r) => r.period_start.slice(0, 7),
        show: (r) => month(r.period_start, lang),
      },
      {
        key: "value",
        label: words.columns.value,
        num: true,
        raw: (r) => raw(r.value, r),
        show: (r) => cell(r.value, r),
      },
      { key: "lo", label: words.columns.lo, num: true, raw: (r) => raw(r.lo, r), show: (r) => cell(r.lo, r) },
      { key: "hi", label: words.columns.hi, num: true, raw: (r) => raw(r.hi, r), show: (r) => cell(r.hi, r) },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.n, show: (r) => int(r.n) },
      {
        key: "maturity",
        label: words.columns.maturity,
        raw: (r) => r.maturity,
        show: (r) => (r.maturity === "matured" ? words.matured : words.provisional),
      },
    ],
  };
}
