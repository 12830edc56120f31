import { type Communities, withMore } from "./communities.ts";
import { normaliseRows } from "./dense.ts";
import { createKernel } from "./kernel.ts";
import { nearest, neighbours } from "./nearest.ts";

/** Under it a row is hardly like its theme: a stray. */
const hardlyAlike = 0.4;
/** From it on two rows are much like each other, and a row like its theme. */
const alike = 0.6;
/** A theme is what so many texts say in so many wordings. */
const fewest = { texts: 8, wordings: 4 };
/** Share of the rows that go to a new theme that are strays and like it. */
const leastShare = 0.6;
/** Strays looked at, and the neighbours of each. */
const most = { strays: 4000, neighbours: 30 };

/**
 * Small themes of rows that are hardly like the theme nearest to them and much like each other, though no one word shows them:
 * 甩干哐哐响, 脱水异响 and 脱水像打雷 beside a dominant theme of service. Those with most such neighbours first; `weights` are the
 * texts that say each row.
 */
export function gatherStrays(
  weights: ArrayLike<number>,
  vectors: Float32Array,
  d: number,
  found: Communities,
): Communities {
  const kernel = createKernel();
  const { best, score } = nearest(vectors, found.centroids, d, kernel);
  const isStray = (row: number) => (score[row] as number) < hardlyAlike;
  const strays = found.k === 0 ? [] : [...score.keys()].filter(isStray).slice(0, most.strays);
  if (strays.length < fewest.wordings) return found;
  const circles = circlesOf(strays, vectors, d);
  const centroids: Float32Array[] = [];
  const parents: number[] = [];
  const taken = new Set<number>();
  for (const circle of circles) {
    const members = circle.filter((row) => !taken.has(row));
    const texts = members.reduce((sum, row) => sum + (weights[row] as number), 0);
    if (taken.has(circle[0] as number) || members.length < fewest.wordings || texts < fewest.texts) continue;
    const centroid = centreOf(members, vectors, d);
    const products = nearest(vectors, centroid, d, kernel).score;
    const going = [...products.keys()].filter((row) => (products[row] as number) > (score[row] as number));
    const own = going.filter((row) => isStray(row) && (products[row] as number) >= alike);
    if (own.length < leastShare * going.length) continue;
    for (const row of members) taken.add(row);
    for (const row of going) score[row] = products[row] as number;
    centroids.push(centroid);
    parents.push(found.parents[best[circle[0] as number] as number] as number);
    if (centroids.length >= Math.sqrt(score.length)) break;
  }
  return withMore(found, centroids, parents, d);
}

/** Each stray with those among its nearest that are much like it, itself first; the largest circles first. */
function circlesOf(strays: readonly number[], vectors: Float32Array, d: number): number[][] {
  const own = new Float32Array(strays.length * d);
  for (const [to, row] of strays.entries()) own.set(vectors.subarray(row * d, (row + 1) * d), to * d);
  const { k, rows, scores } = neighbours(own, d, Math.min(most.neighbours, strays.length - 1));
  const circles = strays.map((row, at) => {
    const circle = [row];
    for (let p = at * k; p < (at + 1) * k && (scores[p] as number) >= alike; p++)
      circle.push(strays[rows[p] as number] as number);
    return circle;
  });
  return circles.sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number));
}

function centreOf(rows: readonly number[], vectors: Float32Array, d: number): Float32Array {
  const sum = new Float32Array(d);
  for (const row of rows) for (let c = 0; c < d; c++) sum[c] = (sum[c] as number) + (vectors[row * d + c] as number);
  return normaliseRows(sum, 1, d);
}
