import { expect, test } from "vitest";
import { adjusted, largestDiscovery, membersDiscovered } from "../../../transforms/signals/discovery.ts";

/** The fifteen p-values of Benjamini & Hochberg 1995, section 3.1, of which four are discoveries at .05. */
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];

test("finds the four of the published example, whatever their order", () => {
  const shuffled = published.toReversed();
  expect(largestDiscovery(shuffled, 0.05)).toBe(0.0095);
  expect([...adjusted(shuffled)].filter((q) => q <= 0.05)).toHaveLength(4);
  expect(adjusted(published)[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
});

test("nothing is a discovery where every p-value is large", () => {
  expect(largestDiscovery([0.4, 0.9, 1], 0.1)).toBe(0);
  expect([...adjusted([])]).toEqual([]);
});

test("members of a discovered family are held to the share of families discovered", () => {
  const members = [0.0008, 0.004, 0.6];
  expect(membersDiscovered(members, { q: 0.1, discovered: 5, families: 100 })).toEqual([true, false, false]);
  expect(membersDiscovered(members, { q: 0.1, discovered: 100, families: 100 })).toEqual([true, true, false]);
});
