import { areaY, axisX, axisY, dot, gridY, plot, pointer, ruleY, text, tip } from "@observablehq/plot";
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

/** Units over their size, inside two limits; only those set apart carry a name, and none a rank. */
export function funnel(spec: Spec, { width, isPaper }: Size) {
  const isPhone = width < 420;
  const limits = spec.limits.map(([x, lo998, lo95, hi95, hi998]) => ({ x, lo998, lo95, hi95, hi998 }));
  const edge = limits.slice(-1);
  const worse = spec.points.filter((p) => p.band === "worse");
  const better = spec.points.filter((p) => p.band === "better");
  const side = { dx: 6, textAnchor: "start", fill: token("ink-3") } as const;
  return plot({
    width,
    height: isPaper ? 230 : isPhone ? 300 : 380,
    style: base,
    marginLeft: 40,
    marginRight: isPhone ? 8 : 72,
    marginTop: 22,
    marginBottom: 38,
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
      ...[false, true].map((isLast) =>
        text(
          [...worse, ...better].filter((p) => p.x > 0.8 * spec.maxX === isLast),
          {
            x: "x",
            y: "v",
            text: "name",
            dy: -14,
            textAnchor: isLast ? "end" : "middle",
            fill: token("ink"),
            stroke: token("page"),
            strokeWidth: 3,
            fontWeight: 600,
          },
        ),
      ),
      tip(spec.points, pointer({ x: "x", y: "v", title: "tip", ...tipStyle })),
    ],
  });
}
