import { expect, test } from "vitest";
import { calibrate, calibrated, uncalibrated } from "../../../transforms/signals/calibration.ts";
import { Draws } from "../../../transforms/statistics/random.ts";

const weeks = 100;
const draws = new Draws(1);
const even = Array.from({ length: 1000 * weeks }, () => draws.next());

test("p-values as even as they should be are left alone", () => {
  const fitted = calibrate(even, weeks);
  for (const p of [1e-6, 1e-3, 0.05, 0.5, 1]) expect(Math.abs(Math.log2(calibrated(p, fitted) / p))).toBeLessThan(0.5);
});

test("by hand: p-values that are the square of what they should be are worth their root", () => {
  const fitted = calibrate(
    even.map((p) => p ** 2),
    weeks,
  );
  expect(fitted.power).toBeCloseTo(0.5, 1);
  expect(calibrated(1e-6, fitted)).toBeGreaterThan(0.7e-3);
  expect(calibrated(1e-6, fitted)).toBeLessThan(1.4e-3);
  expect(calibrated(1, fitted)).toBe(1);
});

test("the line is laid where cells lie, however small their p-values are", () => {
  const steep = calibrate(
    even.map((p) => (p < 0.04 ? p ** 3 : p)),
    weeks,
  );
  expect(calibrated(1e-12, steep)).toBeGreaterThan(0.7e-4);
  expect(calibrated(1e-12, steep)).toBeLessThan(1.4e-4);
});

test("faults that last bend nothing, in however many families", () => {
  const faulty = even.map((p, at) => (at < 80 * weeks && at % weeks >= 60 ? 1e-12 : p));
  const [with80, without] = [calibrate(faulty, weeks), calibrate(even, weeks)];
  expect(calibrated(1e-4, with80) / calibrated(1e-4, without)).toBeCloseTo(1, 1);
});

test("bursts of a few weeks are the background's own and bend it", () => {
  const bursting = even.map((p, at) => (at < 80 * weeks && at % weeks >= 95 ? 1e-4 : p));
  expect(calibrated(1e-4, calibrate(bursting, weeks))).toBeGreaterThan(1e-3);
});

test("an order is never turned round, and few p-values are left alone", () => {
  const fitted = calibrate(
    even.map((p) => p ** 3),
    weeks,
  );
  const steps = [1e-9, 1e-5, 1e-4, 0.01, 0.0999, 0.1001, 0.3, 0.9, 1].map((p) => calibrated(p, fitted));
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(calibrate([1e-9, 0.5], 2)).toEqual(uncalibrated);
});
