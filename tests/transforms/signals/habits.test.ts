import { describe, expect, test } from "vitest";
import { drawn, Habits, usualMemory } from "../../../transforms/signals/habits.ts";
import { Draws } from "../../../transforms/statistics/random.ts";
import { normalQuantile } from "../../../transforms/statistics/special.ts";

test("the mode solves its equation: n - e r = ln(r/to)/spread", () => {
  for (const [n, e, to, spread] of [
    [37, 3.7, 1, 0.3],
    [0, 0.5, 1, 0.2],
    [5, 5, 2, 0.05],
  ] as const) {
    const r = drawn(n, e, to, spread);
    expect(n - e * r).toBeCloseTo(Math.log(r / to) / spread, 3);
  }
});

test("what nothing is known of is its model, and many counts speak for themselves", () => {
  expect(drawn(0, 0, 1.7, 0.2)).toBeCloseTo(1.7, 6);
  expect(drawn(370, 37, 1, 0.3)).toBeCloseTo(10, 0);
  expect(drawn(37, 3.7, 1, 0.3)).toBeGreaterThan(7);
});

describe("the memory is learned from what foretells best", () => {
  /** Families whose ratio is `spread` apart and, where they move, anew each quarter. */
  const learn = (spread: number, moving: number) => {
    const draws = new Draws(3);
    const [families, weeks, e] = [60, 160, 3];
    const habits = new Habits(new Int32Array(families), 1, usualMemory);
    const own = Array.from({ length: families }, () => Math.exp(Math.sqrt(spread) * normalQuantile(draws.next())));
    for (let week = 0; week < weeks; week++) {
      habits.fadeModels();
      for (let f = 0; f < families; f++) {
        if (week % 13 === 0) own[f] = (own[f] as number) * Math.exp(Math.sqrt(moving) * normalQuantile(draws.next()));
        const n = draws.poisson(e * (own[f] as number));
        if (week > 30) habits.compare(f, n, e, Number.POSITIVE_INFINITY);
        habits.fade(f);
        habits.add(f, n, e);
      }
    }
    return habits.estimate();
  };

  test("families that stay as they are: their spread, and no movement", () => {
    const { spread, lately } = learn(0.2, 0);
    expect(spread).toBeGreaterThanOrEqual(0.1);
    expect(lately).toBeNull();
  });

  test("families that are all alike are drawn to their model", () => {
    expect(learn(0, 0).spread).toBeLessThanOrEqual(0.01);
  });

  test("families that move from quarter to quarter: the last weeks count", () => {
    expect(learn(0.2, 0.15).lately).not.toBeNull();
  });
});
