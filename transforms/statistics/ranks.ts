import { z95 } from "./normal.ts";

/** Rank, from 1, of the nearest-rank percentile among n values: ceil(percent · n / 100) in whole numbers. Null when n = 0. */
export function nearestRank(n: number, percent: number): number | null {
  return n === 0 ? null : Math.max(1, Math.ceil((percent * n) / 100));
}

/** Nearest-rank percentile of values in ascending order. */
export function percentile(ascending: readonly number[], percent: number): number | null {
  const rank = nearestRank(ascending.length, percent);
  return rank === null ? null : (ascending[rank - 1] ?? null);
}

/**
 * Ranks, from 1, of the values that bound the percentile with 95 % confidence; null where n is too small to give that side.
 *   lo = round(nq - z · sqrt(nq(1 - q)))      hi = round(1 + nq + z · sqrt(nq(1 - q))), halves up
 * Source: Campbell & Gardner 1988, BMJ 296:1454; Conover 1999, 3.2.
 */
export function percentileRanks(n: number, percent: number, z = z95): { lo: number | null; hi: number | null } {
  const q = percent / 100;
  const half = z * Math.sqrt(n * q * (1 - q));
  const lo = Math.floor(n * q - half + 0.5);
  const hi = Math.floor(1 + n * q + half + 0.5);
  return { lo: lo >= 1 ? lo : null, hi: hi <= n ? hi : null };
}

/** Order-statistic interval of a percentile of values in ascending order. */
export function percentileInterval(ascending: readonly number[], percent: number, z = z95) {
  const { lo, hi } = percentileRanks(ascending.length, percent, z);
  return {
    lo: lo === null ? null : (ascending[lo - 1] ?? null),
    hi: hi === null ? null : (ascending[hi - 1] ?? null),
  };
}
