import { describe, expect, test } from "vitest";
import { plainKernel } from "../../../transforms/themes/kernel.ts";
import type { Partition } from "../../../transforms/themes/partition.ts";
import { joinAlike } from "../../../transforms/themes/partition.ts";
import { choose, silhouette } from "../../../transforms/themes/resolution.ts";

const groups = (...ks: number[]): Partition[] =>
  ks.map((k) => ({ k, labels: new Int32Array(), centroids: new Float32Array() }));
const range = { fewest: 8, most: 50 };

describe("the partition to show", () => {
  test("is the coarsest within .05 of the best silhouette", () => {
    expect(choose(groups(9, 14, 25, 40), [0.2, 0.31, 0.33, 0.35], range)).toBe(1);
    expect(choose(groups(9, 14, 25, 40), [0.2, 0.29, 0.33, 0.35], range)).toBe(2);
  });

  test("has neither too few nor too many groups, whatever their silhouettes", () => {
    expect(choose(groups(3, 10, 30, 60), [0.9, 0.2, 0.3, 0.9], range)).toBe(2);
  });

  test("has few groups where there are no more", () => {
    expect(choose(groups(1, 3, 5), [-1, 0.2, 0.4], range)).toBe(2);
    expect(choose(groups(1, 1), [-1, -1], range)).toBe(0);
  });
});

test("silhouette of four points on two axes", () => {
  // Every point is at its centroid and at right angles to the other: (1 - 0) / 1.
  const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
  const partition = { labels: Int32Array.of(0, 0, 1, 1), k: 2, centroids: Float32Array.of(1, 0, 0, 1) };
  expect(silhouette(vectors, 2, partition, plainKernel())).toBe(1);
  expect(silhouette(vectors, 2, { ...partition, k: 1 }, plainKernel())).toBe(-1);
});

test("the most alike groups are joined first", () => {
  const vectors = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);
  const partition = { labels: Int32Array.of(0, 1, 2, 3), k: 4, centroids: vectors };
  expect([...joinAlike(vectors, 2, partition, 3).labels]).toEqual([0, 0, 1, 2]);
});

test("a scattered group is joined later than its centroid would say", () => {
  // The centroid of the first two rows lies at the third, their mean product with it is .6; the last two are alike by .7.
  const vectors = Float32Array.of(0.6, 0.8, 0.6, -0.8, 1, 0, -1, 0, -0.7, Math.sqrt(0.51));
  const partition = { labels: Int32Array.of(0, 0, 1, 2, 3), k: 4, centroids: new Float32Array(8) };
  expect([...joinAlike(vectors, 2, partition, 3).labels]).toEqual([0, 0, 1, 2, 2]);
});
