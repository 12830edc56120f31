import { type Communities, findCommunities } from "./communities.ts";

/** Texts of fewer rows of a language have no themes of their own. */
const leastOfLanguage = 150;

/**
 * Groups vectors of length 1 within each language that has enough of them; those of other languages have no say. Words of two
 * languages have no company in common, so that over all of them the languages themselves would be the groups. With one language
 * or none it is the search over all.
 */
export function communitiesByLanguage(
  vectors: Float32Array,
  languages: readonly string[],
  d: number,
  seed: number,
): Communities {
  const blocks = new Map<string, number[]>();
  for (const [row, language] of languages.entries()) {
    const rows = blocks.get(language) ?? [];
    blocks.set(language, rows);
    rows.push(row);
  }
  const large = [...blocks].filter(([, rows]) => rows.length >= leastOfLanguage).sort(([a], [b]) => (a < b ? -1 : 1));
  if (large.length < 2) return findCommunities(vectors, d, seed);
  const found = large.map(([, rows]) => findCommunities(rowsOf(vectors, rows, d), d, seed));
  const centroids = new Float32Array(found.reduce((sum, one) => sum + one.centroids.length, 0));
  const parents: number[] = [];
  let parentCount = 0;
  for (const one of found) {
    centroids.set(one.centroids, parents.length * d);
    for (const parent of one.parents) parents.push(parent + parentCount);
    parentCount += one.parentCount;
  }
  return { k: parents.length, centroids, parents: Int32Array.from(parents), parentCount };
}

function rowsOf(vectors: Float32Array, rows: readonly number[], d: number): Float32Array {
  const own = new Float32Array(rows.length * d);
  for (const [to, from] of rows.entries()) own.set(vectors.subarray(from * d, (from + 1) * d), to * d);
  return own;
}
