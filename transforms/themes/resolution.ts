import type { Kernel } from "./kernel.ts";
import { type Graph, leiden } from "./leiden.ts";
import { nearest } from "./nearest.ts";
import { absorbSmall, joinAlike, type Partition, polish } from "./partition.ts";

/** Resolutions tried, coarse to fine: .03 … 8, each 1.66 times the one before. */
export const ladder: readonly number[] = Array.from({ length: 12 }, (_, i) => 0.03 * (8 / 0.03) ** (i / 11));

/** How communities become a partition: the fewest rows of one, and the draws. */
export interface Cut {
  smallest: number;
  seed: number;
}

/** Fewest and most groups that may be shown. */
export interface GroupRange {
  fewest: number;
  most: number;
}

/** The partition at one resolution: communities, the small ones absorbed, brought closer to the vectors by spherical k-means. */
export function partitionAt(
  graph: Graph,
  vectors: Float32Array,
  d: number,
  resolution: number,
  { smallest, seed }: Cut,
  kernel: Kernel,
): Partition {
  const communities = leiden(graph, resolution, seed);
  return polish(vectors, d, absorbSmall(vectors, d, communities, smallest, kernel), 10, kernel);
}

/** The coarsest themes whose silhouette comes so near to the best are shown. */
const tolerance = 0.05;

/** A step of the ladder: the logarithm of its number of groups, and their silhouette. */
export interface Step {
  x: number;
  height: number;
}

/**
 * How many groups to show: the fewest, from `fewest` to `most`, whose silhouette is within .05 of the best. Silhouettes of texts rise
 * slowly over long stretches of the ladder, and the coarser theme is the one people know. Between two steps the silhouette is taken
 * to be a line over the logarithm of the number, so that the answer moves little where the steps do.
 */
export function groupsToShow(steps: readonly Step[], { fewest, most }: GroupRange): number {
  const line = Array.from(steps).sort((a, b) => a.x - b.x || a.height - b.height);
  const [start, end] = [line[0]?.x ?? 0, line.at(-1)?.x ?? 0];
  const low = Math.min(Math.max(Math.log(fewest), start), end);
  const high = Math.max(low, Math.min(Math.log(most), end));
  const between = line.filter(({ x }) => x > low && x < high);
  const points = [{ x: low, height: heightAt(line, low) }, ...between, { x: high, height: heightAt(line, high) }];
  const wanted = Math.max(...points.map(({ height }) => height)) - tolerance;
  const at = points.findIndex(({ height }) => height >= wanted);
  const reached = points[at] as Step;
  const before = points[at - 1];
  if (before === undefined) return Math.round(Math.exp(reached.x));
  const share = (wanted - before.height) / (reached.height - before.height);
  return Math.round(Math.exp(before.x + share * (reached.x - before.x)));
}

/** Height of a broken line over x; beyond its ends that of the end. */
function heightAt(line: readonly Step[], x: number): number {
  const after = line.findIndex((point) => point.x >= x);
  const right = line[after] ?? (line.at(-1) as Step);
  const left = line[after - 1] ?? right;
  return right.x === left.x
    ? right.height
    : left.height + ((right.height - left.height) * (x - left.x)) / (right.x - left.x);
}

/** Mean simplified silhouette: how much nearer each row is to its own centroid than to the next, from -1 to 1. */
export function silhouette(vectors: Float32Array, d: number, { centroids, k }: Partition, kernel: Kernel): number {
  if (k < 2) return -1;
  const { score, second } = nearest(vectors, centroids, d, kernel);
  let sum = 0;
  for (let i = 0; i < score.length; i++) {
    const near = 1 - (score[i] as number);
    const far = 1 - (second[i] as number);
    sum += (far - near) / Math.max(near, far, 1e-9);
  }
  return sum / score.length;
}

/**
 * The partition into `k` groups: one of twice as many, as near as the resolution can be tuned, its most alike groups joined. Tuned
 * to k itself, communities are too equal in size: the largest themes fall apart and small ones are taken in.
 */
export function partitionInto(
  k: number,
  graph: Graph,
  vectors: Float32Array,
  d: number,
  cut: Cut,
  kernel: Kernel,
): Partition {
  const wanted = 2 * k;
  let low = Math.log(0.003);
  let high = Math.log(30);
  let best: Partition | undefined;
  for (let step = 0; step < 14; step++) {
    const middle = (low + high) / 2;
    const partition = partitionAt(graph, vectors, d, Math.exp(middle), cut, kernel);
    if (best === undefined || Math.abs(partition.k - wanted) < Math.abs(best.k - wanted)) best = partition;
    if (partition.k === wanted) break;
    if (partition.k < wanted) low = middle;
    else high = middle;
  }
  const fine = best as Partition;
  return fine.k > k ? polish(vectors, d, joinAlike(vectors, d, fine, k), 1, kernel) : fine;
}
