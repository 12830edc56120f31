import { isConcept } from "./concept-mark.ts";
import { createKernel } from "./kernel.ts";
import { bestScores, neighbours } from "./nearest.ts";

/**
 * Whether a clause is strange to the themes it is offered. Three looks at it, each an empirical p-value among clauses that were
 * held out when the themes were fitted: its product with the nearest centroid, the share of its words that the space knows, and
 * how many of its neighbours came in with it. The sum of their logarithms is calibrated once more on the same clauses.
 */
export interface Gate {
  /** Sorted values of held-out clauses; low is strange. */
  similarity: Float32Array;
  known: Float32Array;
  company: Float32Array;
  /** Of the first two together, and of all three. */
  anchored: Float32Array;
  fresh: Float32Array;
}

/** What the gate looks at, one number a clause; low is strange. */
export interface Looks {
  similarity: Float32Array;
  known: Float32Array;
  /** Logarithm of the chance of so many incoming neighbours; absent where clauses are not seen as a window. */
  company?: Float32Array;
}

/** Share of normal incoming clauses that may look new. */
export const strangeShare = 0.08;

const kept = 250;

/** At most 250 of the values, evenly spaced by rank. */
export function sketch(values: Float32Array): Float32Array {
  const sorted = Float32Array.from(values).sort();
  if (sorted.length <= kept) return sorted;
  return Float32Array.from(
    { length: kept },
    (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (kept - 1))] as number,
  );
}

/** Share of the sketch at or below a value, never 0: (rank + 1) / (n + 1). */
export function rankIn(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return (low + 1) / (sorted.length + 1);
}

/** Makes a gate from what held-out clauses look like. */
export function calibrate(looks: Required<Looks>): Gate {
  const similarity = sketch(looks.similarity);
  const known = sketch(looks.known);
  const company = sketch(looks.company);
  const gate = { similarity, known, company, anchored: new Float32Array(0), fresh: new Float32Array(0) };
  const count = looks.similarity.length;
  const sums = (all: Looks) => Float32Array.from({ length: count }, (_, i) => strangeness(gate, all, i));
  const { company: _, ...two } = looks;
  return { ...gate, anchored: sketch(sums(two)), fresh: sketch(sums(looks)) };
}

/** Sum of the logarithms of the p-values; low is strange. */
function strangeness(gate: Gate, looks: Looks, i: number): number {
  const base =
    Math.log(rankIn(gate.similarity, looks.similarity[i] as number)) +
    Math.log(rankIn(gate.known, looks.known[i] as number));
  return looks.company === undefined ? base : base + Math.log(rankIn(gate.company, looks.company[i] as number));
}

/** The calibrated p-value of a clause: the share of normal clauses that look as strange. */
export function pValue(gate: Gate, looks: Looks, i: number): number {
  return rankIn(looks.company === undefined ? gate.anchored : gate.fresh, strangeness(gate, looks, i));
}

/** Share of a clause's terms that a space knows, weighted by rarity; a term it never saw counts as the rarest. */
export class KnownShare {
  readonly #rarity = new Map<string, number>();
  readonly #rarest: number;

  constructor(terms: readonly string[], idf: Float32Array) {
    let rarest = 0;
    for (const [id, term] of terms.entries()) {
      this.#rarity.set(term, idf[id] as number);
      rarest = Math.max(rarest, idf[id] as number);
    }
    this.#rarest = rarest;
  }

  of(tokens: readonly string[]): number {
    let known = 0;
    let all = 0;
    for (const token of tokens) {
      const rarity = this.#rarity.get(token);
      // What the lexicon found is as new as the words that say it, which are counted.
      if (rarity === undefined && isConcept(token)) continue;
      if (rarity !== undefined) known += rarity;
      all += rarity ?? this.#rarest;
    }
    return all === 0 ? 0 : known / all;
  }
}

const neighbourCount = 10;

/**
 * For each incoming vector the logarithm of the binomial tail of how many of its ten nearest neighbours, in base and incoming
 * together, are incoming; 0 where none is. Vectors are rows of d numbers of length 1.
 */
export function companyOf(base: Float32Array, incoming: Float32Array, d: number): Float32Array {
  const m = incoming.length / d;
  const n = base.length / d;
  const tails = binomialTails(neighbourCount, m / Math.max(1, m + n));
  const kernel = createKernel();
  const old = bestScores(incoming, base, d, neighbourCount, kernel);
  const own = neighbours(incoming, d, neighbourCount, kernel).scores;
  return Float32Array.from({ length: m }, (_, i) => {
    let count = 0;
    for (let at = i * neighbourCount, taken = 0; taken < neighbourCount; taken++)
      if ((own[at + count] as number) > (old[at + taken - count] as number)) count++;
    return Math.log(tails[count] as number);
  });
}

/** P(X >= t) for t of 0 to n, X binomial of n and p. */
export function binomialTails(n: number, p: number): Float64Array {
  const tails = new Float64Array(n + 2);
  let sum = 0;
  for (let t = n; t >= 0; t--) {
    sum += Math.exp(logChoose(n, t) + (t === 0 ? 0 : t * Math.log(p)) + (n === t ? 0 : (n - t) * Math.log(1 - p)));
    tails[t] = Math.min(1, sum);
  }
  return tails;
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
