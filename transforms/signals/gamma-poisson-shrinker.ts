import { gammaCdf, logGamma } from "../statistics/special.ts";
import { minimise } from "./nelder-mead.ts";

/** Prior over the ratios of all cells: Gamma(alpha1, rate beta1) with probability p, else Gamma(alpha2, rate beta2). */
export interface MixturePrior {
  alpha1: number;
  beta1: number;
  alpha2: number;
  beta2: number;
  p: number;
}

/** Reports of a cell and what independence of model and symptom would bring. */
export interface Reported {
  n: number;
  expected: number;
}

/** A cell's posterior: the ratio's geometric mean (EBGM) and its 5 % and 95 % points. */
export interface Shrunk {
  ebgm: number;
  eb05: number;
  eb95: number;
}

/** ln P(n) of a Poisson count whose mean is expected times a Gamma(alpha, rate beta) ratio. */
function logMarginal({ n, expected }: Reported, alpha: number, beta: number, ofAlpha = logGamma(alpha)): number {
  return (
    logGamma(alpha + n) -
    ofAlpha -
    logGamma(n + 1) -
    n * Math.log1p(beta / expected) -
    alpha * Math.log1p(expected / beta)
  );
}

/**
 * Probability that a cell's ratio came from the first part of the prior, given its count.
 * Source: DuMouchel 1999, Am. Statist. 53:177, eq. 6.
 */
export function firstPart(cell: Reported, { alpha1, beta1, alpha2, beta2, p }: MixturePrior): number {
  const difference = logMarginal(cell, alpha2, beta2) - logMarginal(cell, alpha1, beta1);
  return 1 / (1 + ((1 - p) / p) * Math.exp(difference));
}

/**
 * Multi-item gamma-Poisson shrinker of one cell.
 *   posterior Q Gamma(alpha1 + n, beta1 + E) + (1 - Q) Gamma(alpha2 + n, beta2 + E)
 *   EBGM = exp E[ln ratio], E[ln ratio] of a gamma = digamma(shape) - ln(rate); the quantiles by halving
 * Source: DuMouchel 1999, eq. 9-11; DuMouchel & Pregibon 2001 (KDD) for EB05.
 */
export function shrink(cell: Reported, prior: MixturePrior): Shrunk {
  const q = firstPart(cell, prior);
  const parts = [
    { weight: q, shape: prior.alpha1 + cell.n, rate: prior.beta1 + cell.expected },
    { weight: 1 - q, shape: prior.alpha2 + cell.n, rate: prior.beta2 + cell.expected },
  ];
  const sum = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((total, part) => total + part.weight * of(part), 0);
  const below = (ratio: number) => sum(({ shape, rate }) => gammaCdf(ratio * rate, shape));
  const quantile = (share: number) => {
    let [lo, hi] = [0, 1];
    while (below(hi) < share) hi *= 2;
    for (let i = 0; i < 100 && hi - lo > 1e-12 * hi; i++) {
      const middle = (lo + hi) / 2;
      if (below(middle) < share) lo = middle;
      else hi = middle;
    }
    return (lo + hi) / 2;
  };
  return {
    ebgm: Math.exp(sum(({ shape, rate }) => digamma(shape) - Math.log(rate))),
    eb05: quantile(0.05),
    eb95: quantile(0.95),
  };
}

/** The prior that DuMouchel starts from. */
const usualPrior: MixturePrior = { alpha1: 0.2, beta1: 0.1, alpha2: 2, beta2: 4, p: 1 / 3 };

/**
 * The prior under which all cells' counts are likeliest, by Nelder and Mead's simplex in the logarithms. Cells of one count and about
 * the same expectation are taken together first (data squashing). Of fewer than ten cells the usual prior stands.
 * Source: DuMouchel 1999, eq. 12; DuMouchel & Pregibon 2001 for squashing.
 */
export function fitPrior(cells: readonly Reported[]): MixturePrior {
  const points = squash(cells);
  if (points.length < 10) return usualPrior;
  const priorOf = ([a1 = 0, b1 = 0, a2 = 0, b2 = 0, logit = 0]: readonly number[]): MixturePrior => ({
    alpha1: Math.exp(a1),
    beta1: Math.exp(b1),
    alpha2: Math.exp(a2),
    beta2: Math.exp(b2),
    p: 1 / (1 + Math.exp(-logit)),
  });
  const loss = (x: readonly number[]) => {
    // Beyond these a part is a point or a plane, and the likelihood flat.
    if (x.some((value) => Math.abs(value) > 9)) return Number.POSITIVE_INFINITY;
    const { alpha1, beta1, alpha2, beta2, p } = priorOf(x);
    const [ofFirst, ofSecond] = [logGamma(alpha1), logGamma(alpha2)];
    let total = 0;
    for (const point of points) {
      const { weight } = point;
      const first = Math.log(p) + logMarginal(point, alpha1, beta1, ofFirst);
      const second = Math.log1p(-p) + logMarginal(point, alpha2, beta2, ofSecond);
      const top = Math.max(first, second);
      total -= weight * (top + Math.log(Math.exp(first - top) + Math.exp(second - top)));
    }
    return total;
  };
  const { alpha1, beta1, alpha2, beta2, p } = usualPrior;
  const start = [Math.log(alpha1), Math.log(beta1), Math.log(alpha2), Math.log(beta2), Math.log(p / (1 - p))];
  return priorOf(minimise(loss, start));
}

function squash(cells: readonly Reported[]): (Reported & { weight: number })[] {
  const bins = new Map<string, { n: number; sum: number; weight: number }>();
  for (const { n, expected } of cells) {
    if (!(expected > 0)) continue;
    const key = `${n} ${Math.round(Math.log(expected) * 10)}`;
    const bin = bins.get(key) ?? { n, sum: 0, weight: 0 };
    bins.set(key, { n, sum: bin.sum + expected, weight: bin.weight + 1 });
  }
  return [...bins]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { n, sum, weight }]) => ({ n, expected: sum / weight, weight }));
}

/** Derivative of ln gamma at a positive number: recurrence up to 10, then the asymptotic series (Abramowitz & Stegun 6.3.18). */
export function digamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at++) shift -= 1 / at;
  const s = 1 / (at * at);
  const series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760))))));
  return shift + Math.log(at) - 1 / (2 * at) - series;
}
