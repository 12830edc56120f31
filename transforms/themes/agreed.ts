import type { Kernel } from "./kernel.ts";
import { renumber } from "./leiden.ts";
import { absorbSmall, joinAlike, type Partition, polish } from "./partition.ts";
import { type GroupRange, groupsToShow, silhouette } from "./resolution.ts";

/** Partitions with so many times the groups wanted are the wanted one, seen again. */
const near = { from: 0.8, to: 1.25 };
/** Finer ones with up to so many times the groups say which of them belong together; joined further, they are chains. */
const finest = 2.5;
/** Cores that are joined by their agreement, at most. */
const mostCores = 2000;
/** Steps of spherical k-means from what is agreed on. */
const polishing = 5;

/** Vectors of length 1 and how they are grouped: the fewest rows of a group. */
export interface Ground {
  vectors: Float32Array;
  d: number;
  smallest: number;
  kernel: Kernel;
}

/**
 * The partition to show of those at each step of the ladder, each under several draws: what those of about as many groups as wanted
 * agree on, or the finer ones where that separates better.
 */
export function shownPartition(steps: readonly (readonly Partition[])[], range: GroupRange, ground: Ground): Partition {
  const { vectors, d, kernel } = ground;
  const heights = (runs: readonly Partition[]) => runs.map((run) => silhouette(vectors, d, run, kernel));
  const k = groupsToShow(
    steps.map((runs) => ({ x: mean(runs.map((run) => Math.log(run.k))), height: mean(heights(runs)) })),
    range,
  );
  const runs = steps.flat();
  const within = (low: number, high: number) => runs.filter((run) => run.k >= low * k && run.k <= high * k);
  const apart = (run: Partition) => Math.abs(Math.log(run.k / k));
  const nearest = runs.reduce((best, run) => (apart(run) < apart(best) ? run : best));
  const alike = within(near.from, near.to);
  const own = agreedPartition(alike.length > 0 ? alike : [nearest], k, ground);
  const finer = within(1, finest);
  if (finer.length === 0) return own;
  const joined = agreedPartition(finer, k, ground);
  return silhouette(vectors, d, joined, kernel) > silhouette(vectors, d, own, kernel) ? joined : own;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The partition into `k` groups that several agree on: those with more are joined to k groups (average linkage), rows that all of
 * them keep together are one, and these are joined by how many of them put them together. One partition alone hangs on its draws.
 */
export function agreedPartition(views: readonly Partition[], k: number, ground: Ground): Partition {
  const { vectors, d, smallest, kernel } = ground;
  const labels = views.map((view) => (view.k > k ? joinAlike(vectors, d, view, k) : view).labels);
  return polish(
    vectors,
    d,
    absorbSmall(vectors, d, joinCores(coresOf(labels), k), smallest, kernel),
    polishing,
    kernel,
  );
}

interface Cores {
  /** Core of each row. */
  of: Int32Array;
  /** Rows of each core. */
  sizes: readonly number[];
  /** Group of each core in each view. */
  views: readonly (readonly number[])[];
}

/** Rows that every view puts into the same group. */
function coresOf(views: readonly Int32Array[]): Cores {
  const numbers = new Map<string, number>();
  const of = new Int32Array(views[0]?.length ?? 0);
  const sizes: number[] = [];
  const groupsOf = views.map(() => [] as number[]);
  for (let i = 0; i < of.length; i++) {
    const key = views.map((view) => view[i]).join(" ");
    const known = numbers.get(key) ?? sizes.length;
    of[i] = known;
    sizes[known] = (sizes[known] ?? 0) + 1;
    if (sizes[known] > 1) continue;
    numbers.set(key, known);
    for (const [v, view] of views.entries()) groupsOf[v]?.push(view[i] as number);
  }
  return { of, sizes, views: groupsOf };
}

/** Joins the largest cores by average linkage of their agreement until k groups are left; rows of the others get -1. */
function joinCores({ of, sizes: all, views }: Cores, k: number): Int32Array {
  const least = (Array.from(all).sort((a, b) => b - a)[mostCores] ?? 0) + 1;
  const large = [...all.keys()].filter((core) => (all[core] as number) >= least);
  const m = large.length;
  const sizes = Float64Array.from(large, (core) => all[core] as number);
  const agreement = new Float32Array(m * m);
  for (const view of views) {
    const groups = Int32Array.from(large, (core) => view[core] as number);
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++)
        if (groups[a] === groups[b]) agreement[a * m + b] = (agreement[a * m + b] as number) + 1;
  }
  const group = Int32Array.from({ length: m }, (_, i) => i);
  const isOpen = new Uint8Array(m).fill(1);
  /** Of each open group the one behind it that it agrees with most, and how much. */
  const partner = new Int32Array(m).fill(-1);
  const most = new Float32Array(m).fill(-1);
  const look = (a: number): void => {
    partner[a] = -1;
    most[a] = -1;
    for (let b = a + 1; b < m; b++) {
      if (isOpen[b] === 0 || (agreement[a * m + b] as number) <= (most[a] as number)) continue;
      most[a] = agreement[a * m + b] as number;
      partner[a] = b;
    }
  };
  for (let a = 0; a < m; a++) look(a);
  for (let left = m; left > k; left--) {
    let into = 0;
    for (let a = 1; a < m; a++) if (isOpen[a] === 1 && (most[a] as number) > (most[into] as number)) into = a;
    const from = partner[into] as number;
    const [one, other] = [sizes[into] as number, sizes[from] as number];
    isOpen[from] = 0;
    sizes[into] = one + other;
    for (let c = 0; c < m; c++) {
      if (group[c] === from) group[c] = into;
      if (isOpen[c] === 0) continue;
      const joined =
        (one * (agreement[into * m + c] as number) + other * (agreement[from * m + c] as number)) / (one + other);
      agreement[into * m + c] = joined;
      agreement[c * m + into] = joined;
    }
    for (let a = 0; a <= from; a++) {
      if (isOpen[a] === 0) continue;
      if (a === into || partner[a] === from || partner[a] === into) look(a);
      else if (a < into && (agreement[a * m + into] as number) > (most[a] as number)) {
        most[a] = agreement[a * m + into] as number;
        partner[a] = into;
      }
    }
  }
  const groupOf = new Int32Array(all.length).fill(-1);
  for (const [i, core] of large.entries()) groupOf[core] = group[i] as number;
  return renumber(of.map((core) => groupOf[core] as number)).labels;
}
