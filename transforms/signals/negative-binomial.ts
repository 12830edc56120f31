import { betaCdf, logGamma } from "../statistics/special.ts";

/**
 * Counts of mean mu and variance mu + mu²/size; a size without end is Poisson's.
 *   P(n) = Γ(n + size)/(Γ(size) n!) · (size/(size + mu))^size · (mu/(size + mu))^n
 */
export function probability(n: number, mu: number, size: number): number {
  if (mu <= 0) return n === 0 ? 1 : 0;
  if (!Number.isFinite(size)) return Math.exp(n * Math.log(mu) - mu - logGamma(n + 1));
  return Math.exp(
    logGamma(n + size) -
      logGamma(size) -
      logGamma(n + 1) -
      size * Math.log1p(mu / size) +
      n * Math.log(mu / (size + mu)),
  );
}

/** Probability of n or more. The tail of a negative binomial is a beta probability (Abramowitz & Stegun 26.5.26). */
export function upperTail(n: number, mu: number, size: number): number {
  if (n <= 0) return 1;
  if (mu <= 0) return 0;
  if (Number.isFinite(size)) return betaCdf(mu / (size + mu), n, size);
  let below = 0;
  for (let k = 0; k < n; k++) below += probability(k, mu, size);
  return Math.max(0, 1 - below);
}

/**
 * ln P(n | ratio · mu) - ln P(n | mu) at one size.
 * Source: Höhle & Paul 2008, Comput. Stat. Data Anal. 52:4357, eq. 5.
 */
export function logLikelihoodRatio(n: number, mu: number, size: number, ratio: number): number {
  if (!Number.isFinite(size)) return n * Math.log(ratio) - (ratio - 1) * mu;
  const log = Math.log((size + ratio * mu) / (size + mu));
  return n * (Math.log(ratio) - log) - size * log;
}

/**
 * Size of many counts around their expectations, by moments; without end where they vary no more than Poisson's.
 *   1/size = Σ((n - mu)² - mu)/Σ mu²
 * Source: Breslow 1984, Appl. Statist. 33:38.
 */
export class SizeByMoments {
  private excess = 0;
  private squares = 0;

  add(n: number, mu: number): void {
    this.excess += (n - mu) ** 2 - mu;
    this.squares += mu * mu;
  }

  get size(): number {
    return this.excess <= 0 ? Number.POSITIVE_INFINITY : this.squares / this.excess;
  }
}
