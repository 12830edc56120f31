import { expect, test } from "vitest";
import { Levels } from "../../../transforms/signals/levels.ts";
import type { Panel } from "../../../transforms/signals/peers.ts";

/** One model of three families, one week a list of counts. */
const panelOf = (weeks: number[][]): Panel => ({
  weeks: weeks.length,
  categoryOf: Int32Array.of(0),
  exposure: new Float64Array(weeks.length).fill(1),
  aged: new Float64Array(3 * weeks.length).fill(1),
  modelOf: Int32Array.of(0, 0, 0),
  symptomOf: Int32Array.of(0, 1, 2),
  counts: Float64Array.from([0, 1, 2].flatMap((f) => weeks.map((week) => week[f] as number))),
});
const expected = Float64Array.of(2, 4, 6);
const nobody = () => false;

test("by hand: a shape of 5, 2, 4 and 6 expected, 4, 8 and 12 reported", () => {
  const levels = new Levels(panelOf([[4, 8, 12]]), Float64Array.of(5));
  levels.take(0, expected, nobody);
  // (5 + 8 + 12)/(5 + 4 + 6), (5 + 4 + 12)/(5 + 2 + 6), (5 + 4 + 8)/(5 + 2 + 4)
  expect([...levels.level]).toEqual([25 / 15, 21 / 13, 17 / 11]);
  expect([...levels.known]).toEqual([25, 21, 17]);
});

test("a model whose weeks are as even as chance has a level of 1, and so has an only family", () => {
  const even = new Levels(panelOf([[4, 8, 12]]), Float64Array.of(Number.POSITIVE_INFINITY));
  even.take(0, expected, nobody);
  expect([...even.level]).toEqual([1, 1, 1]);
  const alone = new Levels(panelOf([[4, 0, 0]]), Float64Array.of(5));
  alone.take(0, Float64Array.of(2, 0, 0), nobody);
  expect(alone.level[0]).toBe(1);
  expect(alone.known[0]).toBe(Number.POSITIVE_INFINITY);
});

test("a family under alarm tells nothing of the others' level, unless most of the model is", () => {
  const levels = new Levels(panelOf([[20, 4, 6]]), Float64Array.of(5));
  levels.take(0, expected, (f) => f === 0);
  expect(levels.level[1]).toBe((5 + 6) / (5 + 6));
  expect(levels.level[0]).toBe((5 + 4 + 6) / (5 + 4 + 6));
  levels.take(0, expected, (f) => f > 0);
  expect(levels.level[0]).toBe((5 + 10) / (5 + 10));
  expect(levels.level[1]).toBe((5 + 26) / (5 + 8));
});

test("the shape by hand: weeks of 24 and 6 where 12 were expected, drawn to what all models show", () => {
  const levels = new Levels(
    panelOf([
      [4, 8, 12],
      [1, 2, 3],
    ]),
    Float64Array.of(5),
  );
  for (const week of [0, 1]) levels.take(week, expected, nobody);
  // ((24 - 12)² - 12 + (6 - 12)² - 12)/(2 · 12²) of the model and of all models alike
  expect(levels.estimate()[0]).toBeCloseTo(288 / 156, 6);
});
