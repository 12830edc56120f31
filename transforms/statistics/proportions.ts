import { clamp, type Interval, twoSided, z95 } from "./normal.ts";

/** `x` hits among `n`. */
export interface Proportion {
  x: number;
  n: number;
}

/**
 * Wilson score interval of x/n, as fractions. n = 0 gives null.
 *   centre = (x + z²/2) / (n + z²)      half = z · sqrt(x(n - x)/n + z²/4) / (n + z²)
 * Source: Wilson 1927; Newcombe 1998, Statist. Med. 17:857, method 3.
 */
export function wilson({ x, n }: Proportion, z = z95): Interval | null {
  if (n === 0) return null;
  const centre = (x + (z * z) / 2) / (n + z * z);
  const half = (z * Math.sqrt((x * (n - x)) / n + (z * z) / 4)) / (n + z * z);
  return clamp({ lo: centre - half, hi: centre + half }, 0, 1);
}

export interface Change {
  difference: number;
  lo: number;
  hi: number;
  z: number;
  p: number;
}

/**
 * Change of a proportion, later minus earlier, as fractions: Newcombe's hybrid score interval and the pooled two-sided z-test.
 *   lo = d - sqrt((p1 - l1)² + (u2 - p2)²)      hi = d + sqrt((u1 - p1)² + (p2 - l2)²)
 * with l, u the Wilson limits of each. An empty side gives null.
 * Source: Newcombe 1998, Statist. Med. 17:873, method 10.
 */
export function proportionChange(later: Proportion, earlier: Proportion, z = z95): Change | null {
  const first = wilson(later, z);
  const second = wilson(earlier, z);
  if (first === null || second === null) return null;
  const p1 = later.x / later.n;
  const p2 = earlier.x / earlier.n;
  const difference = p1 - p2;
  const pooled = (later.x + earlier.x) / (later.n + earlier.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / later.n + 1 / earlier.n));
  const statistic = error === 0 ? 0 : difference / error;
  return {
    difference,
    lo: difference - Math.hypot(p1 - first.lo, second.hi - p2),
    hi: difference + Math.hypot(first.hi - p1, p2 - second.lo),
    z: statistic,
    p: twoSided(statistic),
  };
}
