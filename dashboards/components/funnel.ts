import type { Context } from "../page.ts";
import type { Definition, Scorecard } from "../published.ts";
import { int, number, plainNumber, type Scale, scaleOf } from "./format.ts";
import { type Html, html } from "./html.ts";
import { findSeries, readMonths } from "./reading.ts";
import { plot } from "./series.ts";

/** Units of one kind by one metric, split by how they are told apart. */
export interface Comparison {
  metric: string;
  kind: Scorecard["unit_kind"];
  definition: Definition | null;
  /** Of the metric's own values. */
  scale: Scale;
  /** Whether the effect is a difference in points and not a ratio. */
  isScore: boolean;
  all: readonly Scorecard[];
  /** Those with enough cases to be judged. */
  judged: readonly Scorecard[];
  small: number;
  worse: readonly Scorecard[];
  better: readonly Scorecard[];
}

export const unitName = (context: Context, unit: Scorecard): string =>
  unit.unit_kind === "engineer"
    ? context.words.fairness.engineer(unit.unit_id.slice(0, 6))
    : (unit.name ?? unit.unit_id);

/** Outside the funnel, or worse (better) than expected with a probability of 95 %. */
export const isWorse = ({ band, funnel }: Scorecard): boolean =>
  band === "far_worse" || band === "worse" || funnel === "worse";
export const isBetter = (unit: Scorecard): boolean =>
  !isWorse(unit) && (unit.band === "far_better" || unit.band === "better" || unit.funnel === "better");

export function readComparison(context: Context, metric: string, kind: Scorecard["unit_kind"]): Comparison {
  const all = context.published.scorecards.filter((unit) => unit.metric_id === metric && unit.unit_kind === kind);
  const judged = all.filter((unit) => unit.band !== "small" && unit.effect !== null);
  const found = findSeries(context.published.definitions, metric);
  const unit = found?.series.unit ?? "percent";
  return {
    metric,
    kind,
    definition: found?.definition ?? null,
    scale: scaleOf({ unit }, 0, context.words.units),
    isScore: unit === "points",
    all,
    judged,
    small: all.length - judged.length,
    worse: judged.filter(isWorse),
    better: judged.filter(isBetter),
  };
}

/** An effect as it is printed: a ratio with two digits, a difference in points with one. */
export const effectScale = ({ isScore }: Comparison): Scale =>
  isScore ? { factor: 1, digits: 1, unit: "", step: "" } : { factor: 1, digits: 2, unit: "", step: "" };

/** The funnel as the client draws it: ratios over the number expected, or differences over the number of answers. */
function spec(context: Context, compared: Comparison): unknown {
  const { words } = context;
  const { judged, isScore } = compared;
  const scale = effectScale(compared);
  const across = (unit: Scorecard) => Number(((isScore ? unit.n : unit.expected) ?? 0).toFixed(2));
  const k = (v: number | null) => (v === null ? null : Number(v.toFixed(3)));
  const limits = [...new Map(judged.map((unit) => [across(unit), unit])).values()]
    .sort((a, b) => across(a) - across(b))
    .map((unit) => [across(unit), k(unit.lo998), k(unit.lo95), k(unit.hi95), k(unit.hi998)]);
  const values = judged.flatMap((unit) => [unit.effect ?? 0, unit.lo95 ?? 0, unit.hi95 ?? 0]);
  const most = Math.max(...values) * 1.08;
  return {
    points: judged.map((unit) => ({
      x: across(unit),
      v: k(unit.effect),
      band: isWorse(unit) ? "worse" : isBetter(unit) ? "better" : "within",
      name: unitName(context, unit),
      tip: words.fairness.tip(unitName(context, unit), number(unit.effect ?? 0, scale), int(unit.n)),
    })),
    limits,
    centre: { v: isScore ? 0 : 1, label: isScore ? words.fairness.asExpected : words.fairness.once },
    limitLabel: words.fairness.limit,
    xLabel: isScore ? words.fairness.answersAcross : words.fairness.expectedAcross,
    unit: isScore ? "" : words.fairness.times,
    domain: isScore ? [Math.min(...values) * 1.08, most] : [0, most],
    maxX: Math.max(...judged.map(across)) * 1.04,
  };
}

/** A funnel of fewer is no picture of how units differ. */
const leastDrawn = 10;

/** The funnel with a note on its axis. */
export function funnelFigure(context: Context, compared: Comparison): Html {
  const { words } = context;
  const { judged, worse, better, small } = compared;
  const own = words.fairness;
  if (judged.length === 0) {
    const { state, missing } = readMonths(context, compared.metric);
    if (state === "absent") return html`<p class="empty-state">${words.needs(missing)}</p>`;
    return html`<p class="empty-state">${own.none}${small > 0 ? own.small(int(small)) : ""}</p>`;
  }
  if (judged.length < leastDrawn)
    return html`<p class="note">${own.fewUnits}${small > 0 ? own.small(int(small)) : ""}</p>`;
  const label = compared.definition ? context.say(compared.definition.label) : compared.metric;
  const alt = own.alt(label, judged.length, worse.length, better.length);
  return html`<figure>${plot("funnel", spec(context, compared), alt, "tall")}</figure><p class="note">${
    compared.isScore ? own.axisScore : own.axisRatio
  }${small > 0 ? own.small(int(small)) : ""}</p>`;
}

/** φ as it is printed. */
export const phiOf = ({ judged }: Comparison): string =>
  plainNumber(judged[0]?.phi ?? 1, { factor: 1, digits: 2, unit: "", step: "" });
