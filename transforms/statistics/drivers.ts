import { Draws } from "./random.ts";
import { nearestRank } from "./ranks.ts";

/** Kinds of answers, alike in everything that is compared; one place a kind in each array. */
export interface Kinds {
  /** Which answers are compared with each other, numbered from 0. */
  stratum: Int32Array;
  strata: number;
  score: Float64Array;
  /** One array a driver: 1 = it held, 0 = it did not, 2 = not known or does not apply. */
  drivers: readonly Uint8Array[];
}

/** Groups of customers who gave the same answers: how many customers, and the kinds they gave, from `starts[i]` to `starts[i + 1]`. */
export interface Customers {
  counts: Float64Array;
  starts: Int32Array;
  kinds: Int32Array;
}

/** How the score of the answers where a driver held differs from that of like answers where it did not. */
export interface Association {
  /** Answers in all, of which the driver is known, held, and held with like answers to compare with. */
  n: number;
  known: number;
  held: number;
  matched: number;
  /** Mean score where it held and where it did not, as they are. */
  scoreWith: number | null;
  scoreWithout: number | null;
  /** Within strata, weighed by the answers where it held; null without any that can be compared. */
  difference: number | null;
  /** What the overall score would have lost through it: the difference times the share of answers where it held. */
  stake: number | null;
}

export interface Bounds {
  lo: number | null;
  hi: number | null;
}

export type Interpreted = Association & { differenceBounds: Bounds; stakeBounds: Bounds };

/**
 * Associations of each driver with the score, compared within strata, with 95 % percentile intervals from `draws` resamples of
 * whole customers. Each resample gives every customer a Poisson(1) weight (Chamandy et al. 2012, "Estimating uncertainty for
 * massive data streams"), so that a group of like customers needs one draw.
 */
export function associate(kinds: Kinds, customers: Customers, draws: number, seed: number): Interpreted[] {
  const random = new Draws(seed);
  const weights = new Float64Array(kinds.score.length);
  const drawn = kinds.drivers.map(() => ({ difference: new Float64Array(draws), stake: new Float64Array(draws) }));
  for (let draw = 0; draw < draws; draw++) {
    weigh(weights, customers, (count) => random.poisson(count));
    for (const [i, driver] of kinds.drivers.entries()) {
      const { difference, stake } = compare(kinds, driver, weights);
      const into = drawn[i];
      if (into === undefined) continue;
      into.difference[draw] = difference ?? Number.NaN;
      into.stake[draw] = stake ?? Number.NaN;
    }
  }
  weigh(weights, customers, (count) => count);
  return kinds.drivers.map((driver, i) => ({
    ...compare(kinds, driver, weights),
    differenceBounds: bounds(drawn[i]?.difference),
    stakeBounds: bounds(drawn[i]?.stake),
  }));
}

/** How many answers of each kind a resample holds. */
function weigh(weights: Float64Array, { counts, starts, kinds }: Customers, drawn: (count: number) => number): void {
  weights.fill(0);
  for (let group = 0; group < counts.length; group++) {
    const count = drawn(counts[group] ?? 0);
    if (count === 0) continue;
    const end = starts[group + 1] ?? 0;
    for (let i = starts[group] ?? 0; i < end; i++) {
      const kind = kinds[i] ?? 0;
      weights[kind] = (weights[kind] ?? 0) + count;
    }
  }
}

function compare({ stratum, strata, score }: Kinds, driver: Uint8Array, weights: Float64Array): Association {
  // Four sums a stratum: answers and scores without the driver, then with it.
  const sums = new Float64Array(4 * strata);
  let n = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    n += weight;
    const flag = driver[i] ?? 2;
    if (flag > 1 || weight === 0) continue;
    const place = 4 * (stratum[i] ?? 0) + 2 * flag;
    sums[place] = (sums[place] ?? 0) + weight;
    sums[place + 1] = (sums[place + 1] ?? 0) + weight * (score[i] ?? 0);
  }
  const total = { n0: 0, s0: 0, n1: 0, s1: 0, matched: 0, lost: 0 };
  for (let i = 0; i < sums.length; i += 4) {
    const [n0 = 0, s0 = 0, n1 = 0, s1 = 0] = sums.subarray(i, i + 4);
    total.n0 += n0;
    total.s0 += s0;
    total.n1 += n1;
    total.s1 += s1;
    if (n0 === 0 || n1 === 0) continue;
    total.matched += n1;
    total.lost += s1 - (n1 * s0) / n0;
  }
  const { n0, s0, n1, s1, matched, lost } = total;
  const difference = matched === 0 ? null : lost / matched;
  return {
    n,
    known: n0 + n1,
    held: n1,
    matched,
    scoreWith: n1 === 0 ? null : s1 / n1,
    scoreWithout: n0 === 0 ? null : s0 / n0,
    difference,
    stake: difference === null ? null : (difference * n1) / n,
  };
}

/** The middle 95 % of the resamples that could be compared; none where fewer than nine tenths could. */
function bounds(drawn: Float64Array | undefined): Bounds {
  const values = drawn?.filter((value) => !Number.isNaN(value)).sort() ?? new Float64Array();
  if (drawn === undefined || values.length === 0 || values.length < 0.9 * drawn.length) return { lo: null, hi: null };
  const at = (percent: number) => values[(nearestRank(values.length, percent) ?? 1) - 1] ?? null;
  return { lo: at(2.5), hi: at(97.5) };
}
