import { expect, test } from "vitest";
import { calibrate, calibrated, uncalibrated } from "../../../transforms/signals/calibration.ts";

const even = Array.from({ length: 100_000 }, (_, i) => (i + 0.5) / 100_000);

test("p-values as even as they should be are left alone", () => {
  const fitted = calibrate(even);
  for (const p of [1e-6, 1e-3, 0.05, 0.5, 1]) expect(calibrated(p, fitted) / p).toBeCloseTo(1, 1);
});

test("by hand: p-values that are the square of what they should be are worth their root", () => {
  const fitted = calibrate(even.map((p) => p ** 2));
  expect(fitted.power).toBeCloseTo(0.5, 2);
  expect(calibrated(1e-6, fitted)).toBeCloseTo(1e-3, 3);
  expect(calibrated(1, fitted)).toBe(1);
});

test("faults in one of 500 cells bend the line by little", () => {
  const fitted = calibrate([...even, ...even.filter((_, i) => i % 500 === 0).map(() => 1e-12)]);
  expect(calibrated(1e-4, fitted)).toBeLessThan(5e-4);
});

test("an order is never turned round, and few p-values are left alone", () => {
  const fitted = calibrate(even.map((p) => p ** 3));
  const steps = [1e-9, 1e-5, 0.01, 0.0999, 0.1001, 0.3, 0.9, 1].map((p) => calibrated(p, fitted));
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(calibrate([1e-9, 0.5])).toEqual(uncalibrated);
});
