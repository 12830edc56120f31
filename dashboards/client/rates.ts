import { areaY, axisX, axisY, dot, gridY, lineY, plot, pointerX, tip } from "@observablehq/plot";
import { base, type Size, tipStyle, token } from "./style.ts";

interface Spec {
  points: { x: number; v: number; lo: number; hi: number; tip: string }[];
  ticks: { x: number; label: string }[];
}

/** A rate over whole months, from zero, with its interval. */
export function rates(spec: Spec, { width, isPaper }: Size) {
  const labels = new Map(spec.ticks.map(({ x, label }) => [x, label]));
  const top = Math.max(...spec.points.map((p) => p.v)) * 2;
  return plot({
    width,
    height: isPaper ? 180 : 240,
    style: base,
    marginLeft: 36,
    marginRight: 16,
    marginTop: 16,
    marginBottom: 26,
    y: { domain: [0, top], clamp: true },
    marks: [
      gridY({ ticks: 4, stroke: token("hair"), strokeOpacity: 1 }),
      axisY({ ticks: 4, tickSize: 0, label: null, fill: token("ink-3") }),
      axisX({
        ticks: spec.ticks.map(({ x }) => x),
        tickFormat: (x: number) => labels.get(x) ?? "",
        tickSize: 4,
        label: null,
        fill: token("ink-3"),
        stroke: token("context"),
      }),
      areaY(spec.points, { x: "x", y1: "lo", y2: "hi", fill: token("band") }),
      lineY(spec.points, { x: "x", y: "v", stroke: token("series"), strokeWidth: 1.75 }),
      dot(spec.points, { x: "x", y: "v", r: 2.4, fill: token("series") }),
      tip(spec.points, pointerX({ x: "x", y: "v", title: "tip", ...tipStyle })),
    ],
  });
}
