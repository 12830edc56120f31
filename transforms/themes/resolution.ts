import type { Kernel } from "./kernel.ts";
import { type Graph, leiden } from "./leiden.ts";
import { nearest } from "./nearest.ts";
import { absorbSmall, type Partition, polish } from "./partition.ts";

/** Resolutions tried, coarse to fine. */
export const ladder: readonly number[] = [0.1, 0.18, 0.3, 0.5, 0.8, 1.3, 2.1];

/** One partition for each resolution of the ladder. */
export function partitionLadder(
  graph: Graph,
  vectors: Float32Array,
  d: number,
  options: { smallest: number; seed: number },
  kernel: Kernel,
  resolutions: readonly number[] = ladder,
): Partition[] {
  return resolutions.map((resolution) => {
    const communities = leiden(graph, resolution, options.seed);
    return polish(vectors, d, absorbSmall(vectors, d, communities, options.smallest, kernel), 10, kernel);
  });
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
