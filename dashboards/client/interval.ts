import { areaY, axisX, axisY, dot, gridY, lineY, plot, pointerX, ruleY, text, tip } from "@observablehq/plot";
import type { IntervalSpec } from "../components/series.ts";
import { base, type Size, tipStyle, token } from "./style.ts";

/** Room at the right for what is written beside the last point; Chinese characters are as wide as the type is high. */
const roomFor = (label: string): number =>
  [...label].reduce((sum, char) => sum + (char.charCodeAt(0) > 0x2e80 ? 12 : 6.6), 12);

/** The line of months: interval band, ink line, hollow grey where data are not mature, last value on the line, target named. */
export function interval(spec: IntervalSpec, { width, isPaper }: Size) {
  const mature = spec.points.filter((p) => p.mature);
  const last = mature.slice(-1);
  const late = [...last, ...spec.points.filter((p) => !p.mature)];
  const labels = new Map(spec.ticks.map((tick) => [tick.t, tick.label]));
  const crowded = width < 300;
  const shown = spec.ticks.filter(
    (_, i) => !crowded || i === 0 || i === spec.ticks.length - 1 || spec.ticks.length < 3,
  );
  const { target } = spec;
  const wide = roomFor(spec.immature);
  return plot({
    width,
    height: isPaper ? 112 : 152,
    style: base,
    marginLeft: 32,
    marginRight: Math.max(42, late.length > 1 ? wide : 0, spec.before ? roomFor(spec.before.label) : 0),
    marginTop: 16,
    marginBottom: 34,
    x: { type: "point", domain: spec.months, padding: 0.2 },
    y: { domain: [...spec.domain] },
    marks: [
      gridY({ ticks: [...spec.yTicks], stroke: token("hair"), strokeOpacity: 1 }),
      axisY({
        ticks: [...spec.yTicks],
        tickSize: 0,
        tickPadding: 6,
        label: null,
        fill: token("ink-3"),
        tickFormat: (v: number) => v.toLocaleString("en"),
      }),
      axisX({
        ticks: shown.map((tick) => tick.t),
        tickSize: 4,
        label: null,
        fill: token("ink-3"),
        stroke: token("context"),
        lineHeight: 1.2,
        tickFormat: (t: string) => labels.get(t) ?? "",
      }),
      target &&
        ruleY([target.v], {
          stroke: token("target"),
          strokeDasharray: "1 3",
          strokeWidth: 1.25,
          strokeLinecap: "round",
        }),
      target &&
        text([target], {
          x: "t",
          y: "v",
          dx: -6,
          dy: -9,
          textAnchor: "start",
          text: "label",
          fill: token("ink-3"),
          stroke: token("page"),
          strokeWidth: 3,
        }),
      spec.before && lineY(spec.before.points, { x: "t", y: "v", stroke: token("context"), strokeWidth: 1.25 }),
      spec.before &&
        text(spec.before.points.slice(-1), {
          x: "t",
          y: "v",
          dx: 8,
          dy: Math.abs((spec.before.points.at(-1)?.v ?? 0) - (last[0]?.v ?? 0)) < spec.domain[1] / 9 ? 14 : 0,
          textAnchor: "start",
          text: () => spec.before?.label ?? "",
          fill: token("ink-3"),
        }),
      areaY(mature, { x: "t", y1: "lo", y2: "hi", fill: token("band") }),
      late.length > 1 ? lineY(late, { x: "t", y: "v", stroke: token("immature"), strokeDasharray: "3 3" }) : null,
      late.length > 1
        ? dot(late.slice(1), { x: "t", y: "v", r: 3, fill: token("page"), stroke: token("immature"), strokeWidth: 1.5 })
        : null,
      late.length > 1
        ? text(late.slice(-1), {
            x: "t",
            y: "v",
            text: () => spec.immature,
            dx: 7,
            textAnchor: "start",
            fill: token("ink-3"),
          })
        : null,
      lineY(mature, {
        x: "t",
        y: "v",
        stroke: token(spec.tone === "immature" ? "immature" : "series"),
        strokeWidth: 1.75,
      }),
      mature.length < 4 ? dot(mature, { x: "t", y: "v", r: 3, fill: token("series") }) : null,
      dot(last, { x: "t", y: "v", r: 3.5, fill: token(spec.tone), stroke: token("page"), strokeWidth: 1.5 }),
      text(last, {
        x: "t",
        y: "v",
        text: () => spec.last,
        dx: late.length > 1 ? -2 : 8,
        dy: late.length > 1 ? -14 : 0,
        textAnchor: late.length > 1 ? "middle" : "start",
        fill: token(spec.tone),
        stroke: token("page"),
        strokeWidth: 3,
        fontWeight: 600,
        fontSize: 13,
      }),
      tip(spec.points, pointerX({ x: "t", y: "v", title: "tip", ...tipStyle })),
    ],
  });
}
