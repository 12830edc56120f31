import type { Context } from "../page.ts";
import type { MetricValue } from "../published.ts";
import { csvLink, type Data, listLink, refs } from "./data.ts";
import { int, month, number, type Scale, scaleOf } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";
import { axisOver, spark, ticks, whisker } from "./marks.ts";
import { ends, findSeries, printed, type Reading, sameDims, stateOf } from "./reading.ts";
import { judged, toneOf } from "./verdict.ts";

/** Rows of different measures: value, interval on the row's own scale, history and verdict. */
export function readingRows(context: Context, readings: readonly Reading[], name: string): Html {
  const { words } = context;
  const shown = readings.filter((reading) => reading.current && reading.state !== "hidden");
  const data: Data<Reading> = {
    name,
    rows: shown,
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (r) => r.series.id,
        show: (r) => context.say(r.series.label),
      },
      { key: "month", label: words.columns.month, raw: (r) => r.current?.period_start.slice(0, 7) ?? null },
      { key: "value", label: words.columns.value, num: true, raw: (r) => r.current?.value ?? null },
      { key: "lo", label: words.columns.lo, num: true, raw: (r) => r.current?.lo ?? null },
      { key: "hi", label: words.columns.hi, num: true, raw: (r) => r.current?.hi ?? null },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.current?.n ?? null },
      { key: "verdict", label: words.columns.verdict, raw: (r) => r.change?.verdict ?? "lack" },
    ],
  };
  return html`<div class="rows-box"><ol class="rows"><li class="axis"><span>${words.columns.metric}</span><span class="value">${words.columns.value}</span><span class="whisker"></span><span class="history">${words.columns.history}</span><span class="judged">${words.columns.verdict}</span></li>${readings.map(
    (reading) => readingRow(context, reading),
  )}</ol></div><div class="refs">${csvLink(context, data)}</div>`;
}

function readingRow(context: Context, reading: Reading): Html {
  const { words, lang } = context;
  const { current, scale, state } = reading;
  const label = context.say(reading.series.label);
  const link =
    state === "undefined"
      ? html`${label}`
      : html`<a href="${context.link(`definitions/${reading.definition.id}`)}">${label}</a>`;
  if (!current || current.value === null || state === "hidden") {
    const why =
      state === "absent"
        ? words.needs(reading.missing)
        : state === "hidden"
          ? words.hiddenBecause(int(current?.n ?? 0))
          : state === "immature"
            ? words.immatureBecause(reading.definition.maturity.days)
            : words.emptyBecause;
    return html`<li class="grey"><div class="name"><b>${link}</b><span class="sub">${why}</span></div><span class="value">—</span><span class="whisker"></span><span class="history"></span><span class="judged">${judged(context, reading)}</span></li>`;
  }
  const values = reading.mature.map((row) => row.value ?? 0);
  const before = reading.mature.find((row) => row.period_start === reading.change?.baseline_start)?.value ?? null;
  const axis = axisOver([...values, ...[current.lo, current.hi].filter((v) => v !== null)]);
  const range = ends(current, scale);
  const list = listLink(
    context,
    {
      metric_id: current.metric_id,
      grain: current.grain,
      period_start: current.period_start,
      dims: current.dims,
      which: "all",
    },
    words.n(int(current.n)),
  );
  return html`<li${state === "few" ? html` class="grey"` : nothing}><div class="name"><b>${link}</b><span class="sub">${month(current.period_start, lang)}${words.and}${list}</span></div><span class="value"><b>${printed(current.value, scale)}</b><span class="sub">${range ? words.intervalShort(range.lo, range.hi) : ""}</span></span><span class="whisker">${
    range
      ? whisker({ value: current.value, lo: current.lo, hi: current.hi }, axis, {
          tone: toneOf(reading),
          reference: before,
          label: `${label} ${printed(current.value, scale)}${words.and}${words.interval(range.lo, range.hi)}`,
        })
      : nothing
  }</span><span class="history">${spark([...values, ...reading.late.slice(0, 2).map((row) => row.value ?? 0)], {
    tone: toneOf(reading),
    late: reading.late.slice(0, 2).length,
  })}</span><span class="judged">${judged(context, reading)}</span></li>`;
}

export interface GroupOptions {
  metric: string;
  dimension: string;
  grain: "month" | "quarter";
  /** The period shown, as its first day. */
  period: string;
  /** Only this many groups, those with most cases. */
  limit?: number;
  reference?: number | null;
}

/** The groups of one dimension on one shared scale, by name and not by value; small groups in grey, tiny ones hidden. */
export function groupRows(context: Context, options: GroupOptions): Html {
  const { words } = context;
  const { metric, dimension, grain, period, limit, reference = null } = options;
  const found = findSeries(context.published.definitions, metric);
  const all = context.published.slices
    .filter(
      (row) =>
        row.metric_id === metric &&
        row.grain === grain &&
        row.period_start === period &&
        row.value !== null &&
        Object.keys(row.dims).length === 1 &&
        row.dims[dimension] !== undefined,
    )
    .sort((a, b) => b.n - a.n || keyOf(context, a, dimension).localeCompare(keyOf(context, b, dimension)));
  const listed =
    limit === undefined ? all.slice(0, 60) : all.filter((row) => stateOf(row) !== "hidden").slice(0, limit);
  const rest = all.length - listed.length;
  const rows = [...listed].sort((a, b) =>
    keyOf(context, a, dimension).localeCompare(keyOf(context, b, dimension), "zh-CN"),
  );
  if (!found || rows.length === 0) {
    const isGiven = context.published.slices.some(
      (row) => row.metric_id === metric && row.dims[dimension] !== undefined,
    );
    return html`<p class="empty-state">${isGiven ? words.emptyBecause : words.ungrouped(words.dims[dimension] ?? dimension)}</p>`;
  }
  const visible = rows.filter((row) => stateOf(row) !== "hidden");
  const scale = scaleFor(context, found.series, visible);
  const steady = visible.filter((row) => row.n >= 30);
  const extent = (steady.length > 0 ? steady : visible).flatMap((row) => [
    row.value ?? 0,
    row.lo ?? row.value ?? 0,
    row.hi ?? row.value ?? 0,
  ]);
  const axis = axisOver(
    reference === null ? extent : [...extent, reference],
    found.series.unit === "percent" ? { min: 0, max: 1 } : found.series.unit === "points" ? {} : { min: 0 },
  );
  const shown = {
    ...axis,
    ticks: axis.ticks.map((value) => ({
      value,
      label: number(value, { ...scale, digits: tickDigits(axis.ticks, scale.factor) }),
    })),
  };
  const data: Data<MetricValue> = {
    name: `${metric}-${dimension}`,
    rows,
    columns: [
      { key: dimension, label: words.dims[dimension] ?? dimension, raw: (r) => r.dims[dimension] ?? null },
      { key: "value", label: words.columns.value, num: true, raw: (r) => (r.n < 10 ? null : r.value) },
      { key: "lo", label: words.columns.lo, num: true, raw: (r) => (r.n < 10 ? null : r.lo) },
      { key: "hi", label: words.columns.hi, num: true, raw: (r) => (r.n < 10 ? null : r.hi) },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.n },
    ],
  };
  return html`<div class="rows-box"><ol class="rows short"><li class="axis"><span>${words.dims[dimension] ?? dimension}</span><span class="value">${words.columns.value}</span><span class="whisker">${ticks(shown, shown.ticks)}</span></li>${rows.map(
    (row) => groupRow(context, row, { dimension, scale, axis, reference }),
  )}</ol></div>${rest > 0 ? html`<p class="note">${words.tiny(rest)}</p>` : nothing}${refs(context, { definition: found.definition.id, data, showTable: false })}`;
}

const tickDigits = (values: readonly number[], factor: number): number =>
  values.every((v) => Math.abs(v * factor - Math.round(v * factor)) < 1e-6) ? 0 : 1;

function scaleFor(context: Context, series: Reading["series"], rows: readonly MetricValue[]) {
  const middle =
    [...rows].map((row) => Math.abs(row.value ?? 0)).sort((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
  return scaleOf(series, middle, context.words.units);
}

/** The name of a group: the dictionary's where it has one, else the input's own. */
export const keyOf = (context: Context, row: MetricValue, dimension: string): string => {
  const key = row.dims[dimension] ?? "";
  return context.words.values[dimension]?.[key] ?? key;
};

function groupRow(
  context: Context,
  row: MetricValue,
  options: { dimension: string; scale: Scale; axis: { min: number; max: number }; reference: number | null },
): Html {
  const { words } = context;
  const { scale, axis, reference, dimension } = options;
  const name = keyOf(context, row, dimension);
  const state = stateOf(row);
  const count = words.n(int(row.n));
  if (state === "hidden" || row.value === null) {
    return html`<li class="grey"><div class="name">${name}<span class="sub">${count}</span></div><span class="value">—</span><span class="whisker"></span></li>`;
  }
  const range = ends(row, scale);
  const list = listLink(
    context,
    { metric_id: row.metric_id, grain: row.grain, period_start: row.period_start, dims: row.dims, which: "all" },
    count,
  );
  return html`<li${state === "few" ? html` class="grey"` : nothing}><div class="name"><b>${name}</b><span class="sub">${list}</span></div><span class="value">${printed(row.value, scale)}<span class="sub">${range ? words.intervalShort(range.lo, range.hi) : ""}</span></span><span class="whisker">${
    range
      ? whisker({ value: row.value, lo: row.lo, hi: row.hi }, axis, {
          tone: state === "few" ? "immature" : "series",
          reference,
          label: `${name} ${printed(row.value, scale)}${words.and}${words.interval(range.lo, range.hi)}`,
        })
      : nothing
  }</span></li>`;
}

/** The newest period of a grain in which every row of a metric is mature, or null. */
export function newestPeriod(context: Context, metric: string, grain: "month" | "quarter"): string | null {
  return (
    context.published.values
      .filter(
        (row) =>
          row.metric_id === metric && row.grain === grain && row.maturity === "matured" && sameDims(row.dims, {}),
      )
      .map((row) => row.period_start)
      .sort()
      .at(-1) ?? null
  );
}
