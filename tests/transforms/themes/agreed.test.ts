import { describe, expect, test } from "vitest";
import { agreedPartition, shownPartition } from "../../../transforms/themes/agreed.ts";
import { plainKernel } from "../../../transforms/themes/kernel.ts";
import { centroidsOf, type Partition } from "../../../transforms/themes/partition.ts";

/** Four rows on each of so many axes. */
const onAxes = (d: number) =>
  Float32Array.from({ length: 4 * d * d }, (_, at) => (at % d === Math.floor(at / d / 4) ? 1 : 0));
const partitionOf = (d: number, labels: readonly number[]): Partition => {
  const k = Math.max(...labels) + 1;
  return { labels: Int32Array.from(labels), k, centroids: centroidsOf(onAxes(d), d, Int32Array.from(labels), k) };
};
const kernel = plainKernel();
const partition = (...labels: number[]) => partitionOf(3, labels);
const agreed = (k: number, ...steps: Partition[]) => agreedPartition(steps, k, onAxes(3), 3, 2, kernel);

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

describe("the partition shown", () => {
  const range = { fewest: 2, most: 4 };

  test("is what finer ones agree on where that separates better", () => {
    const steps = [
      partition(0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2),
      halves,
      partition(0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5),
    ];
    const { labels } = shownPartition(steps, range, onAxes(3), 3, 2, kernel);
    expect(Array.from(labels)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  test("is the step itself where they agree on worse", () => {
    const right = partitionOf(4, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    const chain = partitionOf(4, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    const steps = [right, chain, chain];
    expect(agreedPartition(steps, 4, onAxes(4), 4, 2, kernel)?.k).toBe(3);
    expect(shownPartition(steps, range, onAxes(4), 4, 2, kernel)).toBe(right);
  });
});
