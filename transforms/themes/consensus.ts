import type { Kernel } from "./kernel.ts";
import { type Graph, leiden } from "./leiden.ts";
import { absorbSmall, polish } from "./partition.ts";

/**
 * Ensemble clustering for graphs (Poulin and Théberge 2019): `members` partitions at resolutions from .5 to 8, each brought
 * closer to the vectors by two steps of spherical k-means; an edge comes out as heavy as the share of them that keep its ends
 * together, and at least .05.
 */
export function consensusGraph(
  graph: Graph,
  vectors: Float32Array,
  d: number,
  options: { members: number; smallest: number; seed: number },
  kernel: Kernel,
): Graph {
  const { members, smallest, seed } = options;
  const { nodes, starts, targets } = graph;
  const together = new Int32Array(targets.length);
  for (let member = 0; member < members; member++) {
    const resolution = 0.5 * 16 ** (member / Math.max(1, members - 1));
    const communities = leiden(graph, resolution, seed * 1000 + member, 1);
    const { labels } = polish(vectors, d, absorbSmall(vectors, d, communities, smallest, kernel), 2, kernel);
    for (let i = 0; i < nodes; i++) {
      const own = labels[i];
      const end = starts[i + 1] as number;
      for (let p = starts[i] as number; p < end; p++)
        if (labels[targets[p] as number] === own) together[p] = (together[p] as number) + 1;
    }
  }
  return { ...graph, weights: Float64Array.from(together, (count) => 0.05 + (0.95 * count) / members) };
}
