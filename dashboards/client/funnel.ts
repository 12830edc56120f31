import { areaY, axisX, axisY, dot, gridY, plot, pointer, ruleY, text, tip } from "@observablehq/plot";
import { placeLabels } from "./labels.ts";
import { base, type Size, tipStyle, token } from "./style.ts";

interface Spec {
  points: { x: number; v: number; band: string; name: string; tip: string }[];
  /** x, low 99.8 %, low 95 %, high 95 %, high 99.8 % */
  limits: [number, number, number, number, number][];
  centre: { v: number; label: string } | null;
  limitLabel: string;
  xLabel: string;
  unit: string;
  domain: [number, number];
  maxX: number;
}

/** Units over their size, inside two limits; only those set apart carry a name where there is room, the furthest first, and none a rank. */
export function funnel(spec: Spec, { width, isPaper }: Size) {
  const isPhone = width < 420;
  const limits = spec.limits.map(([x, lo998, lo95, hi95, hi998]) => ({ x, lo998, lo95, hi95, hi998 }));
  const edge = limits.slice(-1);
  const worse = spec.points.filter((p) => p.band === "worse");
  const better = spec.points.filter((p) => p.band === "better");
  const height = isPaper ? 230 : isPhone ? 300 : 380;
  const margin = { left: 40, right: isPhone ? 8 : 72, top: 22, bottom: 38 };
  const frame = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const [low, high] = spec.domain;
  const labels = placeLabels(
    [...worse, ...better]
      .sort((a, b) => Math.abs(b.v - (spec.centre?.v ?? 0)) - Math.abs(a.v - (spec.centre?.v ?? 0)))
      .map((p) => ({
        at: p.x,
        v: p.v,
        name: p.name,
        x: (p.x / spec.maxX) * frame.width,
        y: ((high - Math.min(high, Math.max(low, p.v))) / (high - low)) * frame.height,
        anchor: p.x > 0.8 * spec.maxX ? ("end" as const) : ("middle" as const),
      })),
    frame,
  );
  const side = { dx: 6, textAnchor: "start", fill: token("ink-3") } as const;
  return plot({
    width,
    height,
    style: base,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: { domain: [0, spec.maxX], label: null },
    y: { domain: spec.domain, clamp: true },
    marks: [
      gridY({ ticks: 5, stroke: token("hair"), strokeOpacity: 1 }),
      axisY({
        ticks: 5,
        tickSize: 0,
        label: null,
        fill: token("ink-3"),
        tickFormat: (v: number) => `${v}${spec.unit}`,
      }),
      axisX({ ticks: isPhone ? 4 : 6, tickSize: 4, label: null, fill: token("ink-3"), stroke: token("context") }),
      text([spec.xLabel], { frameAnchor: "bottom-right", dy: 34, textAnchor: "end", fill: token("ink-3") }),
      areaY(limits, { x: "x", y1: "lo998", y2: "hi998", fill: token("band"), fillOpacity: 0.35 }),
      areaY(limits, { x: "x", y1: "lo95", y2: "hi95", fill: token("band"), fillOpacity: 0.55 }),
      spec.centre &&
        ruleY([spec.centre.v], { x1: 0, x2: edge[0]?.x ?? spec.maxX, stroke: token("target"), strokeWidth: 1 }),
      isPhone ? null : text(edge, { x: "x", y: "hi998", text: () => spec.limitLabel, ...side }),
      isPhone ? null : text(edge, { x: "x", y: "lo998", text: () => spec.limitLabel, ...side }),
      isPhone || !spec.centre
        ? null
        : text([spec.centre], {
            x: () => edge[0]?.x ?? spec.maxX,
            y: "v",
            text: "label",
            ...side,
            fill: token("ink-2"),
            fontWeight: 600,
          }),
      dot(
        spec.points.filter((p) => p.band === "within"),
        { x: "x", y: "v", r: 2.4, fill: token("context"), fillOpacity: 0.9 },
      ),
      dot(better, { x: "x", y: "v", r: 5, fill: token("better"), stroke: token("page"), symbol: "circle" }),
      dot(worse, { x: "x", y: "v", r: 5.5, fill: token("worse"), stroke: token("page"), symbol: "diamond2" }),
      ...labels.map((label) =>
        text([label], {
          x: "at",
          y: "v",
          text: "name",
          dy: label.dy,
          textAnchor: label.anchor,
          fill: token("ink"),
          stroke: token("page"),
          strokeWidth: 3,
          fontWeight: 600,
        }),
      ),
      tip(spec.points, pointer({ x: "x", y: "v", title: "tip", ...tipStyle })),
    ],
  });
}
