import { normaliseRows } from "./dense.ts";
import type { Kernel } from "./kernel.ts";
import { renumber } from "./leiden.ts";
import { nearest } from "./nearest.ts";

/** Rows in `k` groups; a label of -1 is none. */
export interface Partition {
  labels: Int32Array;
  k: number;
  /** k rows of d numbers, each of length 1. */
  centroids: Float32Array;
}

/** Mean directions of the labelled rows. */
export function centroidsOf(vectors: Float32Array, d: number, labels: Int32Array, k: number): Float32Array {
  const sums = new Float64Array(k * d);
  for (let i = 0, from = 0; i < labels.length; i++) {
    let to = (labels[i] as number) * d;
    const end = from + d;
    if (to < 0) from = end;
    for (; from < end; from++, to++) sums[to] = (sums[to] as number) + (vectors[from] as number);
  }
  return normaliseRows(Float32Array.from(sums), k, d);
}

/** Gives the rows of groups under `atLeast` rows to the nearest of the others; the largest group always stays. */
export function absorbSmall(
  vectors: Float32Array,
  d: number,
  labels: Int32Array,
  atLeast: number,
  kernel: Kernel,
): Partition {
  const { labels: from, count } = renumber(labels);
  const sizes = new Int32Array(count);
  for (let i = 0; i < from.length; i++) {
    const label = from[i] as number;
    if (label >= 0) sizes[label] = (sizes[label] as number) + 1;
  }
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const kept = new Int32Array(count).fill(-1);
  let k = 0;
  for (const [label, size] of sizes.entries()) if (size >= Math.min(atLeast, largest)) kept[label] = k++;
  const large = from.map((label) => (label < 0 ? -1 : (kept[label] as number)));
  const centroids = centroidsOf(vectors, d, large, k);
  const loose: number[] = [];
  for (let i = 0; i < large.length; i++) if (large[i] === -1) loose.push(i);
  const rows = new Float32Array(loose.length * d);
  for (const [to, i] of loose.entries()) rows.set(vectors.subarray(i * d, (i + 1) * d), to * d);
  const { best } = nearest(rows, centroids, d, kernel);
  for (const [from_, i] of loose.entries()) large[i] = best[from_] as number;
  return { labels: large, k, centroids: centroidsOf(vectors, d, large, k) };
}

/** Spherical k-means from a partition: at most `steps` times every row goes to the nearest centroid; emptied groups vanish. */
export function polish(
  vectors: Float32Array,
  d: number,
  partition: Partition,
  steps: number,
  kernel: Kernel,
): Partition {
  let { labels, k, centroids } = partition;
  for (let step = 0; step < steps; step++) {
    const { best } = nearest(vectors, centroids, d, kernel);
    let moved = 0;
    for (let i = 0; i < best.length; i++) if (best[i] !== labels[i]) moved++;
    ({ labels, count: k } = renumber(best));
    centroids = centroidsOf(vectors, d, labels, k);
    if (moved < best.length * 0.002) break;
  }
  return { labels, k, centroids };
}

/**
 * Joins the two groups whose rows are most alike in the mean of all pairs (average linkage) until at most `k` are left, or none are
 * alike by at least `least`.
 */
export function joinAlike(
  vectors: Float32Array,
  d: number,
  { labels, k: count }: Pick<Partition, "labels" | "k">,
  k: number,
  least = -Infinity,
): Partition {
  const sizes = new Float64Array(count);
  const sums = new Float64Array(count * d);
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue;
    sizes[label] = (sizes[label] as number) + 1;
    for (let c = 0; c < d; c++) sums[label * d + c] = (sums[label * d + c] as number) + (vectors[i * d + c] as number);
  }
  const products = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = a; b < count; b++) {
      let product = 0;
      for (let c = 0; c < d; c++) product += (sums[a * d + c] as number) * (sums[b * d + c] as number);
      products[a * count + b] = product;
      products[b * count + a] = product;
    }
  const group = Int32Array.from({ length: count }, (_, i) => i);
  const left = Array.from(group);
  while (left.length > Math.max(1, k)) {
    let into = left[0] as number;
    let from = left[1] as number;
    let most = -Infinity;
    for (const [at, a] of left.entries())
      for (let x = at + 1; x < left.length; x++) {
        const b = left[x] as number;
        const alike = (products[a * count + b] as number) / ((sizes[a] as number) * (sizes[b] as number));
        if (alike <= most) continue;
        most = alike;
        into = a;
        from = b;
      }
    if (most < least) break;
    sizes[into] = (sizes[into] as number) + (sizes[from] as number);
    for (const c of left) {
      const sum = (products[into * count + c] as number) + (products[from * count + c] as number);
      products[into * count + c] = sum;
      products[c * count + into] = sum;
    }
    for (const [label, own] of group.entries()) if (own === from) group[label] = into;
    left.splice(left.indexOf(from), 1);
  }
  const joined = renumber(labels.map((label) => (label < 0 ? -1 : (group[label] as number))));
  return { labels: joined.labels, k: joined.count, centroids: centroidsOf(vectors, d, joined.labels, joined.count) };
}
