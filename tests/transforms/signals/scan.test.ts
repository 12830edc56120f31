import { describe, expect, test } from "vitest";
import { scanLine } from "../../../transforms/signals/scan.ts";
import { Draws } from "../../../transforms/statistics/random.ts";

const flat = (groups: number, value: number) => Array.from({ length: groups }, () => value);

test("finds the groups that stand out together, and how seldom chance does so", () => {
  const observed = [5, 4, 6, 16, 14, 15, 5, 4, 6, 5];
  const found = scanLine(observed, flat(10, 5), { draws: new Draws(1) });
  expect(found).toMatchObject({ from: 3, to: 5, observed: 45, expected: 15 });
  expect(found?.p).toBe(0.001);
});

test("by hand: the likelihood ratio of ten of twelve in one group of four", () => {
  const found = scanLine([1, 10, 1, 0], flat(4, 3), { draws: new Draws(1), deals: 9 });
  expect(found?.logLikelihoodRatio).toBeCloseTo(10 * Math.log(10 / 3) + 2 * Math.log(2 / 9), 12);
});

test("nothing observed, or nothing expected, is no cluster", () => {
  expect(scanLine([0, 0], flat(2, 1), { draws: new Draws(1) })).toBeNull();
  expect(scanLine([1, 2], flat(2, 0), { draws: new Draws(1) })).toBeNull();
});

describe("by chance alone", () => {
  test("a p-value of at most a tenth comes a tenth of the time", () => {
    const draws = new Draws(8);
    let small = 0;
    for (let i = 0; i < 300; i++) {
      const observed = Array.from({ length: 12 }, () => draws.poisson(4));
      if ((scanLine(observed, flat(12, 4), { draws, deals: 99 })?.p ?? 1) <= 0.1) small++;
    }
    expect(small).toBeGreaterThan(15);
    expect(small).toBeLessThan(48);
  });
});
