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
const groundOf = (d: number) => ({ vectors: onAxes(d), d, smallest: 2, kernel: plainKernel() });
const partition = (...labels: number[]) => partitionOf(3, labels);
const agreed = (k: number, ...views: Partition[]) => Array.from(agreedPartition(views, k, groundOf(3)).labels);
const thirds = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];

const halves = partition(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
/** One row of the first axis with those of the second: the others overrule it. */
const astray = partition(0, 0, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5);

describe("what partitions agree on", () => {
  test("are the rows that belong together, whatever one of them says", () => {
    expect(agreed(3, halves, astray, partition(0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5))).toEqual(thirds);
  });

  test("is the one where there is one", () => {
    expect(agreed(3, partition(...thirds))).toEqual(thirds);
  });

  test("is the same whichever comes first, as long as two of three say so", () => {
    const views = [partition(...thirds), partition(...thirds), partition(0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2)];
    for (const turn of [0, 1, 2]) expect(agreed(3, ...views.slice(turn), ...views.slice(0, turn))).toEqual(thirds);
  });
});

describe("the partition shown", () => {
  const range = { fewest: 2, most: 4 };
  const shown = (d: number, ...steps: Partition[]) =>
    Array.from(
      shownPartition(
        steps.map((step) => [step]),
        range,
        groundOf(d),
      ).labels,
    );

  test("is what finer ones agree on where that separates better", () => {
    const steps = [
      partition(0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2),
      halves,
      partition(0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5),
    ];
    expect(shown(3, ...steps)).toEqual(thirds);
  });

  test("is that of about as many groups where finer ones agree on worse", () => {
    const right = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
    const chain = partitionOf(4, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 4, 5, 6]);
    expect(shown(4, partitionOf(4, right), chain, chain)).toEqual(right);
  });

  test("is what the draws of a step agree on", () => {
    const draws = [partition(...thirds), partition(0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2), partition(...thirds)];
    expect(Array.from(shownPartition([draws], range, groundOf(3)).labels)).toEqual(thirds);
  });
});
