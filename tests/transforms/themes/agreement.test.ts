import { expect, test } from "vitest";
import { agreement } from "../../../transforms/themes/agreement.ts";

test("equal partitions agree whatever their labels", () => {
  expect(agreement([0, 0, 1, 2], ["b", "b", "c", "a"])).toEqual({ nmi: 1, ari: 1, v: 1, purity: 1 });
});

test("six items worked by hand", () => {
  // clusters {a a b} {b c c}: MI = 2/3 ln 2 · … with both entropies as below
  const seen = agreement([0, 0, 0, 1, 1, 1], ["a", "a", "b", "b", "c", "c"]);
  const information = (4 / 6) * Math.log(2);
  expect(seen.nmi).toBeCloseTo((2 * information) / (Math.log(2) + Math.log(3)), 12);
  // pairs together in both 2, in clusters 6, in classes 3, of 15: (2 - 1.2) / (4.5 - 1.2)
  expect(seen.ari).toBeCloseTo(0.8 / 3.3, 12);
  expect(seen.v).toBeCloseTo(seen.nmi, 12);
  expect(seen.purity).toBeCloseTo(4 / 6, 12);
});

test("one cluster says nothing, and as much as chance", () => {
  const seen = agreement([0, 0, 0, 0], [1, 1, 2, 2]);
  expect(seen.nmi).toBe(0);
  expect(seen.ari).toBe(0);
});
