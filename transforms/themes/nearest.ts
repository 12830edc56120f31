import { createKernel, type Kernel, kernelRows } from "./kernel.ts";

/** The nearest of some centroids to each vector, by the product of both (the cosine, as all have length 1). */
export interface Nearest {
  /** Number of the nearest centroid, the first of equals; -1 where there is none. */
  best: Int32Array;
  /** Product with the nearest. */
  score: Float32Array;
  /** Product with the second nearest; -1 where there is one centroid only. */
  second: Float32Array;
  /** Number of the second nearest; -1 where there is none. */
  runnerUp: Int32Array;
}

/** Nearest centroids of `vectors` (rows of `d` numbers, like `centroids`). */
export function nearest(vectors: Float32Array, centroids: Float32Array, d: number, kernel?: Kernel): Nearest {
  const n = vectors.length / d;
  const k = centroids.length / d;
  const best = new Int32Array(n).fill(-1);
  const score = new Float32Array(n).fill(-1);
  const second = new Float32Array(n).fill(-1);
  const runnerUp = new Int32Array(n).fill(-1);
  if (k === 0) return { best, score, second, runnerUp };
  const used = kernel ?? createKernel();
  used.load(centroids, d);
  for (let from = 0; from < n; from += kernelRows) {
    const rows = Math.min(kernelRows, n - from);
    const { products, width } = used.multiply(vectors.subarray(from * d, (from + rows) * d));
    for (let r = 0; r < rows; r++) {
      const at = r * width;
      let first = 0;
      let high = products[at] as number;
      let next = -1;
      let behind = -1;
      for (let j = 1; j < k; j++) {
        const product = products[at + j] as number;
        if (product > next) {
          if (product > high) {
            next = high;
            behind = first;
            high = product;
            first = j;
          } else {
            next = product;
            behind = j;
          }
        }
      }
      best[from + r] = first;
      score[from + r] = high;
      second[from + r] = next;
      runnerUp[from + r] = behind;
    }
  }
  return { best, score, second, runnerUp };
}

/** The `k` nearest rows of each row, itself left out: `rows` nearest first (-1 where there are fewer), and their products. */
export interface Neighbours {
  k: number;
  rows: Int32Array;
  scores: Float32Array;
}

/**
 * Exact nearest neighbours of n vectors of length 1 among each other; of equal scores the lower row comes first. A product stands
 * for both its rows, so that half of them is enough: those of a block of rows with it and what follows.
 */
export function neighbours(vectors: Float32Array, d: number, k: number, kernel?: Kernel): Neighbours {
  const n = vectors.length / d;
  const rows = new Int32Array(n * k).fill(-1);
  const scores = new Float32Array(n * k).fill(-2);
  const least = new Float32Array(n).fill(-2);
  const take = (i: number, j: number, product: number): void => {
    const last = i * k + k - 1;
    let p = last;
    while (p > i * k && (scores[p - 1] as number) < product) {
      scores[p] = scores[p - 1] as number;
      rows[p] = rows[p - 1] as number;
      p--;
    }
    scores[p] = product;
    rows[p] = j;
    least[i] = scores[last] as number;
  };
  const used = kernel ?? createKernel();
  used.load(vectors, d);
  for (let from = 0; from < n; from += kernelRows) {
    const after = Math.min(n, from + kernelRows);
    const { products, width } = used.multiply(vectors.subarray(from * d, after * d), from);
    for (let i = from; i < after; i++) {
      const at = (i - from) * width - from;
      for (let j = from; j < after; j++) {
        const product = products[at + j] as number;
        if (product > (least[i] as number) && j !== i) take(i, j, product);
      }
      for (let j = after; j < n; j++) {
        const product = products[at + j] as number;
        if (product > (least[i] as number)) take(i, j, product);
        if (product > (least[j] as number)) take(j, i, product);
      }
    }
  }
  return { k, rows, scores };
}

/** The `k` highest products of each vector with the rows of another matrix, highest first; -2 where there are fewer. */
export function bestScores(
  vectors: Float32Array,
  others: Float32Array,
  d: number,
  k: number,
  kernel: Kernel,
): Float32Array {
  const n = vectors.length / d;
  const m = others.length / d;
  const scores = new Float32Array(n * k).fill(-2);
  kernel.load(others, d);
  for (let from = 0; from < n; from += kernelRows) {
    const after = Math.min(n, from + kernelRows);
    const { products, width } = kernel.multiply(vectors.subarray(from * d, after * d));
    for (let i = from; i < after; i++) {
      const last = i * k + k - 1;
      for (let at = (i - from) * width, end = at + m; at < end; at++) {
        const product = products[at] as number;
        if (product <= (scores[last] as number)) continue;
        let p = last;
        for (; p > i * k && (scores[p - 1] as number) < product; p--) scores[p] = scores[p - 1] as number;
        scores[p] = product;
      }
    }
  }
  return scores;
}
