import { clamp, type Interval, z95, z998 } from "./normal.ts";
import type { Proportion } from "./proportions.ts";

/**
 * Over-dispersion of many proportions around one target: the mean of squared z-scores, after the lowest and highest share
 * `tail` of the z-scores are pulled in to the next one inside. Never below 1; 1 without units.
 *   z = (x/n - target) / sqrt(target(1 - target)/n)      k = floor(tail · units)
 *   z in ascending order held in [z(k + 1), z(units - k)]      phi = Σ z² / units
 * Source: Spiegelhalter 2005, Statist. Med. 24:1185, appendix A.3.
 */
export function overDispersion(units: readonly Proportion[], target: number, tail = 0.1): number {
  if (target <= 0 || target >= 1) return 1;
  return overDispersionOf(
    units.map(({ x, n }) => (x / n - target) / Math.sqrt((target * (1 - target)) / n)),
    tail,
  );
}

/** Over-dispersion of z-scores: see overDispersion. */
export function overDispersionOf(zScores: readonly number[], tail = 0.1): number {
  if (zScores.length === 0) return 1;
  const scores = [...zScores].sort((a, b) => a - b);
  const k = Math.floor(tail * scores.length);
  const low = scores[k] as number;
  const high = scores[scores.length - 1 - k] as number;
  const sum = scores.reduce((total, score) => total + Math.min(high, Math.max(low, score)) ** 2, 0);
  return Math.max(1, sum / scores.length);
}

export interface FunnelLimits {
  inner: Interval;
  outer: Interval;
}

/** 95 % and 99.8 % limits of a proportion of n around a target: target ± z · sqrt(phi · target(1 - target)/n), held in [0, 1]. */
export function funnelLimits(target: number, n: number, phi = 1): FunnelLimits {
  const error = Math.sqrt((phi * target * (1 - target)) / n);
  const at = (z: number): Interval => clamp({ lo: target - z * error, hi: target + z * error }, 0, 1);
  return { inner: at(z95), outer: at(z998) };
}
