import { describe, expect, test } from "vitest";
import {
  digamma,
  firstPart,
  fitPrior,
  type MixturePrior,
  shrink,
} from "../../../transforms/signals/gamma-poisson-shrinker.ts";
import { Draws } from "../../../transforms/statistics/random.ts";
import { logGamma } from "../../../transforms/statistics/special.ts";

/**
 * The worked example of openEBGM's vignette on posterior calculations (Canida & Ihrie 2017, R Journal 9:499): food supplements and
 * reactions of the CAERS data, the prior it fits to them, and the first rows it prints.
 */
const caers: MixturePrior = {
  alpha1: 3.25379356,
  beta1: 0.39988854,
  alpha2: 2.02612692,
  beta2: 1.90807636,
  p: 0.06534557,
};
const rows = [
  { n: 1, expected: 0.0360548272, qn: 0.2819737, ebgm: 2.23, eb05: 0.49 },
  { n: 1, expected: 0.0038736591, qn: 0.3409649, ebgm: 2.58, eb05: 0.52 },
  { n: 1, expected: 0.0002979738, qn: 0.3482312, ebgm: 2.63, eb05: 0.52 },
];

describe("the published worked example", () => {
  test.each(rows)("Q of $n over $expected within 1e-6", (row) => {
    expect(Math.abs(firstPart(row, caers) - row.qn)).toBeLessThan(1e-6);
  });

  test.each(rows)("EBGM and EB05 of $n over $expected to the digits printed", (row) => {
    const { ebgm, eb05 } = shrink(row, caers);
    expect(ebgm.toFixed(2)).toBe(row.ebgm.toFixed(2));
    expect(eb05.toFixed(2)).toBe(row.eb05.toFixed(2));
  });
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
