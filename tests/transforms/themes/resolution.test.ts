import { describe, expect, test } from "vitest";
import { plainKernel } from "../../../transforms/themes/kernel.ts";
import { joinAlike } from "../../../transforms/themes/partition.ts";
import { groupsToShow, silhouette } from "../../../transforms/themes/resolution.ts";

const groups = (...ks: number[]) => ks.map((k) => Math.log(k));
const toShow = (xs: readonly number[], heights: readonly number[]) =>
  groupsToShow(
    xs.map((x, at) => ({ x, height: heights[at] as number })),
    range,
  );
const range = { fewest: 8, most: 50 };

describe("the number of groups to show", () => {
  test("is the fewest within .05 of the best silhouette, between two steps on the line", () => {
    expect(toShow(groups(10, 20, 40), [0.29, 0.35, 0.38])).toBe(16);
    expect(toShow(groups(10, 20, 40), [0.34, 0.36, 0.38])).toBe(10);
  });

  test("hardly moves where a step comes to lie just outside the bounds", () => {
    const at = (k: number) => toShow(groups(9, 20, k, 90), [0.25, 0.3, 0.36, 0.45]);
    expect(Math.abs(at(49) - at(51))).toBeLessThanOrEqual(1);
    const low = (k: number) => toShow(groups(4, k, 15, 40), [0.47, 0.4, 0.26, 0.32]);
    expect([low(7), low(9)]).toEqual([8, 8]);
  });

  test("is neither too low nor too high, whatever the silhouettes there", () => {
    expect(toShow(groups(3, 10, 30, 60), [0.9, 0.2, 0.3, 0.2])).toBe(8);
    expect(toShow(groups(3, 10, 30, 600), [0.1, 0.2, 0.3, 0.9])).toBeLessThanOrEqual(50);
  });

  test("is low where there are no more", () => {
    expect(toShow(groups(1, 3, 5), [-1, 0.2, 0.4])).toBe(5);
    expect(toShow(groups(1, 1), [-1, -1])).toBe(1);
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
