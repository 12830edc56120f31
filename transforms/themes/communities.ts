import { shownPartition } from "./agreed.ts";
import { consensusGraph } from "./consensus.ts";
import { sharedNeighbourGraph } from "./graph.ts";
import { createKernel } from "./kernel.ts";
import { renumber } from "./leiden.ts";
import { nearest, neighbours } from "./nearest.ts";
import { ladder, partitionAt, partitionInto } from "./resolution.ts";

/** Groups of vectors, and groups of these groups. */
export interface Communities {
  k: number;
  /** k rows of d numbers, each of length 1. */
  centroids: Float32Array;
  /** The parent of each group. */
  parents: Int32Array;
  parentCount: number;
}

/** Communities with more behind them, each with its centroid of d numbers and its parent. */
export function withMore(
  found: Communities,
  centroids: readonly Float32Array[],
  parents: readonly number[],
  d: number,
): Communities {
  const k = found.k + centroids.length;
  const all = new Float32Array(k * d);
  all.set(found.centroids);
  for (const [at, centroid] of centroids.entries()) all.set(centroid, (found.k + at) * d);
  return { ...found, k, centroids: all, parents: Int32Array.from([...found.parents, ...parents]) };
}

/** Fewer vectors have no groups. */
const fewest = 12;

/**
 * Groups vectors of length 1: their shared-neighbour graph, weighed by consensus, parted at each step of the ladder under several
 * draws, and what these agree on where they separate best, or `k` groups where k is given. Parents are the groups of the coarsest resolution with more than one, for navigation only.
 */
export function findCommunities(vectors: Float32Array, d: number, seed: number, k?: number): Communities {
  const n = vectors.length / d;
  // Without any vector n is not a number.
  if (!(n >= fewest)) return { k: 0, centroids: new Float32Array(), parents: new Int32Array(), parentCount: 0 };
  const kernel = createKernel();
  const size = Math.min(n - 1, Math.max(6, Math.min(30, Math.round(Math.sqrt(n) / 4))));
  const cut = { smallest: Math.max(4, Math.floor(n / 400)), seed };
  const shared = sharedNeighbourGraph(neighbours(vectors, d, size, kernel));
  const graph = consensusGraph(
    shared,
    vectors,
    d,
    { ...cut, members: Math.max(16, Math.min(96, Math.round(400_000 / n))) },
    kernel,
  );
  const draws = k === undefined ? Math.max(2, Math.min(4, Math.round(20_000 / n))) : 1;
  const steps = ladder.map((resolution) =>
    Array.from({ length: draws }, (_, draw) =>
      partitionAt(graph, vectors, d, resolution, { ...cut, seed: seed * 100 + draw }, kernel),
    ),
  );
  const root = Math.sqrt(n);
  const range = { fewest: Math.max(2, Math.min(8, Math.round(root / 3))), most: Math.max(2, root) };
  const fine =
    k === undefined
      ? shownPartition(steps, range, { vectors, d, smallest: cut.smallest, kernel })
      : partitionInto(k, graph, vectors, d, cut, kernel);
  const coarse = steps.flatMap((runs) => runs.slice(0, 1)).find((step) => step.k > 1 && step.k <= fine.k) ?? fine;
  const { labels: parents, count } = renumber(nearest(fine.centroids, coarse.centroids, d, kernel).best);
  return { k: fine.k, centroids: fine.centroids, parents, parentCount: count };
}
