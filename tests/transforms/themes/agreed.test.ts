import { expect, test } from "vitest";
import { agreedPartition } from "../../../transforms/themes/agreed.ts";
import { plainKernel } from "../../../transforms/themes/kernel.ts";
import { centroidsOf, type Partition } from "../../../transforms/themes/partition.ts";

const d = 3;
/** Twelve rows near three axes, four each. */
const vectors = Float32Array.from({ length: 12 * d }, (_, at) => {
  const [row, c] = [Math.floor(at / d), at % d];
  return c === Math.floor(row / 4) ? 1 : 0;
});
const partition = (...labels: number[]): Partition => {
  const k = Math.max(...labels) + 1;
  return { labels: Int32Array.from(labels), k, centroids: centroidsOf(vectors, d, Int32Array.from(labels), k) };
};
const agreed = (k: number, ...steps: Partition[]) => agreedPartition(steps, k, vectors, d, 2, plainKernel());

const halves = partition(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
/** One row of the first axis with those of the second: the others overrule it. */
const astray = partition(0, 0, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5);

test("finer partitions joined agree on the rows that belong together, whatever one of them says", () => {
  const found = agreed(3, halves, astray, partition(0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5));
  expect(Array.from(found?.labels ?? [])).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
});

test("one view alone, and views without a common core, agree on nothing", () => {
  expect(agreed(3, halves)).toBeUndefined();
  expect(agreed(3, partition(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2), halves)).toBeUndefined();
});
