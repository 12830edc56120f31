import { type Interval, normalCdf, z95 } from "./normal.ts";
import { betaCdf, betaQuantile, gammaCdf, gammaQuantile, normalQuantile } from "./special.ts";

/** What one unit (a service point, an engineer, a model) showed: events, trials, events its mix of cases would bring, their variance. */
export interface Observed {
  x: number;
  n: number;
  expected: number;
  variance: number;
}

/** What is known of a unit's true level once the others are looked at: as a factor of what was expected. */
export interface Posterior {
  mean: number;
  interval: Interval;
  /** Probability that the true factor lies above a value. */
  above(factor: number): number;
  /** Probability that the unit is among the highest (or lowest) share of all units like it. */
  amongHighest(share: number): number;
  amongLowest(share: number): number;
}

/** Half-way down the two tails of a 95 % interval. */
const tails = [0.025, 0.975] as const;

/**
 * Correlation between two cases of one unit beyond what their mix explains, by weighted moments; 0 where units differ no more than chance.
 *   Var(x) = variance · (1 + (n - 1) rho)      rho = Σ w(z² - 1) / Σ w(n - 1), z² = (x - expected)²/variance
 *   w = (n - 1) / (1 + (n - 1) rho)², which weighs each z² by what it says of rho; repeated until rho stands still
 * Source: Kleinman 1973, JASA 68:46; Williams 1982, Appl. Statist. 31:144.
 */
export function intraUnitCorrelation(units: readonly Observed[]): number {
  const usable = units.filter(({ n, variance }) => n > 1 && variance > 0);
  let rho = 0;
  for (let round = 0; round < 50; round++) {
    let excess = 0;
    let pairs = 0;
    for (const { x, n, expected, variance } of usable) {
      const weight = (n - 1) / (1 + (n - 1) * rho) ** 2;
      excess += weight * ((x - expected) ** 2 / variance - 1);
      pairs += weight * (n - 1);
    }
    const next = pairs === 0 ? 0 : Math.min(0.999, Math.max(0, excess / pairs));
    if (Math.abs(next - rho) < 1e-9) return next;
    rho = next;
  }
  return rho;
}

/** A level of which nothing can be told but what was expected. */
const asExpected: Posterior = {
  mean: 1,
  interval: { lo: 1, hi: 1 },
  above: (factor) => (factor < 1 ? 1 : factor > 1 ? 0 : 0.5),
  amongHighest: (share) => share,
  amongLowest: (share) => share,
};

/**
 * Beta-binomial posterior of a unit's rate over its expected rate m = expected/n, for the correlation rho of all units.
 *   prior Beta(Km, K(1 - m)), K = 1/rho - 1      posterior Beta(Km + x, K(1 - m) + n - x)
 * Source: Casella 1985, Am. Statist. 39:83; Normand, Glickman & Gatsonis 1997, JASA 92:803 for the tail of the units.
 */
export function betaPosterior({ x, n, expected }: Observed, rho: number): Posterior {
  const m = expected / n;
  if (rho <= 0 || m <= 0 || m >= 1) return asExpected;
  const k = 1 / rho - 1;
  const [a, b] = [k * m + x, k * (1 - m) + n - x];
  const cut = (p: number) => betaQuantile(p, k * m, k * (1 - m));
  const below = (rate: number) => betaCdf(rate, a, b);
  return {
    mean: a / (a + b) / m,
    interval: { lo: betaQuantile(tails[0], a, b) / m, hi: betaQuantile(tails[1], a, b) / m },
    above: (factor) => 1 - below(Math.min(1, factor * m)),
    amongHighest: (share) => 1 - below(cut(1 - share)),
    amongLowest: (share) => below(cut(share)),
  };
}

/** Events over what was expected of a Poisson count. */
export interface Counted {
  x: number;
  expected: number;
}

/**
 * Shape of the gamma prior of mean 1 over the ratios of many Poisson counts, by moments; infinite where they differ no more than chance.
 *   Var(x) = e + e²/shape      1/shape = Σ((x - e)² - e) / Σ e²
 * Source: Böhning et al. 2004, Biostatistics 5:487; Clayton & Kaldor 1987, Biometrics 43:671.
 */
export function gammaShape(counts: readonly Counted[]): number {
  let excess = 0;
  let squares = 0;
  for (const { x, expected } of counts) {
    excess += (x - expected) ** 2 - expected;
    squares += expected ** 2;
  }
  return excess <= 0 ? Number.POSITIVE_INFINITY : squares / excess;
}

/** Gamma-Poisson posterior of x over expected: Gamma(shape + x) / (shape + expected). */
export function gammaPosterior({ x, expected }: Counted, shape: number): Posterior {
  if (!Number.isFinite(shape)) return asExpected;
  const [a, rate] = [shape + x, shape + expected];
  const cut = (p: number) => gammaQuantile(p, shape) / shape;
  const below = (factor: number) => gammaCdf(factor * rate, a);
  return {
    mean: a / rate,
    interval: { lo: gammaQuantile(tails[0], a) / rate, hi: gammaQuantile(tails[1], a) / rate },
    above: (factor) => 1 - below(factor),
    amongHighest: (share) => 1 - below(cut(1 - share)),
    amongLowest: (share) => below(cut(share)),
  };
}

/**
 * Spread of the true means of many units around what was expected, by moments; 0 where they differ no more than chance.
 *   tau² = (Q - (k - 1)) / (Σw - Σw²/Σw), w = 1/error², Q = Σ w d²
 * Source: DerSimonian & Laird 1986, Controlled Clin. Trials 7:177.
 */
export function spreadOfMeans(units: readonly { difference: number; error: number }[]): number {
  const weights = units.map(({ error }) => 1 / error ** 2);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight ** 2, 0);
  const q = units.reduce((total, { difference }, i) => total + (weights[i] as number) * difference ** 2, 0);
  const scale = sum - squares / sum;
  return scale > 0 ? Math.max(0, (q - (units.length - 1)) / scale) : 0;
}

/** Normal posterior of a unit's difference from what was expected; here `mean`, interval and `above` are differences, not factors. */
export function normalPosterior(unit: { difference: number; error: number }, tau2: number): Posterior {
  if (tau2 <= 0) {
    return { ...asExpected, mean: 0, interval: { lo: 0, hi: 0 }, above: (value) => asExpected.above(1 + value) };
  }
  const kept = tau2 / (tau2 + unit.error ** 2);
  const mean = kept * unit.difference;
  const error = Math.sqrt(kept) * unit.error;
  const above = (value: number) => normalCdf((mean - value) / error);
  const cut = (p: number) => normalQuantile(p) * Math.sqrt(tau2);
  return {
    mean,
    interval: { lo: mean - z95 * error, hi: mean + z95 * error },
    above,
    amongHighest: (share) => above(cut(1 - share)),
    amongLowest: (share) => 1 - above(cut(share)),
  };
}
