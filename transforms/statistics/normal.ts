/** Two-sided 95 % point of the standard normal distribution. */
export const z95 = 1.959963984540054;
/** Two-sided 99.8 % point, the outer limit of a funnel. */
export const z998 = 3.090232306167813;

/** Limits of an interval; a limit the data cannot give is null. */
export interface Interval {
  lo: number;
  hi: number;
}

/**
 * Probability that a standard normal variable is at most `z`, accurate to about 1e-15.
 * Maclaurin series inside 3, Laplace's continued fraction outside (Abramowitz & Stegun 26.2.10, 26.2.14).
 */
export function normalCdf(z: number): number {
  const size = Math.abs(z);
  const density = Math.exp((-size * size) / 2) / Math.sqrt(2 * Math.PI);
  if (size < 3) {
    let term = size;
    let sum = size;
    for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
      term *= (size * size) / odd;
      sum += term;
    }
    return 0.5 + Math.sign(z) * density * sum;
  }
  let fraction = 0;
  for (let k = 100; k >= 1; k--) fraction = k / (size + fraction);
  const tail = density / (size + fraction);
  return z < 0 ? tail : 1 - tail;
}

/** Two-sided p-value of a standard normal statistic. */
export function twoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/** Limits held inside [low, high]. */
export function clamp(interval: Interval, low: number, high: number): Interval {
  return { lo: Math.min(high, Math.max(low, interval.lo)), hi: Math.min(high, Math.max(low, interval.hi)) };
}
