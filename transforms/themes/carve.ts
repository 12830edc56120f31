import { type Communities, withMore } from "./communities.ts";
import { isConcept } from "./concept-mark.ts";
import { normaliseRows } from "./dense.ts";
import { nearest } from "./nearest.ts";

/** Share of a word's rows that must be in its theme, and of the theme's rows that must bear the word. */
const fit = { ofWord: 0.6, ofTheme: 0.6 };
/** What a row gains in likeness, at least; what the lexicon found is a theme that people know, and may gain less. */
const leastGain = (word: string): number => (isConcept(word) ? 0.05 : 0.2);
/** Fewer rows are no theme. */
const fewest = 8;
/** Words of more rows make no small theme. */
const largestShare = 0.1;
/** Times the centre moves to the rows it takes. */
const steps = 2;

interface Seed {
  word: string;
  rows: readonly number[];
  sum: Float64Array;
  length: number;
}

/**
 * Themes too small for the partition. A word whose rows lie near each other and far from the theme each is in gets a theme of its own
 * where both nearly coincide: three in five of the word's rows go there, and three in five of those that go there bear the word.
 * Most gain in likeness first; rows of length 1 in an order of their words alone.
 */
export function carveSmall(
  tokens: readonly (readonly string[])[],
  vectors: Float32Array,
  d: number,
  found: Communities,
): Communities {
  const n = tokens.length;
  if (found.k === 0) return found;
  const { best, score } = nearest(vectors, found.centroids, d);
  const least = Math.max(fewest, n / 400);
  const gainOf = ({ rows, length }: Seed) => {
    let now = 0;
    for (const i of rows) now += score[i] as number;
    return length - now;
  };
  let open = seedsOf(tokens, vectors, d, least).map((seed) => ({ seed, gain: gainOf(seed) }));
  const centroids: Float32Array[] = [];
  const parents: number[] = [];
  while (centroids.length < Math.sqrt(n)) {
    // What is taken lessens what is left to gain, so that the first that keeps its place is the best.
    open = open.filter(({ seed, gain }) => gain >= leastGain(seed.word) * seed.rows.length).sort(byGain);
    const next = open.shift();
    if (next === undefined) break;
    const gain = gainOf(next.seed);
    if (gain < next.gain) {
      open.push({ seed: next.seed, gain });
      continue;
    }
    const theme = grow(next.seed, vectors, d, score);
    if (theme === undefined || theme.rows.length < least) continue;
    const parent = commonest(theme.rows.map((i) => found.parents[best[i] as number] as number));
    for (const [at, i] of theme.rows.entries()) score[i] = theme.scores[at] as number;
    centroids.push(theme.centroid);
    parents.push(parent);
  }
  return withMore(found, centroids, parents, d);
}

const byGain = (a: { seed: Seed; gain: number }, b: { seed: Seed; gain: number }): number =>
  b.gain - a.gain || (a.seed.word < b.seed.word ? -1 : 1);

/** Words of at least so many rows, and not of too many. */
function seedsOf(tokens: readonly (readonly string[])[], vectors: Float32Array, d: number, least: number): Seed[] {
  const rowsOf = new Map<string, number[]>();
  for (const [i, list] of tokens.entries())
    for (const word of new Set(list)) {
      const rows = rowsOf.get(word);
      if (rows === undefined) rowsOf.set(word, [i]);
      else rows.push(i);
    }
  const seeds: Seed[] = [];
  for (const [word, rows] of rowsOf) {
    if (rows.length < least || rows.length > largestShare * tokens.length) continue;
    const sum = sumOf(rows, vectors, d);
    seeds.push({ word, rows, sum, length: Math.hypot(...sum) });
  }
  return seeds;
}

function sumOf(rows: readonly number[], vectors: Float32Array, d: number): Float64Array {
  const sum = new Float64Array(d);
  for (const i of rows) for (let c = 0; c < d; c++) sum[c] = (sum[c] as number) + (vectors[i * d + c] as number);
  return sum;
}

/** The rows nearer to a seed's centre than to the theme each is in, the centre moved to them; undefined where word and rows differ. */
function grow(seed: Seed, vectors: Float32Array, d: number, score: Float32Array) {
  let centroid = normaliseRows(Float32Array.from(seed.sum), 1, d);
  let rows: number[] = [];
  let scores: number[] = [];
  for (let step = 0; step <= steps; step++) {
    if (step > 0) centroid = normaliseRows(Float32Array.from(sumOf(rows, vectors, d)), 1, d);
    rows = [];
    scores = [];
    for (let i = 0; i < score.length; i++) {
      let product = 0;
      for (let c = 0; c < d; c++) product += (vectors[i * d + c] as number) * (centroid[c] as number);
      if (product <= (score[i] as number)) continue;
      rows.push(i);
      scores.push(product);
    }
  }
  const bearers = new Set(seed.rows);
  const both = rows.filter((i) => bearers.has(i)).length;
  return both >= fit.ofWord * seed.rows.length && both >= fit.ofTheme * rows.length
    ? { centroid, rows, scores }
    : undefined;
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}
