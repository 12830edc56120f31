import type { Kernel } from "./kernel.ts";
import { aggregate, type Graph, leiden, renumber } from "./leiden.ts";
import { absorbSmall, polish } from "./partition.ts";

/** Rows that every member of an ensemble keeps together are one node of its graph. */
export interface Consensus {
  graph: Graph;
  /** Node of each row. */
  nodeOf: Int32Array;
}

/**
 * Ensemble clustering for graphs (Poulin and Théberge 2019): `members` partitions at resolutions from .5 to 8, each brought
 * closer to the vectors by two steps of spherical k-means; an edge comes out as heavy as the share of them that keep its ends
 * together, and at least .05. What all members keep together no resolution looked at parts, so that communities are sought among
 * a third of the nodes.
 */
export function consensusGraph(
  graph: Graph,
  vectors: Float32Array,
  d: number,
  options: { members: number; smallest: number; seed: number },
  kernel: Kernel,
): Consensus {
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
  const weights = Float64Array.from(together, (count) => 0.05 + (0.95 * count) / members);
  const { labels: nodeOf, count } = joined(graph, together, members);
  return { graph: aggregate({ ...graph, weights }, nodeOf, count), nodeOf };
}

/** Rows joined by edges whose ends are `together` so many times. */
function joined({ nodes, starts, targets }: Graph, together: Int32Array, times: number) {
  const labels = new Int32Array(nodes).fill(-1);
  const open: number[] = [];
  for (let first = 0; first < nodes; first++) {
    if (labels[first] !== -1) continue;
    labels[first] = first;
    open.push(first);
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      for (let p = starts[i] as number; p < (starts[i + 1] as number); p++) {
        const j = targets[p] as number;
        if (together[p] !== times || labels[j] !== -1) continue;
        labels[j] = first;
        open.push(j);
      }
    }
  }
  return renumber(labels);
}
