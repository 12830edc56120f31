import { permutation, random } from "./random.ts";

/** Wordings that share words which came up with the incoming ones. */
export interface Burst {
  /** Rows, incoming and before. */
  members: Int32Array;
  incoming: number;
  /** Logarithm of the chance of so many incoming among the members. */
  strength: number;
}

/** Words in at least so many wordings, and pairs of words of one wording in at least so many, are looked at. */
const leastCount = { word: 3, pair: 5 };
/** Words of a wording beyond which its pairs say little and are many. */
const mostPaired = 20;
/** How much commoner a word must be among the incoming wordings than before, at least. */
export const leastRise = 5;
/** Chance of a single word's rise above which it is not looked at. */
const weakest = 0.05;
/** Share of the incoming wordings of two words, of the fewer, that makes them one burst. */
const sameShare = 0.5;
const leastMembers = 5;
/** Times the incoming marks are shuffled, and the share of shuffles in which something as strong may come up by chance. */
const shuffles = 39;
const falseShare = 0.1;

/**
 * Bursts of words: what is said by at least five incoming wordings and was hardly said before. How strong a burst is by chance is
 * seen by looking for bursts again after the incoming marks are dealt anew: taken are those stronger than the strongest in nine of
 * ten deals, so that one window in ten in which nothing is new gives one. Wordings must come in an order of their words alone.
 */
export function findBursts(tokens: readonly (readonly string[])[], isIncoming: Uint8Array): Burst[] {
  const features = featuresOf(tokens);
  const found = burstsIn(features, isIncoming);
  if (found.length === 0) return [];
  const next = random(1);
  const deals = Array.from({ length: shuffles }, () => {
    const order = permutation(tokens.length, next);
    const dealt = isIncoming.map((_, i) => isIncoming[order[i] as number] as number);
    return burstsIn(features, dealt)[0]?.strength ?? 0;
  });
  const chance = deals.sort((a, b) => a - b)[Math.round(falseShare * (shuffles + 1)) - 1] as number;
  return found.filter(({ strength }) => strength < chance);
}

/** Rows of each word and pair of words that are common enough, in the order they first come up. */
function featuresOf(tokens: readonly (readonly string[])[]): readonly Int32Array[] {
  const ids = new Map<string, number>();
  const rows = tokens.map((list) =>
    Int32Array.from(new Set(list), (word) => {
      const id = ids.get(word) ?? ids.size;
      ids.set(word, id);
      return id;
    }).sort(),
  );
  const counts = new Int32Array(ids.size);
  for (const row of rows) for (const id of row) counts[id] = (counts[id] as number) + 1;
  const common = rows.map((row) => row.filter((id) => (counts[id] as number) >= leastCount.word));
  const pairs = new Map<number, number>();
  const eachPair = (row: Int32Array, visit: (pair: number) => void) => {
    if (row.length > mostPaired) return;
    const often = row.filter((id) => (counts[id] as number) >= leastCount.pair);
    for (const [at, a] of often.entries()) for (const b of often.subarray(at + 1)) visit(a * ids.size + b);
  };
  for (const row of common) eachPair(row, (pair) => pairs.set(pair, (pairs.get(pair) ?? 0) + 1));
  const found = new Map<number, number[]>();
  const add = (feature: number, i: number) => {
    const own = found.get(feature);
    if (own === undefined) found.set(feature, [i]);
    else own.push(i);
  };
  for (const [i, row] of common.entries()) {
    for (const id of row) add(-1 - id, i);
    eachPair(row, (pair) => {
      if ((pairs.get(pair) as number) >= leastCount.pair) add(pair, i);
    });
  }
  return Array.from(found.values(), (own) => Int32Array.from(own));
}

/** Bursts of at least five incoming wordings, strongest first: the strongest words, each with those it came together with. */
function burstsIn(features: readonly Int32Array[], isIncoming: Uint8Array): Burst[] {
  const n = isIncoming.length;
  const arrived = isIncoming.reduce((sum, one) => sum + one, 0);
  const share = arrived / n;
  const rising: { rows: Int32Array; incoming: number; strength: number }[] = [];
  for (const rows of features) {
    let incoming = 0;
    for (const i of rows) incoming += isIncoming[i] as number;
    if (incoming < leastCount.word) continue;
    const before = rows.length - incoming;
    if (incoming * (n - arrived) < leastRise * arrived * (before + 0.5)) continue;
    const strength = logTail(incoming, rows.length, share);
    if (strength < Math.log(weakest)) rising.push({ rows, incoming, strength });
  }
  rising.sort((a, b) => a.strength - b.strength);
  const bursts: { rows: Set<number>; incoming: number; strength: number }[] = [];
  for (const { rows, incoming, strength } of rising) {
    const own = rows.filter((i) => isIncoming[i] === 1);
    let nearest: (typeof bursts)[number] | undefined;
    let most = sameShare;
    for (const burst of bursts) {
      const both = own.reduce((sum, i) => sum + (burst.rows.has(i) ? 1 : 0), 0) / Math.min(incoming, burst.incoming);
      if (both < most) continue;
      most = both;
      nearest = burst;
    }
    if (nearest === undefined) {
      bursts.push({ rows: new Set(rows), incoming, strength });
      continue;
    }
    const both = new Set([...nearest.rows, ...rows]);
    let inside = 0;
    for (const i of both) inside += isIncoming[i] as number;
    const together = logTail(inside, both.size, share);
    if (together <= nearest.strength) Object.assign(nearest, { rows: both, incoming: inside, strength: together });
  }
  return bursts
    .filter(({ incoming }) => incoming >= leastMembers)
    .map((burst) => ({ ...burst, members: Int32Array.from(burst.rows).sort() }))
    .map(({ members, incoming, strength }) => ({ members, incoming, strength }))
    .sort((a, b) => a.strength - b.strength || (a.members[0] as number) - (b.members[0] as number));
}

/** Logarithm of P(X >= x), X binomial of n and p, 0 < p < 1. */
export function logTail(x: number, n: number, p: number): number {
  let first = x * Math.log(p) + (n - x) * Math.log1p(-p);
  for (let i = 1; i <= x; i++) first += Math.log((n - x + i) / i);
  let sum = 1;
  let term = 1;
  for (let t = x; t < n && term > 1e-12 * sum; t++) {
    term *= ((n - t) / (t + 1)) * (p / (1 - p));
    sum += term;
  }
  return Math.min(0, first + Math.log(sum));
}
