import { type Interval, twoSided, z95 } from "./normal.ts";

/** `x` events over an exposure (tickets, unit-months); rates come out per one unit of exposure. */
export interface Rate {
  x: number;
  exposure: number;
}

/**
 * Byar's interval of a Poisson rate x/exposure. No exposure gives null.
 *   lo = x (1 - 1/(9x) - z/(3 sqrt x))³ / exposure, 0 when x = 0      hi = y (1 - 1/(9y) + z/(3 sqrt y))³ / exposure, y = x + 1
 * Source: Breslow & Day 1987, Statistical Methods in Cancer Research II, p. 69.
 */
export function byar({ x, exposure }: Rate, z = z95): Interval | null {
  if (exposure <= 0) return null;
  const y = x + 1;
  const lo = x === 0 ? 0 : x * (1 - 1 / (9 * x) - z / (3 * Math.sqrt(x))) ** 3;
  const hi = y * (1 - 1 / (9 * y) + z / (3 * Math.sqrt(y))) ** 3;
  return { lo: Math.max(0, lo) / exposure, hi: hi / exposure };
}

export interface Ratio {
  ratio: number;
  lo: number;
  hi: number;
  p: number;
}

/**
 * Ratio of two Poisson rates, later over earlier, with its log-normal interval and two-sided z-test:
 *   ln ratio ± z · sqrt(1/x1 + 1/x2). Half an event is added to both counts when either is zero. No exposure gives null.
 * Source: Rothman, Modern Epidemiology, 3rd ed., ch. 14.
 */
export function rateRatio(later: Rate, earlier: Rate, z = z95): Ratio | null {
  if (later.exposure <= 0 || earlier.exposure <= 0) return null;
  return logRatio(later, earlier, later.x === 0 || earlier.x === 0 ? 0.5 : 0, z);
}

/**
 * Ratio of two counts of the same tickets, such as praise to complaints, with half an event added to each.
 *   ln((a + .5)/(b + .5)) ± z · sqrt(1/(a + .5) + 1/(b + .5))
 */
export function countRatio(a: number, b: number, z = z95): Ratio {
  return logRatio({ x: a, exposure: 1 }, { x: b, exposure: 1 }, 0.5, z);
}

function logRatio(later: Rate, earlier: Rate, added: number, z: number): Ratio {
  const a = later.x + added;
  const b = earlier.x + added;
  const log = Math.log(a / later.exposure / (b / earlier.exposure));
  const error = Math.sqrt(1 / a + 1 / b);
  return {
    ratio: Math.exp(log),
    lo: Math.exp(log - z * error),
    hi: Math.exp(log + z * error),
    p: twoSided(log / error),
  };
}
