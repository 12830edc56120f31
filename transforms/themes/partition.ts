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
  return directionsOf(sumsOf(vectors, d, labels, k), k, d);
}

const directionsOf = (sums: Float64Array, k: number, d: number): Float32Array =>
  normaliseRows(Float32Array.from(sums), k, d);

/** Sums of the labelled rows, in their order. */
function sumsOf(vectors: Float32Array, d: number, labels: Int32Array, k: number): Float64Array {
  const sums = new Float64Array(k * d);
  for (let i = 0; i < labels.length; i++)
    if ((labels[i] as number) >= 0) addRow(sums, labels[i] as number, vectors, i, d, 1);
  return sums;
}

/** Adds a row, or takes it away where `times` is -1. */
function addRow(sums: Float64Array, to: number, vectors: Float32Array, row: number, d: number, times: number): void {
  for (let at = to * d, from = row * d, end = from + d; from < end; from++, at++)
    sums[at] = (sums[at] as number) + times * (vectors[from] as number);
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
  if (loose.length === 0) return { labels: large, k, centroids };
  const rows = new Float32Array(loose.length * d);
  for (const [to, i] of loose.entries()) rows.set(vectors.subarray(i * d, (i + 1) * d), to * d);
  const { best } = nearest(rows, centroids, d, kernel);
  for (const [from_, i] of loose.entries()) large[i] = best[from_] as number;
  return { labels: large, k, centroids: centroidsOf(vectors, d, large, k) };
}

/**
 * Spherical k-means from a partition: at most `steps` times every row goes to the nearest centroid; emptied groups vanish. The sums of
 * the groups follow the rows that move.
 */
export function polish(
  vectors: Float32Array,
  d: number,
  partition: Partition,
  steps: number,
  kernel: Kernel,
): Partition {
  let { labels, k, centroids } = partition;
  let sums = sumsOf(vectors, d, labels, k);
  for (let step = 0; step < steps; step++) {
    const { best } = nearest(vectors, centroids, d, kernel);
    let moved = 0;
    for (let i = 0; i < best.length; i++) {
      const from = labels[i] as number;
      const to = best[i] as number;
      if (from === to) continue;
      moved++;
      if (from >= 0) addRow(sums, from, vectors, i, d, -1);
      addRow(sums, to, vectors, i, d, 1);
    }
    const { had, ...renumbered } = renumber(best);
    ({ labels, count: k } = renumbered);
    const kept = new Float64Array(k * d);
    for (const [label, old] of had.entries()) kept.set(sums.subarray(old * d, (old + 1) * d), label * d);
    sums = kept;
    centroids = directionsOf(sums, k, d);
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
