import { describe, expect, test } from "vitest";
import { plainKernel, simdKernel } from "../../../transforms/themes/kernel.ts";
import { nearest, neighbours } from "../../../transforms/themes/nearest.ts";
import { gaussians } from "../../../transforms/themes/random.ts";

const vectors = (rows: number, d: number, seed: number): Float32Array =>
  Float32Array.from({ length: rows * d }, gaussians(seed));

describe("kernels", () => {
  const simd = simdKernel();

  test.skipIf(simd === undefined).for([[1, 1, 1] as const, [3, 5, 7], [64, 8, 16], [67, 13, 33], [130, 300, 164]])(
    "%i rows, %i centroids, %i numbers: SIMD and plain give the same bits",
    ([n, k, d]) => {
      const rows = vectors(n, d, 1);
      const centroids = vectors(k, d, 2);
      expect(nearest(rows, centroids, d, simd)).toEqual(nearest(rows, centroids, d, plainKernel()));
      const few = Math.min(4, n - 1);
      expect(neighbours(rows, d, few, simd)).toEqual(neighbours(rows, d, few, plainKernel()));
    },
  );

  test("a kernel forgets a larger matrix when it loads a smaller one", () => {
    const kernel = simdKernel() ?? plainKernel();
    nearest(vectors(10, 4, 1), vectors(40, 4, 2), 4, kernel);
    expect(nearest(Float32Array.of(0, 1), Float32Array.of(1, 0, 0, 1, 0, -1), 2, kernel)).toEqual({
      best: Int32Array.of(1),
      score: Float32Array.of(1),
      second: Float32Array.of(0),
      runnerUp: Int32Array.of(0),
    });
  });

  test("one centroid has no second, none has no best", () => {
    const one = nearest(Float32Array.of(1, 0), Float32Array.of(1, 0), 2);
    expect([one.second[0], one.runnerUp[0]]).toEqual([-1, -1]);
    expect(nearest(Float32Array.of(1, 0), new Float32Array(), 2).best[0]).toBe(-1);
  });

  test("the second is the nearest of the others, wherever it stands", () => {
    const one = Float32Array.of(1, 0);
    const runnerUp = (...centroids: number[]) => nearest(one, Float32Array.from(centroids), 2).runnerUp[0];
    expect(runnerUp(1, 0, 0.5, 0, 0.7, 0)).toBe(2);
    expect(runnerUp(0.5, 0, 0.7, 0, 1, 0)).toBe(1);
    expect(runnerUp(0.7, 0, 1, 0, 0.5, 0)).toBe(0);
    expect(runnerUp(-0.5, 0, -0.7, 0)).toBe(1);
  });

  test("of equal scores the lower row is the nearer neighbour", () => {
    const { rows, scores } = neighbours(Float32Array.of(1, 0, 0, 1, 1, 0, 1, 0), 2, 2);
    expect([...rows]).toEqual([2, 3, 0, 2, 0, 3, 0, 2]);
    expect([...scores]).toEqual([1, 1, 0, 0, 1, 1, 1, 1]);
  });
});
