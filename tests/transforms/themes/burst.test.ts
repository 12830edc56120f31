import { describe, expect, test } from "vitest";
import { findBursts, logTail } from "../../../transforms/themes/burst.ts";
import { random } from "../../../transforms/themes/random.ts";
import { binomialTails } from "../../../transforms/themes/residual.ts";

/** Wordings of four words of sixty, the first ones commoner. */
function ordinary(count: number, seed: number): string[][] {
  const next = random(seed);
  return Array.from({ length: count }, () => Array.from({ length: 4 }, () => `w${Math.floor(60 * next() ** 2)}`));
}

const marks = (tokens: readonly unknown[], from: number) => Uint8Array.from(tokens, (_, i) => (i >= from ? 1 : 0));

describe("words that came up", () => {
  const before = ordinary(900, 1);
  const window = ordinary(100, 2);

  test("are found in six wordings of a hundred, with the wordings that hold them", () => {
    const tokens = [...before, ...window, ...ordinary(6, 3).map((list) => [...list.slice(0, 3), "进水"])];
    const [burst, ...others] = findBursts(tokens, marks(tokens, before.length));
    expect(others).toEqual([]);
    expect([...(burst?.members ?? [])]).toEqual([1000, 1001, 1002, 1003, 1004, 1005]);
    expect(burst?.incoming).toBe(6);
  });

  test("are one burst where the same wordings hold them", () => {
    const tokens = [...before, ...window, ...ordinary(8, 3).map((list) => [...list.slice(0, 2), "屏幕", "进水"])];
    expect(findBursts(tokens, marks(tokens, before.length)).map(({ members }) => members.length)).toEqual([8]);
  });

  test("may each be known and only now stand together", () => {
    const said = before.map((list, i) => (i % 30 === 0 ? [...list, i % 60 === 0 ? "屏幕" : "进水"] : list));
    const tokens = [...said, ...window, ...ordinary(12, 3).map((list) => [...list, "屏幕", "进水"])];
    const [burst] = findBursts(tokens, marks(tokens, before.length));
    expect(burst?.incoming).toBe(12);
  });

  test("are none in four wordings, nor where they were as common before", () => {
    const four = [...before, ...window, ...ordinary(4, 3).map((list) => [...list, "进水"])];
    expect(findBursts(four, marks(four, before.length))).toEqual([]);
    const known = [...before.map((list, i) => (i % 15 === 0 ? [...list, "进水"] : list)), ...window];
    const again = [...known, ...ordinary(6, 3).map((list) => [...list, "进水"])];
    expect(findBursts(again, marks(again, before.length))).toEqual([]);
  });
});

test("where nothing is new a window in ten has a burst", () => {
  const born = Array.from({ length: 40 }, (_, round) => {
    const tokens = ordinary(600, 100 + round);
    return findBursts(tokens, marks(tokens, 500)).length > 0 ? 1 : 0;
  }).reduce<number>((sum, one) => sum + one, 0);
  expect(born).toBeLessThanOrEqual(8);
});

test("the logarithm of a binomial tail", () => {
  const tails = binomialTails(12, 0.2);
  for (const x of [1, 3, 7, 12]) expect(logTail(x, 12, 0.2)).toBeCloseTo(Math.log(tails[x] as number), 9);
  expect(logTail(60, 60, 0.001)).toBeCloseTo(60 * Math.log(0.001), 6);
});
