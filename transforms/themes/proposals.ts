import { isConcept } from "./concept-mark.ts";
import { profileOf } from "./profile.ts";

/** Two themes that lie so near that people may want one. */
export interface MergeProposal {
  a: number;
  b: number;
  /** Product of the centroids. */
  likeness: number;
}

/** Centroids this near are proposed as one. */
const alike = 0.8;

/** Pairs of near centroids, nearest first. */
export function mergesOf(centroids: Float32Array, d: number): MergeProposal[] {
  const k = centroids.length / d;
  const found: MergeProposal[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      let likeness = 0;
      for (let c = 0; c < d; c++) likeness += (centroids[a * d + c] as number) * (centroids[b * d + c] as number);
      if (likeness >= alike) found.push({ a, b, likeness });
    }
  }
  return found.sort((x, y) => y.likeness - x.likeness || x.a - y.a || x.b - y.b);
}

/** A theme that speaks of two things. */
export interface SplitProposal {
  /** Sarle's coefficient along the direction of most spread: above 5/9 two heaps rather than one. */
  bimodality: number;
  /** Share of the smaller heap. */
  share: number;
  /** Words that set the smaller heap apart. */
  words: readonly string[];
}

const fewest = 40;
const twoHeaps = 0.8;
const smallestHeap = 0.2;
const wordsShown = 4;

/** Whether the clauses of one theme (rows of d numbers, and their words) fall into two heaps; undefined where they do not. */
export function splitOf(
  vectors: Float32Array,
  d: number,
  tokens: readonly (readonly string[])[],
): SplitProposal | undefined {
  const n = tokens.length;
  if (n < fewest) return undefined;
  const places = alongSpread(vectors, d, n);
  const bimodality = sarle(places);
  if (bimodality < twoHeaps) return undefined;
  const cut = cutOf(places);
  const low = [...places.keys()].filter((i) => (places[i] as number) < cut);
  const high = [...places.keys()].filter((i) => (places[i] as number) >= cut);
  const [small, large] = low.length <= high.length ? [low, high] : [high, low];
  const share = small.length / n;
  if (share < smallestHeap) return undefined;
  const listsOf = (rows: readonly number[]) => rows.map((i) => tokens[i] as readonly string[]);
  const words = profileOf(listsOf(small), listsOf(large)).words.filter((word) => !isConcept(word));
  return words.length === 0 ? undefined : { bimodality, share, words: words.slice(0, wordsShown) };
}

/** Places of rows along the direction in which they spread most, by power iteration from the row farthest from the mean. */
function alongSpread(vectors: Float32Array, d: number, n: number): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++)
    for (let c = 0; c < d; c++) mean[c] = (mean[c] as number) + (vectors[i * d + c] as number) / n;
  const at = (i: number, c: number) => (vectors[i * d + c] as number) - (mean[c] as number);
  const lengths = Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += at(i, c) ** 2;
    return sum;
  });
  const start = lengths.indexOf(Math.max(...lengths));
  let direction = Float64Array.from({ length: d }, (_, c) => at(start, c));
  const places = new Float64Array(n);
  for (let round = 0; round < 20; round++) {
    const next = new Float64Array(d);
    for (let i = 0; i < n; i++) {
      let place = 0;
      for (let c = 0; c < d; c++) place += at(i, c) * (direction[c] as number);
      places[i] = place;
      for (let c = 0; c < d; c++) next[c] = (next[c] as number) + place * at(i, c);
    }
    const length = Math.hypot(...next) || 1;
    direction = next.map((value) => value / length);
  }
  return places;
}

/** (skewness² + 1) / kurtosis; 5/9 for a flat heap, 1/3 for a normal one, 1 for two points. */
function sarle(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const moment = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / n;
  const variance = moment(2);
  return variance === 0 ? 0 : ((moment(3) / variance ** 1.5) ** 2 + 1) / (moment(4) / variance ** 2);
}

/** The cut that leaves the least spread inside both parts. */
function cutOf(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let left = 0;
  let best = 0;
  let cut = sorted[0] as number;
  for (let i = 1; i < sorted.length; i++) {
    left += sorted[i - 1] as number;
    const gap = left / i - (total - left) / (sorted.length - i);
    const between = i * (sorted.length - i) * gap * gap;
    if (between > best) {
      best = between;
      cut = sorted[i] as number;
    }
  }
  return cut;
}
