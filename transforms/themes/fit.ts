import { consensusGraph } from "./consensus.ts";
import { canonical, type Documents } from "./documents.ts";
import { sharedNeighbourGraph } from "./graph.ts";
import { createKernel } from "./kernel.ts";
import { nearest, neighbours } from "./nearest.ts";
import type { Partition } from "./partition.ts";
import { partitionLadder, silhouette } from "./resolution.ts";
import { dimensions, fitSpace, project, type Space, spaceDefaults } from "./space.ts";

export interface FitOptions {
  /** Changes every random draw; the default is fine. */
  seed?: number;
}

/** Themes of texts. */
export interface ThemeFit {
  space: Space;
  /** One vector for each document given, in their order; zeros for a document without a known token. */
  vectors: Float32Array;
  /** Theme of each document given; -1 where it belongs to none. */
  labels: Int32Array;
  k: number;
  /** k rows of as many numbers as a vector has. */
  centroids: Float32Array;
  /** The parent of each theme, for navigation. */
  parents: Int32Array;
  parentCount: number;
}

/**
 * Finds themes: the space of the texts, their neighbour graph, consensus communities at the resolution that separates best.
 * The order of the documents never matters, and the same documents always give the same bits.
 */
export function fitThemes(documents: Documents, options: FitOptions = {}): ThemeFit {
  const seed = options.seed ?? 1;
  const rows = canonical(documents);
  const space = fitSpace(rows.tokens, { ...spaceDefaults, seed });
  const d = dimensions(space);
  const projected = project(space, rows.tokens);
  const known = Int32Array.from(rows.tokens.keys()).filter((i) => hasLength(projected, i, d));
  const vectors = pick(projected, known, d);
  const { fine, parents, parentCount } = cluster(vectors, d, seed);
  const labelOfRow = new Int32Array(rows.tokens.length).fill(-1);
  for (const [at, i] of known.entries()) labelOfRow[i] = fine.labels[at] as number;
  const all = new Float32Array(rows.rowOf.length * d);
  const labels = rows.rowOf.map((row, i) => {
    if (row < 0) return -1;
    all.set(projected.subarray(row * d, (row + 1) * d), i * d);
    return labelOfRow[row] as number;
  });
  return { space, vectors: all, labels, k: fine.k, centroids: fine.centroids, parents, parentCount };
}

interface Clusters {
  fine: Partition;
  parents: Int32Array;
  parentCount: number;
}

function cluster(vectors: Float32Array, d: number, seed: number): Clusters {
  const n = vectors.length / d;
  if (n < 12) {
    const labels = new Int32Array(n).fill(-1);
    return { fine: { labels, k: 0, centroids: new Float32Array() }, parents: new Int32Array(), parentCount: 0 };
  }
  const kernel = createKernel();
  const k = Math.min(n - 1, Math.max(6, Math.min(30, Math.round(Math.sqrt(n) / 4))));
  const smallest = Math.max(4, Math.floor(n / 400));
  const members = n <= 20_000 ? 64 : 16;
  const shared = sharedNeighbourGraph(neighbours(vectors, d, k, kernel));
  const graph = consensusGraph(shared, vectors, d, { members, smallest, seed }, kernel);
  const steps = partitionLadder(graph, vectors, d, { smallest, seed }, kernel);
  const scores = steps.map((step) => silhouette(vectors, d, step, kernel));
  const fine = steps[scores.indexOf(Math.max(...scores))] as Partition;
  const coarse = steps[0] as Partition;
  const parents = nearest(fine.centroids, coarse.centroids, d, kernel).best;
  return { fine, parents, parentCount: coarse.k };
}

function hasLength(vectors: Float32Array, row: number, d: number): boolean {
  for (let c = row * d; c < (row + 1) * d; c++) if (vectors[c] !== 0) return true;
  return false;
}

function pick(vectors: Float32Array, rows: Int32Array, d: number): Float32Array {
  const picked = new Float32Array(rows.length * d);
  for (const [to, i] of rows.entries()) picked.set(vectors.subarray(i * d, (i + 1) * d), to * d);
  return picked;
}
