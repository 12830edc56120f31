import { describe, expect, test } from "vitest";
import {
  digamma,
  firstPart,
  fitPrior,
  type MixturePrior,
  shrink,
} from "../../../transforms/signals/gamma-poisson-shrinker.ts";
import { Draws } from "../../../transforms/statistics/random.ts";
import { gammaCdf, logGamma } from "../../../transforms/statistics/special.ts";

/**
 * The worked example of openEBGM's vignette "Empirical Bayes Metrics with openEBGM" (CRAN, built 2018-03-09; Canida & Ihrie 2017,
 * R Journal 9:499): food supplements and reactions of the CAERS data, the prior it fits to them, and the rows it prints. Q is printed
 * to seven digits, EBGM and the quantiles to two.
 */
const caers: MixturePrior = {
  alpha1: 3.25379064,
  beta1: 0.39988801,
  alpha2: 2.02613219,
  beta2: 1.90808279,
  p: 0.06534557,
};
const first = [
  { n: 1, expected: 0.0360548272, qn: 0.2819736, ebgm: 2.23, eb05: 0.49, eb95: 13.85 },
  { n: 1, expected: 0.0038736591, qn: 0.3409652, ebgm: 2.58, eb05: 0.52, eb95: 15.78 },
  { n: 1, expected: 0.0002979738, qn: 0.3482316, ebgm: 2.63, eb05: 0.52, eb95: 16.02 },
  { n: 1, expected: 0.076579261, qn: 0.2226354, ebgm: 1.92, eb05: 0.47, eb95: 11.77 },
  { n: 1, expected: 0.0527413588, qn: 0.2556668, ebgm: 2.09, eb05: 0.48, eb95: 12.95 },
];
/** The rows it prints as most suspicious. */
const suspicious = [
  { n: 16, expected: 0.40643623, ebgm: 23.26, eb05: 15.68, eb95: 33.48 },
  { n: 19, expected: 0.89690107, ebgm: 16.78, eb05: 11.65, eb95: 23.55 },
  { n: 6, expected: 0.07866508, ebgm: 18.28, eb05: 10.16, eb95: 30.83 },
  { n: 8, expected: 0.30482718, ebgm: 15.25, eb05: 9.0, eb95: 24.52 },
  { n: 11, expected: 0.56317044, ebgm: 14.28, eb05: 8.98, eb95: 21.78 },
];

/**
 * Where openEBGM's search for a quantile ends (quantBisect, two digits): from 1 to 100,000, or from -100,000 to 1, halved until half of
 * what is left is less than half a hundredth; it gives back the middle.
 */
function halved(quantile: number): number {
  let [left, right] = quantile < 1 ? [-100_000, 1] : [1, 100_000];
  while ((right - left) / 2 >= 0.005) {
    const middle = (left + right) / 2;
    if (middle < quantile) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/** The posterior's probability below a ratio. */
function posteriorBelow(cell: { n: number; expected: number }, ratio: number): number {
  const q = firstPart(cell, caers);
  const part = (alpha: number, beta: number) => gammaCdf(ratio * (beta + cell.expected), alpha + cell.n);
  return q * part(caers.alpha1, caers.beta1) + (1 - q) * part(caers.alpha2, caers.beta2);
}

describe("the published worked example", () => {
  test.each(first)("Q of $n over $expected within 1e-6", (row) => {
    expect(Math.abs(firstPart(row, caers) - row.qn)).toBeLessThan(1e-6);
  });

  test.each([...first, ...suspicious])("EBGM of $n over $expected to the digits printed", (row) => {
    expect(shrink(row, caers).ebgm.toFixed(2)).toBe(row.ebgm.toFixed(2));
  });

  // What is printed of them is the middle at which a halving ends, not the quantile: it may be off by a hundredth, and so is the print.
  test.each([...first, ...suspicious])(
    "EB05 and EB95 of $n over $expected to the digits printed, by the halving that printed them",
    (row) => {
      const { eb05, eb95 } = shrink(row, caers);
      expect(halved(eb05).toFixed(2)).toBe(row.eb05.toFixed(2));
      expect(halved(eb95).toFixed(2)).toBe(row.eb95.toFixed(2));
    },
  );

  test.each([...first, ...suspicious])(
    "EB05 and EB95 of $n over $expected leave 5 % on either side within 1e-9",
    (row) => {
      const { eb05, eb95 } = shrink(row, caers);
      expect(Math.abs(posteriorBelow(row, eb05) - 0.05)).toBeLessThan(1e-9);
      expect(Math.abs(posteriorBelow(row, eb95) - 0.95)).toBeLessThan(1e-9);
    },
  );
});

/** The posterior by brute force: prior density times Poisson, summed over a fine grid of ln ratio. */
function byGrid(n: number, expected: number, prior: MixturePrior) {
  const gamma = (x: number, a: number, b: number) =>
    Math.exp(a * Math.log(b) - logGamma(a) + (a - 1) * Math.log(x) - b * x);
  const step = 5e-4;
  let [mass, logs] = [0, 0];
  const cells: [number, number][] = [];
  for (let u = -18; u < 6; u += step) {
    const x = Math.exp(u);
    const density = prior.p * gamma(x, prior.alpha1, prior.beta1) + (1 - prior.p) * gamma(x, prior.alpha2, prior.beta2);
    const weight = density * Math.exp(n * Math.log(x * expected) - x * expected) * x * step;
    mass += weight;
    logs += weight * u;
    cells.push([x, weight]);
  }
  return {
    ebgm: Math.exp(logs / mass),
    below: (at: number) => cells.reduce((sum, [x, w]) => sum + (x <= at ? w : 0), 0) / mass,
  };
}

test.each([
  [0, 2.5],
  [3, 0.4],
  [12, 5],
  [60, 20],
])("EBGM of %d over %d is that of the posterior summed by brute force, within 1e-6", (n, expected) => {
  const exact = byGrid(n, expected, caers);
  const { ebgm, eb05, eb95 } = shrink({ n, expected }, caers);
  expect(Math.abs(ebgm - exact.ebgm)).toBeLessThan(1e-6);
  expect(Math.abs(exact.below(eb05) - 0.05)).toBeLessThan(1e-3);
  expect(Math.abs(exact.below(eb95) - 0.95)).toBeLessThan(1e-3);
});

test("digamma at known points: -Euler's constant at 1, and its recurrence", () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12);
  expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 12);
  expect(digamma(7.25)).toBeCloseTo(digamma(6.25) + 1 / 6.25, 12);
});

test("the prior that is fitted finds a tenth of cells with four times their share", () => {
  const draws = new Draws(5);
  const cells = Array.from({ length: 3000 }, (_, i) => {
    const expected = 1 + (i % 10);
    return { n: draws.poisson(expected * (i % 10 === 3 ? 4 : 1)), expected };
  });
  const prior = fitPrior(cells);
  const high = shrink({ n: 40, expected: 10 }, prior);
  const usual = shrink({ n: 11, expected: 10 }, prior);
  expect(high.eb05).toBeGreaterThan(2.5);
  expect(usual.ebgm).toBeGreaterThan(0.85);
  expect(usual.ebgm).toBeLessThan(1.2);
  // One report of something rare is not a ratio of fifty.
  expect(shrink({ n: 1, expected: 0.02 }, prior).eb05).toBeLessThan(1.5);
});
