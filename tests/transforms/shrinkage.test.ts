import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betaCdf,
  betaPosterior,
  betaQuantile,
  gammaCdf,
  gammaPosterior,
  gammaQuantile,
  gammaShape,
  intraUnitCorrelation,
  logGamma,
  normalCdf,
  normalPosterior,
  normalQuantile,
  spreadOfMeans,
} from "../../transforms/statistics.ts";
import { seeded } from "./warehouse.ts";

describe("distributions", () => {
  test("the gamma function of halves and of whole numbers", () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(10)).toBeCloseTo(Math.log(362880), 11);
  });

  // Closed forms: Beta(2, 3), the arcsine law, the exponential and the Erlang distribution.
  test("in closed form", () => {
    expect(betaCdf(0.5, 2, 3)).toBeCloseTo(0.6875, 12);
    expect(betaCdf(0.1, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(0.1)), 12);
    expect(gammaCdf(1, 1)).toBeCloseTo(1 - Math.exp(-1), 12);
    expect(gammaCdf(5, 2)).toBeCloseTo(1 - 6 * Math.exp(-5), 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 7);
  });

  test("a quantile undoes its distribution", () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const size = fc.double({ min: 1, max: 400, noNaN: true });
    fc.assert(
      fc.property(share, size, size, (p, a, b) => {
        expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 6);
        expect(gammaCdf(gammaQuantile(p, a), a)).toBeCloseTo(p, 6);
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 8);
      }),
    );
  });
});

describe("a rate among many", () => {
  // Prior Beta(4.9, 44.1) for rho = 0.02 and an expected rate of a tenth.
  test("10 of 40 where 4 were expected: posterior Beta(14.9, 74.1)", () => {
    const one = betaPosterior({ x: 10, n: 40, expected: 4, variance: 3.6 }, 0.02);
    expect(one.mean).toBeCloseTo(14.9 / 89 / 0.1, 12);
    expect(one.above(1)).toBeCloseTo(1 - betaCdf(0.1, 14.9, 74.1), 12);
    expect(one.interval.lo).toBeCloseTo(betaQuantile(0.025, 14.9, 74.1) / 0.1, 9);
    expect(one.amongHighest(0.2) + one.amongLowest(0.8)).toBeCloseTo(1, 9);
  });

  test("units that differ no more than chance have no correlation, and nothing is told of one", () => {
    const same = Array.from({ length: 50 }, () => ({ x: 10, n: 100, expected: 10, variance: 9 }));
    expect(intraUnitCorrelation(same)).toBe(0);
    expect(betaPosterior({ x: 30, n: 100, expected: 10, variance: 9 }, 0).mean).toBe(1);
  });

  test("the correlation put into a simulation comes out", () => {
    const random = seeded(5);
    const k = 1 / 0.03 - 1;
    const units = Array.from({ length: 3000 }, () => {
      const n = 20 + Math.floor(200 * random());
      const rate = betaQuantile(0.0005 + 0.999 * random(), k * 0.15, k * 0.85);
      let x = 0;
      for (let i = 0; i < n; i++) if (random() < rate) x += 1;
      return { x, n, expected: n * 0.15, variance: n * 0.15 * 0.85 };
    });
    expect(Math.abs(intraUnitCorrelation(units) - 0.03)).toBeLessThan(0.004);
  });
});

describe("a count among many", () => {
  test("9 where 3 were expected, for a prior of shape 4: Gamma(13) / 7", () => {
    const one = gammaPosterior({ x: 9, expected: 3 }, 4);
    expect(one.mean).toBeCloseTo(13 / 7, 12);
    expect(one.above(1)).toBeCloseTo(1 - gammaCdf(7, 13), 12);
    expect(one.interval.hi).toBeCloseTo(gammaQuantile(0.975, 13) / 7, 9);
  });

  test("the shape by moments", () => {
    // Σ((x - e)² - e) = 90 + 90, Σ e² = 200.
    expect(
      gammaShape([
        { x: 20, expected: 10 },
        { x: 0, expected: 10 },
      ]),
    ).toBeCloseTo(200 / 180, 12);
    expect(gammaShape([{ x: 10, expected: 10 }])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a mean among many", () => {
  test("is pulled to the others by the share of its error", () => {
    const one = normalPosterior({ difference: 8, error: 4 }, 16);
    expect(one.mean).toBeCloseTo(4, 12);
    expect(one.interval.hi - one.mean).toBeCloseTo(1.959963984540054 * Math.sqrt(8), 9);
    expect(one.above(4)).toBeCloseTo(0.5, 12);
  });

  // DerSimonian & Laird: equal errors of 1 and differences -3, 0, 3: Q = 18, tau² = (18 - 2) / (3 - 1).
  test("the spread by moments", () => {
    expect(spreadOfMeans([-3, 0, 3].map((difference) => ({ difference, error: 1 })))).toBeCloseTo(8, 12);
    expect(spreadOfMeans([-1, 0, 1].map((difference) => ({ difference, error: 5 })))).toBe(0);
  });
});
