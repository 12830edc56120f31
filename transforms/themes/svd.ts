import { eigenSymmetric, gram, multiplyDense, orthonormalise } from "./dense.ts";
import { createKernel } from "./kernel.ts";
import { random } from "./random.ts";
import type { Operator } from "./sparse.ts";

export interface Svd {
  /** Number of singular values. */
  rank: number;
  /** Singular values, largest first. */
  values: Float64Array;
  /** Right singular vectors: `a.width` rows of `rank` columns. */
  right: Float32Array;
}

/**
 * The `rank` largest singular values of a sparse matrix and their right vectors, by randomised subspace iteration
 * (Halko, Martinsson and Tropp 2011, algorithm 4.4), with 10 spare directions and `iterations` power steps.
 */
export function randomisedSvd(a: Operator, rank: number, seed: number, iterations = 6): Svd {
  const spare = Math.min(rank + 10, a.width, a.rows);
  const kept = Math.min(rank, spare);
  const next = random(seed);
  const kernel = createKernel();
  let y = a.times(
    Float32Array.from({ length: a.width * spare }, () => (next() < 0.5 ? -1 : 1)),
    spare,
  );
  for (let i = 0; i < iterations; i++) {
    y = orthonormalise(y, a.rows, spare, kernel);
    y = a.times(a.turned(y, spare), spare);
  }
  const b = a.turned(orthonormalise(y, a.rows, spare, kernel), spare);
  const { values, vectors } = eigenSymmetric(gram(b, a.width, spare, kernel), spare);
  const singular = values.map((value) => Math.sqrt(Math.max(0, value))).slice(0, kept);
  const scaled = new Float64Array(spare * kept);
  for (let c = 0; c < kept; c++) {
    const value = singular[c] as number;
    if (value <= (singular[0] as number) * 1e-6) continue;
    for (let i = 0; i < spare; i++) scaled[i * kept + c] = (vectors[i * spare + c] as number) / value;
  }
  return { rank: kept, values: singular, right: multiplyDense(b, a.width, spare, scaled, kept, kernel) };
}
