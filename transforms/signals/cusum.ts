import { logLikelihoodRatio, probability } from "./negative-binomial.ts";

/** Evidence is not piled up beyond this. */
export const mostEvidence = 60;

/**
 * Cumulated evidence that a cell's counts are `ratio` times what was expected, after one more week.
 *   S = max(0, S + ln P(n | ratio · mu)/P(n | mu))
 * Source: Page 1954, Biometrika 41:100; Höhle & Paul 2008, Comput. Stat. Data Anal. 52:4357 for negative binomial counts.
 */
export function nextEvidence(evidence: number, n: number, mu: number, size: number, ratio: number): number {
  return Math.min(mostEvidence, Math.max(0, evidence + logLikelihoodRatio(n, mu, size, ratio)));
}

const width = 0.125;
const end = 14;
const states = end / width + 1;
/** Up to here the chain is read as it is; beyond, the tail falls by e for each unit, as it does in the limit. */
const readUpTo = 10;

/**
 * How often a cell in which nothing happens shows at least so much evidence in a given week.
 * The stationary distribution of the evidence as a Markov chain on a grid; Ville's inequality bounds it by exp(-evidence).
 * Source: Brook & Evans 1972, Biometrika 59:539.
 */
export class EvidenceTail {
  /** By size, ratio and mean; the same wherever they are worked out, and dear. */
  private readonly tails = new Map<number, Map<number, Map<number, Float64Array>>>();

  /** Probability under a mean count of mu. */
  p(evidence: number, mu: number, size: number, ratio: number): number {
    return evidence <= 0 ? 1 : tailAt(evidence, this.of(mu, size, ratio));
  }

  /** What `tailAt` reads. */
  of(mu: number, size: number, ratio: number): Float64Array {
    // Means within an eighth of each other have about the same tail.
    const bin = Math.round(Math.log(Math.min(400, Math.max(0.002, mu))) * 4);
    return this.tails.get(size)?.get(ratio)?.get(bin) ?? this.workOut(bin, size, ratio);
  }

  private workOut(bin: number, size: number, ratio: number): Float64Array {
    const tail = stationaryTail(Math.exp(bin / 4), size, ratio);
    this.put(bin, size, ratio, tail);
    return tail;
  }

  private put(bin: number, size: number, ratio: number, tail: Float64Array): void {
    const ofSize = this.tails.get(size) ?? new Map<number, Map<number, Float64Array>>();
    const ofRatio = ofSize.get(ratio) ?? new Map<number, Float64Array>();
    this.tails.set(size, ofSize.set(ratio, ofRatio.set(bin, tail)));
  }

  /** Every tail that was worked out or taken up, by name. */
  known(): Map<string, Float64Array> {
    const known = new Map<string, Float64Array>();
    for (const [size, ofSize] of this.tails) {
      for (const [ratio, ofRatio] of ofSize) {
        for (const [bin, tail] of ofRatio) known.set(`${bin} ${size} ${ratio}`, tail);
      }
    }
    return known;
  }

  /** Takes up what was worked out before, by the names of `known`. */
  take(known: Iterable<readonly [string, Float64Array]>): void {
    for (const [name, tail] of known) {
      const [bin, size, ratio] = name.split(" ").map(Number) as [number, number, number];
      if (this.tails.get(size)?.get(ratio)?.has(bin) !== true) this.put(bin, size, ratio, tail);
    }
  }

  forget(): void {
    this.tails.clear();
  }
}

/** P(S >= evidence) by a tail. */
export function tailAt(evidence: number, tail: Float64Array): number {
  if (evidence >= readUpTo) return (tail[readUpTo / width] as number) * Math.exp(readUpTo - evidence);
  const at = evidence / width;
  const below = Math.floor(at);
  const [high, low] = [tail[below] as number, tail[below + 1] as number];
  return high * (low / high) ** (at - below);
}

/** What P(S >= evidence) is not below, without a power. */
export const atLeast = (evidence: number, tail: Float64Array): number =>
  evidence >= readUpTo ? 0 : (tail[Math.floor(evidence / width) + 1] as number);

/** P(S >= i · width) in the long run, i = 0, 1, … */
function stationaryTail(mu: number, size: number, ratio: number): Float64Array {
  const moves = new Float64Array(states * states);
  for (let n = 0, left = 1; left > 1e-13 && n < 4000; n++) {
    const chance = probability(n, mu, size);
    left -= chance;
    if (n > mu && chance < 1e-15) break;
    const step = logLikelihoodRatio(n, mu, size, ratio) / width;
    for (let from = 0; from < states; from++) {
      const to = Math.min(states - 1, Math.max(0, from + step));
      const low = Math.floor(to);
      const share = to - low;
      moves[low * states + from] = (moves[low * states + from] as number) + chance * (1 - share);
      if (share > 0) moves[(low + 1) * states + from] = (moves[(low + 1) * states + from] as number) + chance * share;
    }
  }
  const stationary = stationaryOf(moves);
  const tail = new Float64Array(states + 1);
  for (let i = states - 1; i >= 0; i--) tail[i] = Math.min(1, (tail[i + 1] as number) + (stationary[i] as number));
  for (let i = 0; i < states; i++) tail[i] = Math.max(tail[i] as number, 1e-300);
  tail[0] = 1;
  return tail;
}

/** The distribution that the moves (columns from, rows to) leave as it is; Grassmann, Taksar & Heyman's elimination, which subtracts nothing. */
function stationaryOf(moves: Float64Array): Float64Array {
  const at = (to: number, from: number) => moves[to * states + from] as number;
  for (let k = states - 1; k > 0; k--) {
    let leaving = 0;
    for (let to = 0; to < k; to++) leaving += at(to, k);
    if (leaving <= 0) continue;
    const into = moves.subarray(k * states, k * states + k);
    for (let from = 0; from < k; from++) into[from] = (into[from] as number) / leaving;
    for (let to = 0; to < k; to++) {
      const out = at(to, k);
      const row = to * states;
      if (out === 0) continue;
      for (let from = 0; from < k; from++) {
        moves[row + from] = (moves[row + from] as number) + (into[from] as number) * out;
      }
    }
  }
  const weight = new Float64Array(states);
  weight[0] = 1;
  let sum = 1;
  for (let k = 1; k < states; k++) {
    let value = 0;
    for (let from = 0; from < k; from++) value += (weight[from] as number) * at(k, from);
    weight[k] = value;
    sum += value;
  }
  return weight.map((value) => value / sum);
}
