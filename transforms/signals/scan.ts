import type { Draws } from "../statistics/random.ts";

/** A window of neighbouring groups, `to` included, in which more was observed than expected. */
export interface Cluster {
  from: number;
  to: number;
  observed: number;
  expected: number;
  logLikelihoodRatio: number;
  /** Share of the deals, with the observed one, whose best window is at least as good. */
  p: number;
}

interface Best {
  from: number;
  to: number;
  value: number;
}

/**
 * The contiguous groups (production weeks, months) in which the count exceeds its expectation most, and how often chance does as well:
 * all observed counts are dealt anew in proportion to the expectations. Null where nothing exceeds it.
 *   LLR = n ln(n/e) + (N - n) ln((N - n)/(N - e)), expectations scaled to sum to N
 * Source: Kulldorff 1997, Commun. Statist. Theory Methods 26:1481; Naus 1965 for the line.
 */
export function scanLine(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
  { draws, deals = 999, longest = 0.5 }: { draws: Draws; deals?: number; longest?: number },
): Cluster | null {
  const groups = observed.length;
  let [total, sum] = [0, 0];
  for (let i = 0; i < groups; i++) {
    total += observed[i] as number;
    sum += expected[i] as number;
  }
  if (total === 0 || sum <= 0) return null;
  const scaled = Float64Array.from({ length: groups }, (_, i) => ((expected[i] as number) * total) / sum);
  const most = Math.max(1, Math.ceil(groups * longest));
  const best = bestWindow(observed, scaled, total, most);
  if (best.value <= 0) return null;
  const cumulated = new Float64Array(groups);
  let running = 0;
  for (let i = 0; i < groups; i++) {
    running += (scaled[i] as number) / total;
    cumulated[i] = running;
  }
  const dealt = new Float64Array(groups);
  let asGood = 1;
  for (let deal = 0; deal < deals; deal++) {
    dealt.fill(0);
    for (let k = 0; k < total; k++) {
      const group = firstAbove(cumulated, draws.next());
      dealt[group] = (dealt[group] as number) + 1;
    }
    if (bestWindow(dealt, scaled, total, most).value >= best.value - 1e-12) asGood++;
  }
  let [n, e] = [0, 0];
  for (let i = best.from; i <= best.to; i++) {
    n += observed[i] as number;
    e += expected[i] as number;
  }
  return {
    from: best.from,
    to: best.to,
    observed: n,
    expected: e,
    logLikelihoodRatio: best.value,
    p: asGood / (deals + 1),
  };
}

function bestWindow(observed: ArrayLike<number>, expected: Float64Array, total: number, most: number): Best {
  let best: Best = { from: 0, to: 0, value: 0 };
  for (let from = 0; from < expected.length; from++) {
    let [n, e] = [0, 0];
    for (let to = from; to < Math.min(expected.length, from + most); to++) {
      n += observed[to] as number;
      e += expected[to] as number;
      const value = excess(n, e, total);
      if (value > best.value + 1e-12) best = { from, to, value };
    }
  }
  return best;
}

function excess(n: number, e: number, total: number): number {
  if (n <= e || e <= 0) return 0;
  const rest = total - n;
  return n * Math.log(n / e) + (rest > 0 ? rest * Math.log(rest / (total - e)) : 0);
}

function firstAbove(cumulated: Float64Array, u: number): number {
  let [lo, hi] = [0, cumulated.length - 1];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((cumulated[middle] as number) > u) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}
