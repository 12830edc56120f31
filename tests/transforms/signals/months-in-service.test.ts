import { expect, test } from "vitest";
import { hazardRatio, nelsonAalen } from "../../../transforms/signals/months-in-service.ts";

const month = (faults: number, exposure: number, known = 1) => ({ faults, exposure, known });

test("by hand: two faults in 100 unit-months, then one in 50", () => {
  const [first, second] = nelsonAalen([month(2, 100), month(1, 50)]);
  expect(first?.hazard).toBeCloseTo(0.02, 12);
  expect(second?.hazard).toBeCloseTo(0.04, 12);
  const width = Math.exp((1.959963984540054 * Math.sqrt(2 / 100 ** 2 + 1 / 50 ** 2)) / 0.04);
  expect(second?.lo).toBeCloseTo(0.04 / width, 12);
  expect(second?.hi).toBeCloseTo(0.04 * width, 12);
});

test("half of the faults known means half of the units at risk", () => {
  expect(nelsonAalen([month(1, 100, 0.5)])[0]?.hazard).toBeCloseTo(0.02, 12);
  expect(nelsonAalen([month(0, 100, 0)])[0]?.hazard).toBe(0);
});

test("two groups are set side by side only as far as both were watched", () => {
  const suspect = [month(6, 100), month(4, 100)];
  const others = [month(20, 1000), month(20, 1000), month(90, 1000)];
  const found = hazardRatio(suspect, others);
  expect(found?.month).toBe(1);
  expect(found?.ratio).toBeCloseTo(0.1 / 0.04, 12);
  expect(hazardRatio([month(0, 100)], others)).toBeNull();
});
