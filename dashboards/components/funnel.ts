import type { Context } from "../page.ts";
import type { Definition, ServicePoint } from "../published.ts";
import { type Data, listLink, refs, table } from "./data.ts";
import { int, number, type Scale, scaleOf } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";
import { findSeries, readMonths } from "./reading.ts";
import { plot } from "./series.ts";

/** The points of one metric, split by where they lie. */
export interface Funnel {
  metric: string;
  definition: Definition | null;
  scale: Scale;
  drawn: readonly ServicePoint[];
  small: number;
  low: readonly ServicePoint[];
  high: readonly ServicePoint[];
}

export const pointName = (point: ServicePoint): string => point.name ?? point.service_point_id;

export function readFunnel(context: Context, metric: string): Funnel {
  const points = context.published.servicePoints.filter((point) => point.metric_id === metric);
  const drawn = points.filter((point) => point.band !== "small" && point.value !== null);
  const found = findSeries(context.published.definitions, metric);
  return {
    metric,
    definition: found?.definition ?? null,
    scale: scaleOf(found?.series ?? { unit: "percent" }, 0, context.words.units),
    drawn,
    small: points.length - drawn.length,
    low: drawn.filter((point) => point.band === "low"),
    high: drawn.filter((point) => point.band === "high"),
  };
}

/** The funnel as the client draws it: places only. The four limits come from the points' own, smoothed by their n. */
function spec(context: Context, funnel: Funnel): unknown {
  const { words } = context;
  const { drawn, scale } = funnel;
  const k = (v: number | null) => (v === null ? null : Number((v * scale.factor).toFixed(2)));
  const limits = [...new Map(drawn.map((p) => [p.n, p])).values()]
    .sort((a, b) => a.n - b.n)
    .map((p) => [p.n, k(p.lo998), k(p.lo95), k(p.hi95), k(p.hi998)]);
  const values = drawn.flatMap((p) => [k(p.value) ?? 0, k(p.lo95) ?? 0, k(p.hi95) ?? 0]);
  const centre = drawn[0]?.centre ?? null;
  return {
    points: drawn.map((p) => ({
      n: p.n,
      v: k(p.value),
      band: p.band,
      name: pointName(p),
      tip: words.points.tip(pointName(p), `${number(p.value ?? 0, scale)}${scale.unit}`, int(p.n)),
    })),
    limits,
    centre: centre === null ? null : { v: k(centre), label: words.points.centre(number(centre, scale)) },
    limitLabel: words.points.limit,
    xLabel: words.points.xLabel,
    unit: scale.unit,
    domain: [Math.max(0, Math.min(...values) - 3), Math.min(102, Math.max(...values) + 3)],
    maxN: Math.max(...drawn.map((p) => p.n)) * 1.04,
  };
}

function columns(context: Context, funnel: Funnel, linked: boolean): Data<ServicePoint>["columns"] {
  const { words } = context;
  const value = (v: number | null) => (v === null ? "—" : `${number(v, funnel.scale)}${funnel.scale.unit}`);
  return [
    {
      key: "service_point_id",
      label: words.dims.service_point_id ?? "",
      raw: (p) => p.service_point_id,
      show: pointName,
    },
    {
      key: "n",
      label: words.columns.n,
      num: true,
      raw: (p) => p.n,
      show: (p) =>
        !linked
          ? int(p.n)
          : listLink(
              context,
              {
                metric_id: p.metric_id,
                grain: "all",
                period_start: p.window_start,
                until: p.window_end,
                dims: { service_point_id: p.service_point_id },
                which: "all",
              },
              int(p.n),
            ),
    },
    {
      key: "value",
      label: words.columns.value,
      num: true,
      raw: (p) => (p.n < 10 ? null : p.value),
      show: (p) => (p.n < 10 ? "—" : value(p.value)),
    },
    { key: "lo998", label: `${words.columns.lo} 99.8%`, num: true, raw: (p) => p.lo998, show: (p) => value(p.lo998) },
    { key: "hi998", label: `${words.columns.hi} 99.8%`, num: true, raw: (p) => p.hi998, show: (p) => value(p.hi998) },
    { key: "band", label: words.columns.band, raw: (p) => p.band, show: (p) => words.points.bands[p.band] },
  ];
}

/** Points of a metric, by name; `linked` ones open their tickets. */
const pointsData = (
  context: Context,
  funnel: Funnel,
  points: readonly ServicePoint[],
  name: string,
  linked: boolean,
): Data<ServicePoint> => ({
  name,
  columns: columns(context, funnel, linked),
  rows: [...points].sort((a, b) => pointName(a).localeCompare(pointName(b), "zh-CN")),
  grey: (p) => p.n < 30,
});

/** The funnel with its notes and the table of the points outside the limits. */
export function funnelFigure(context: Context, funnel: Funnel, options: { named?: boolean } = {}): Html {
  const { words } = context;
  const { drawn, low, high, small } = funnel;
  const label = funnel.definition ? context.say(funnel.definition.label) : funnel.metric;
  if (drawn.length === 0) {
    const { state, missing } = readMonths(context, funnel.metric);
    return html`<p class="empty-state">${state === "absent" ? words.needs(missing) : words.emptyBecause}</p>`;
  }
  const outside = [...low, ...high];
  const all = pointsData(
    context,
    funnel,
    context.published.servicePoints.filter((p) => p.metric_id === funnel.metric),
    `funnel-${funnel.metric}`,
    false,
  );
  return html`<figure>${plot("funnel", spec(context, funnel), words.points.alt(label, drawn.length, outside.length), "tall")}</figure><p class="note">${
    small > 0 ? words.points.small(small) : ""
  }${words.points.axisNote}</p>${
    options.named === false
      ? nothing
      : outside.length === 0
        ? html`<p class="small">${words.points.tableNone}</p>`
        : table(pointsData(context, funnel, outside, `outside-${funnel.metric}`, true))
  }${refs(context, { ...(funnel.definition ? { definition: funnel.definition.id } : {}), data: all })}`;
}
