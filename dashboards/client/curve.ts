import { areaY, axisX, axisY, dot, gridY, lineY, plot, pointerX, ruleY, text, tip } from "@observablehq/plot";
import { base, type Size, tipStyle, token } from "./style.ts";

interface Point {
  x: number;
  v: number;
  lo: number;
  hi: number;
  tip: string;
}

interface Spec {
  points: Point[];
  ticks: { x: number; label: string }[];
  unit: string;
}

/** A cumulative share over days, from zero, with its interval. */
export function curve(spec: Spec, { width, isPaper }: Size) {
  const labels = new Map(spec.ticks.map(({ x, label }) => [x, label]));
  const named = spec.points.filter((p) => p.x > 0);
  return plot({
    width,
    height: isPaper ? 180 : 240,
    style: base,
    marginLeft: 36,
    marginRight: 46,
    marginTop: 16,
    marginBottom: 26,
    x: { domain: [0, Math.max(...spec.points.map((p) => p.x))] },
    y: { domain: [0, Math.max(...spec.points.map((p) => p.hi)) * 1.1] },
    marks: [
      gridY({ ticks: 4, stroke: token("hair"), strokeOpacity: 1 }),
      axisY({
        ticks: 4,
        tickSize: 0,
        label: null,
        fill: token("ink-3"),
        tickFormat: (v: number) => `${v}${spec.unit}`,
      }),
      axisX({
        ticks: spec.ticks.map(({ x }) => x),
        tickSize: 4,
        label: null,
        fill: token("ink-3"),
        stroke: token("context"),
        tickFormat: (x: number) => labels.get(x) ?? "",
      }),
      ruleY([0], { stroke: token("context") }),
      areaY(spec.points, { x: "x", y1: "lo", y2: "hi", fill: token("band") }),
      lineY(spec.points, { x: "x", y: "v", stroke: token("series"), strokeWidth: 1.75 }),
      dot(named, { x: "x", y: "v", r: 3, fill: token("series"), stroke: token("page") }),
      text(named.slice(-1), {
        x: "x",
        y: "v",
        text: (p: Point) => `${p.v.toFixed(1)}${spec.unit}`,
        dx: 8,
        textAnchor: "start",
        fill: token("series"),
        fontWeight: 600,
        fontSize: 13,
      }),
      tip(named, pointerX({ x: "x", y: "v", title: "tip", ...tipStyle })),
    ],
  });
}
