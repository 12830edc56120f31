import type { Kernel } from "./kernel.ts";
import { groups, renumber } from "./leiden.ts";
import { absorbSmall, joinAlike, type Partition, polish } from "./partition.ts";
import { choose, type GroupRange, silhouette } from "./resolution.ts";

/** Steps with more groups than so many times those wanted say little of them: joined that far, they are chains. */
const finest = 3;
/** Where they agree on fewer groups they do not agree. */
const leastAgreed = 0.75;
/** What they agree on must separate better than the step itself by so much in its silhouette; less is chance. */
const leastLead = 0.0025;

/**
 * The partition to show: the step that `choose` takes, or what the finer ones agree on where that separates better.
 */
export function shownPartition(
  steps: readonly Partition[],
  range: GroupRange,
  vectors: Float32Array,
  d: number,
  smallest: number,
  kernel: Kernel,
): Partition {
  const silhouettes = steps.map((step) => silhouette(vectors, d, step, kernel));
  const at = choose(steps, silhouettes, range);
  const chosen = steps[at] as Partition;
  const agreed = agreedPartition(steps, chosen.k, vectors, d, smallest, kernel);
  if (agreed === undefined) return chosen;
  return silhouette(vectors, d, agreed, kernel) > (silhouettes[at] as number) + leastLead ? agreed : chosen;
}

/**
 * The partition into `k` groups that several finer ones agree on: each is joined to k groups (average linkage), rows that all of them
 * keep together are one, and these are joined by how many of them put them together. One partition alone hangs on its draws.
 * Undefined where they are too few, or agree on too little.
 */
export function agreedPartition(
  steps: readonly Partition[],
  k: number,
  vectors: Float32Array,
  d: number,
  smallest: number,
  kernel: Kernel,
): Partition | undefined {
  const views = steps
    .filter((step) => step.k > k && step.k <= finest * k)
    .map((step) => joinAlike(vectors, d, step, k).labels);
  if (views.length < 2) return undefined;
  const labels = joinCores(coresOf(views), k, smallest);
  if (new Set(labels.filter((label) => label >= 0)).size < leastAgreed * k) return undefined;
  return polish(vectors, d, absorbSmall(vectors, d, labels, smallest, kernel), 1, kernel);
}

interface Cores {
  /** Core of each row. */
  of: Int32Array;
  count: number;
  /** Group of each core in each view. */
  views: readonly Int32Array[];
}

/** Rows that every view puts into the same group. */
function coresOf(views: readonly Int32Array[]): Cores {
  const numbers = new Map<string, number>();
  const n = views[0]?.length ?? 0;
  const of = new Int32Array(n);
  const groupsOf = views.map(() => [] as number[]);
  for (let i = 0; i < n; i++) {
    const key = views.map((view) => view[i]).join(" ");
    const known = numbers.get(key);
    of[i] = known ?? numbers.size;
    if (known !== undefined) continue;
    numbers.set(key, numbers.size);
    for (const [v, view] of views.entries()) groupsOf[v]?.push(view[i] as number);
  }
  return { of, count: numbers.size, views: groupsOf.map((list) => Int32Array.from(list)) };
}

/** Joins cores by average linkage of their agreement until k groups of at least `smallest` rows are left; rows of others get -1. */
function joinCores({ of, count, views }: Cores, k: number, smallest: number): Int32Array {
  const { starts } = groups(of, count);
  const sizeOf = (core: number) => (starts[core + 1] as number) - (starts[core] as number);
  const large = [...Array(count).keys()].filter((core) => sizeOf(core) >= smallest);
  const m = large.length;
  const sizes = Float64Array.from(large, sizeOf);
  const agreement = new Float64Array(m * m);
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) {
      let same = 0;
      for (const view of views) if (view[large[a] as number] === view[large[b] as number]) same++;
      agreement[a * m + b] = same / views.length;
    }
  const group = Int32Array.from({ length: m }, (_, i) => i);
  const left = Array.from(group);
  while (left.length > k) {
    let most = -1;
    let into = 0;
    let from = 0;
    for (const [at, a] of left.entries())
      for (let x = at + 1; x < left.length; x++) {
        const b = left[x] as number;
        const alike = agreement[a * m + b] as number;
        if (alike <= most + 1e-12) continue;
        most = alike;
        into = a;
        from = b;
      }
    const [one, other] = [sizes[into] as number, sizes[from] as number];
    for (const c of left) {
      const joined =
        (one * (agreement[into * m + c] as number) + other * (agreement[from * m + c] as number)) / (one + other);
      agreement[into * m + c] = joined;
      agreement[c * m + into] = joined;
    }
    sizes[into] = one + other;
    for (const [i, own] of group.entries()) if (own === from) group[i] = into;
    left.splice(left.indexOf(from), 1);
  }
  const groupOf = new Int32Array(count).fill(-1);
  for (const [i, core] of large.entries()) groupOf[core] = group[i] as number;
  return renumber(of.map((core) => groupOf[core] as number)).labels;
}
