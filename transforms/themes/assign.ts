import { nearest } from "./nearest.ts";
import { type Gate, pValue } from "./residual.ts";

/** Frozen places of themes: a clause belongs to the nearest one when it is near enough and clearly nearer than to the next. */
export interface Anchors {
  /** Numbers of a vector. */
  d: number;
  /** One row of d numbers a theme, of length 1. */
  centroids: Float32Array;
  /** Least product with the centroid. */
  thresholds: Float32Array;
  /** Least lead over the second nearest. */
  margins: Float32Array;
}

/** Clauses as the space sees them: rows of d numbers, zeros without a known word, and the share of known words. */
export interface SeenClauses {
  vectors: Float32Array;
  known: Float32Array;
}

export interface Anchored {
  /** Anchor of each clause; -1 for the residual. */
  anchor: Int32Array;
  /** The nearest anchor, whether it holds or not; -1 without any. */
  nearest: Int32Array;
  /** The second nearest; -1 without one. */
  runnerUp: Int32Array;
  /** Product with it. */
  score: Float32Array;
  /** Lead over the second nearest. */
  margin: Float32Array;
}

/** Gives each clause to its nearest anchor, or to the residual. What a clause gets depends on nothing but itself. */
export function assignToAnchors({ vectors, known }: SeenClauses, anchors: Anchors, gate: Gate): Anchored {
  const { best, score, second, runnerUp } = nearest(vectors, anchors.centroids, anchors.d);
  const looks = { similarity: score, known };
  const margin = score.map((value, i) => value - Math.max(0, second[i] as number));
  const anchor = best.map((theme, i) => {
    if (theme < 0 || (score[i] as number) <= 0) return -1;
    const isNear = (score[i] as number) >= (anchors.thresholds[theme] as number);
    const isClear = (margin[i] as number) >= (anchors.margins[theme] as number);
    return isNear && isClear && pValue(gate, looks, i) > residualShare ? theme : -1;
  });
  return { anchor, nearest: best, runnerUp, score, margin };
}

/** Share of normal clauses that may stay without a theme: less than the gate for what is new, which asks for company too. */
export const residualShare = 0.05;

/** The share of a theme's own clauses that may miss its threshold, and its margin. */
const missed = { threshold: 0.01, margin: 0.005 };

/** So many held-out clauses weigh as much as all themes together. */
const shrinkage = 20;

/** Thresholds and margins of k themes from held-out clauses with the theme they are nearest to; few clauses lean on all. */
export function calibrateAnchors(
  theme: Int32Array,
  score: Float32Array,
  margin: Float32Array,
  k: number,
): Pick<Anchors, "thresholds" | "margins"> {
  const own: { score: number[]; margin: number[] }[] = Array.from({ length: k }, () => ({ score: [], margin: [] }));
  for (const [i, at] of theme.entries()) {
    own[at]?.score.push(score[i] as number);
    own[at]?.margin.push(margin[i] as number);
  }
  const all = { score: quantile(score, missed.threshold), margin: quantile(margin, missed.margin) };
  const shrunk = (values: number[], share: number, whole: number) => {
    const weight = values.length / (values.length + shrinkage);
    return weight === 0 ? whole : weight * quantile(values, share) + (1 - weight) * whole;
  };
  return {
    thresholds: Float32Array.from(own, (one) => shrunk(one.score, missed.threshold, all.score)),
    margins: Float32Array.from(own, (one) => shrunk(one.margin, missed.margin, all.margin)),
  };
}

/** The value below which the share lies, by rank; 0 without values. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
