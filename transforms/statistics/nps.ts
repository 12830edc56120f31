import { clamp, type Interval, twoSided, z95 } from "./normal.ts";
import type { Change } from "./proportions.ts";

/** Answers to the 0 to 10 question: promoters (9-10), detractors (0-6), and all. */
export interface Answers {
  promoters: number;
  detractors: number;
  n: number;
}

/** The net promoter score that is printed, in points from -100 to 100; null without answers. */
export function netPromoterScore({ promoters, detractors, n }: Answers): number | null {
  return n === 0 ? null : (100 * (promoters - detractors)) / n;
}

/** Score and variance of the score's estimate, as fractions, after adding 3/4 promoter, 3/4 detractor and 3/2 passives. */
function adjusted({ promoters, detractors, n }: Answers): { score: number; variance: number } {
  const p = (promoters + 0.75) / (n + 3);
  const d = (detractors + 0.75) / (n + 3);
  return { score: p - d, variance: (p + d - (p - d) ** 2) / (n + 3) };
}

/**
 * Adjusted-Wald interval of the net promoter score in points, centred on the adjusted score (the printed value stays raw).
 *   p = (P + .75)/(n + 3)   d = (D + .75)/(n + 3)   100 · (p - d ± z · sqrt((p + d - (p - d)²)/(n + 3))), held in [-100, 100]
 * Source: Rocks 2016, The American Statistician 70(4):365; measuringu.com/nps-confidence-intervals.
 */
export function adjustedWaldNps(answers: Answers, z = z95): Interval | null {
  if (answers.n === 0) return null;
  const { score, variance } = adjusted(answers);
  const half = z * Math.sqrt(variance);
  return clamp({ lo: 100 * (score - half), hi: 100 * (score + half) }, -100, 100);
}

/**
 * Change of the net promoter score in points, later minus earlier: the raw difference, and interval and z-test
 * from the two adjusted scores and their variances. An empty side gives null.
 */
export function npsChange(later: Answers, earlier: Answers, z = z95): Change | null {
  const raw = netPromoterScore(later);
  const before = netPromoterScore(earlier);
  if (raw === null || before === null) return null;
  const a = adjusted(later);
  const b = adjusted(earlier);
  const error = Math.sqrt(a.variance + b.variance);
  const centre = a.score - b.score;
  const statistic = centre / error;
  return {
    difference: raw - before,
    ...clamp({ lo: 100 * (centre - z * error), hi: 100 * (centre + z * error) }, -200, 200),
    z: statistic,
    p: twoSided(statistic),
  };
}

/**
 * Answers needed for a 95 % interval of ± `margin` points: z² · v / margin², with v = p + d - (p - d)² for the shares of promoters
 * and detractors.
 */
export function answersForMargin({ promoters, detractors, n }: Answers, margin: number, z = z95): number | null {
  return n === 0 ? null : Math.ceil((z * z * spread(promoters / n, detractors / n)) / (margin / 100) ** 2);
}

/**
 * Answers each of two periods needs for a change of `change` points to be found in 80 % of cases at a two-sided 5 %:
 * (z.975 + z.80)² · 2v / change².
 */
export function answersForChange({ promoters, detractors, n }: Answers, change: number): number | null {
  const z80 = 0.8416212335729143;
  return n === 0
    ? null
    : Math.ceil(((z95 + z80) ** 2 * 2 * spread(promoters / n, detractors / n)) / (change / 100) ** 2);
}

const spread = (p: number, d: number): number => p + d - (p - d) ** 2;

/**
 * Holm's step-down adjustment of p-values tested together; the order of the result is that of the argument.
 * Source: Holm 1979, Scand. J. Statist. 6:65.
 */
export function holm(p: readonly number[]): number[] {
  const adjustedValues = new Array<number>(p.length);
  const order = p.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  let highest = 0;
  for (const [rank, { value, index }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (p.length - rank) * value));
    adjustedValues[index] = highest;
  }
  return adjustedValues;
}
