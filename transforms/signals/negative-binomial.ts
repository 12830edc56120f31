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

/** ln P(n) without what does not hang on mu. */
export function logLikelihood(n: number, mu: number, size: number): number {
  const safe = Math.max(mu, 1e-9);
  if (!Number.isFinite(size)) return n * Math.log(safe) - safe;
  return n * Math.log(safe / (size + safe)) - size * Math.log1p(safe / size);
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
 * Size of weekly counts by the differences of neighbouring weeks, which a lasting rise or fall leaves alone; without end where they
 * vary no more than Poisson's. With r = mu_t/mu_(t-1) and d = n_t - r n_(t-1),
 *   1/size = Σ(d² - n_t - r² n_(t-1)) / Σ 2 r n_t n_(t-1)
 * since the mean square of d is its Poisson part plus 2 (ratio · mu_t)²/size, whatever ratio the weeks share.
 * Source: von Neumann 1941, Ann. Math. Statist. 12:367 for differences; Breslow 1984, Appl. Statist. 33:38 for the moments.
 */
export class SizeByDifferences {
  excess = 0;
  squares = 0;

  add(n: number, mu: number, before: { n: number; mu: number }): void {
    if (mu <= 0 || before.mu <= 0) return;
    const r = mu / before.mu;
    this.excess += (n - r * before.n) ** 2 - n - r * r * before.n;
    this.squares += 2 * r * n * before.n;
  }

  /** Of these counts, drawn to what is known of others, 1/size, as far as so many squares of theirs are worth. */
  size(others = 0, worth = 0): number {
    const squares = this.squares + worth;
    const inverse = squares > 0 ? (this.excess + others * worth) / squares : 0;
    return inverse <= 0 ? Number.POSITIVE_INFINITY : 1 / inverse;
  }
}
