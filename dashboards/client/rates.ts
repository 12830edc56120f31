import { areaY, axisX, axisY, dot, gridY, lineY, plot, pointerX, text, tip } from "@observablehq/plot";
import { base, type Size, tipStyle, token } from "./style.ts";

interface Spec {
  points: { x: number; v: number; lo: number; hi: number; tip: string }[];
  ticks: { x: number; label: string }[];
  /** What it is compared with, and its name. */
  peers: { x: number; v: number }[];
  peersLabel: string;
}

/** What has come up to each month, from zero, with its interval, and that of the peers in grey. */
export function rates(spec: Spec, { width, isPaper }: Size) {
  const labels = new Map(spec.ticks.map(({ x, label }) => [x, label]));
  const top = Math.max(...spec.points.map((p) => p.v), ...spec.peers.map((p) => p.v)) * 1.6;
  const last = spec.peers.at(-1);
  return plot({
    width,
    height: isPaper ? 180 : 240,
    style: base,
    marginLeft: 36,
    marginRight: 40,
    marginTop: 16,
    marginBottom: 26,
    x: { domain: [0, Math.max(...spec.points.map((p) => p.x), ...spec.peers.map((p) => p.x))] },
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
      lineY(spec.peers, { x: "x", y: "v", stroke: token("context"), strokeWidth: 1.5 }),
      areaY(spec.points, { x: "x", y1: "lo", y2: "hi", fill: token("band") }),
      lineY(spec.points, { x: "x", y: "v", stroke: token("series"), strokeWidth: 1.75 }),
      dot(spec.points, { x: "x", y: "v", r: 2.4, fill: token("series") }),
      text(last ? [last] : [], {
        x: "x",
        y: "v",
        text: () => spec.peersLabel,
        textAnchor: "start",
        dx: 6,
        fill: token("ink-3"),
      }),
      tip(spec.points, pointerX({ x: "x", y: "v", title: "tip", ...tipStyle })),
    ],
  });
}
