import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adjustedWaldNps,
  byar,
  countRatio,
  funnelLimits,
  holm,
  kaplanMeier,
  nearestRank,
  netPromoterScore,
  normalCdf,
  npsChange,
  overDispersion,
  percentile,
  percentileInterval,
  percentileRanks,
  proportionChange,
  rateRatio,
  ratioInterval,
  survivalAt,
  survivalPercentile,
  twoSided,
  wilson,
  z95,
} from "../../transforms/statistics.ts";

const rounded = (value: { lo: number; hi: number } | null, digits = 4) =>
  value && [Number(value.lo.toFixed(digits)), Number(value.hi.toFixed(digits))];

describe("the normal distribution", () => {
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [z95, 0.975],
    [2.5758293035489, 0.995],
    [-3, 0.001349898031630095],
    [-4, 3.167124183311992e-5],
    [-8, 6.220960574271786e-16],
  ])("at %f", (z, expected) => {
    expect(Math.abs(normalCdf(z) / expected - 1)).toBeLessThan(1e-12);
  });

  test("two sides of 1.96 are five percent", () => {
    expect(twoSided(z95)).toBeCloseTo(0.05, 12);
    expect(twoSided(-z95)).toBeCloseTo(0.05, 12);
  });
});

describe("a proportion", () => {
  // Newcombe 1998, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [20, 20, 0.8389, 1],
  ])("Wilson's interval of %i in %i", (x, n, lo, hi) => {
    expect(rounded(wilson({ x, n }))).toEqual([lo, hi]);
  });

  test("of nothing is no number", () => {
    expect(wilson({ x: 0, n: 0 })).toBeNull();
    expect(proportionChange({ x: 0, n: 0 }, { x: 1, n: 2 })).toBeNull();
  });

  test("always holds its own estimate", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const x = Math.round(n * share);
        const interval = wilson({ x, n });
        expect(interval?.lo).toBeLessThanOrEqual(x / n + 1e-12);
        expect(interval?.hi).toBeGreaterThanOrEqual(x / n - 1e-12);
      }),
    );
  });

  // Newcombe 1998 (17:873), table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])("change from %i/%i against %i/%i", (x1, n1, x2, n2, lo, hi) => {
    expect(rounded(proportionChange({ x: x1, n: n1 }, { x: x2, n: n2 }))).toEqual([lo, hi]);
  });

  test("the pooled test is the square root of the four-fold chi-square", () => {
    const change = proportionChange({ x: 56, n: 70 }, { x: 48, n: 80 });
    expect((change?.z ?? 0) ** 2).toBeCloseTo((150 * (56 * 32 - 14 * 48) ** 2) / (104 * 46 * 70 * 80), 10);
    expect(change?.p).toBeCloseTo(0.008045, 6);
  });
});

describe("the net promoter score", () => {
  test("is raw, the interval centred on the adjusted score", () => {
    const answers = { promoters: 15, detractors: 8, n: 36 };
    expect(netPromoterScore(answers)).toBeCloseTo(19.444, 3);
    // (15.75 - 8.75)/39 = .17949; variance (15.75 + 8.75)/39 - .17949² = .59599; 1.959964 sqrt(.59599/39) = .24229
    expect(rounded(adjustedWaldNps(answers), 2)).toEqual([-6.28, 42.18]);
    // at 90 %: 1.644854 sqrt(.59599/39) = .20334, the -2 to 38 of measuringu.com
    expect(rounded(adjustedWaldNps(answers, 1.6448536), 2)).toEqual([-2.38, 38.28]);
  });

  test("of no answers is no number, never 0", () => {
    expect(netPromoterScore({ promoters: 0, detractors: 0, n: 0 })).toBeNull();
    expect(adjustedWaldNps({ promoters: 0, detractors: 0, n: 0 })).toBeNull();
  });

  test("keeps width when every answer is a promoter", () => {
    const interval = adjustedWaldNps({ promoters: 10, detractors: 0, n: 10 });
    expect(interval?.hi).toBe(100);
    expect(interval?.lo).toBeCloseTo(100 * (10 / 13 - z95 * Math.sqrt((11.5 / 13 - (10 / 13) ** 2) / 13)), 9);
  });

  test("change: raw difference, interval and test from the adjusted scores", () => {
    const change = npsChange({ promoters: 60, detractors: 15, n: 100 }, { promoters: 50, detractors: 25, n: 100 });
    // 60.75/103 - 15.75/103 = .43689 against .24272; variances (.74272 - .19087)/103 and (.74272 - .05891)/103
    expect(change?.difference).toBe(20);
    expect(change?.z).toBeCloseTo(1.772817, 6);
    expect(change?.p).toBeCloseTo(0.076259, 6);
    expect(rounded(change, 2)).toEqual([-2.05, 40.88]);
    expect(npsChange({ promoters: 1, detractors: 0, n: 1 }, { promoters: 0, detractors: 0, n: 0 })).toBeNull();
  });

  test("Holm's adjustment steps down", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe("a rate", () => {
  // Exact Poisson limits beside: 10 -> 4.7954, 18.3904; 3 -> .6187, 8.7673; 0 -> 0, 3.6889.
  test.each([
    [10, 4.79, 18.39],
    [3, 0.6, 8.77],
    [0, 0, 3.67],
    [100, 81.36, 121.63],
  ])("Byar's interval of %i events lies within .02 of the exact one", (x, lo, hi) => {
    expect(rounded(byar({ x, exposure: 1 }), 2)).toEqual([lo, hi]);
  });

  test("is per unit of exposure, and nothing without exposure", () => {
    expect(byar({ x: 10, exposure: 1000 })?.hi).toBeCloseTo(0.0183904, 5);
    expect(byar({ x: 1, exposure: 0 })).toBeNull();
    expect(rateRatio({ x: 1, exposure: 0 }, { x: 1, exposure: 1 })).toBeNull();
  });

  test("ratio of 41 in 28,010 to 15 in 19,017 person-years (Boice & Monson 1977, in Rothman)", () => {
    const ratio = rateRatio({ x: 41, exposure: 28010 }, { x: 15, exposure: 19017 });
    expect(ratio?.ratio).toBeCloseTo(1.8558, 3);
    expect(rounded(ratio, 2)).toEqual([1.03, 3.35]);
    expect(ratio?.p).toBeCloseTo(0.0405, 3);
  });

  test("a zero count gets half an event on both sides", () => {
    const ratio = rateRatio({ x: 0, exposure: 10 }, { x: 4, exposure: 10 });
    expect(ratio?.ratio).toBeCloseTo(0.5 / 4.5, 12);
  });

  test("praise over complaints", () => {
    const ratio = countRatio(30, 10);
    expect(ratio.ratio).toBeCloseTo(30.5 / 10.5, 12);
    expect(rounded(ratio, 3)).toEqual([1.441, 5.857]);
    expect(countRatio(0, 0).ratio).toBe(1);
  });
});

describe("a ratio of sums", () => {
  test("by hand: half of eight hours, two rows that lie one off either way", () => {
    expect(
      rounded(
        ratioInterval([
          { x: 1, y: 4 },
          { x: 3, y: 4 },
        ]),
      ),
    ).toEqual([0.01, 0.99]);
    expect(ratioInterval([{ x: 1, y: 4 }])).toBeNull();
    expect(
      rounded(
        ratioInterval([
          { x: 0, y: 9 },
          { x: 0, y: 3 },
        ]),
      ),
    ).toEqual([0, 0]);
  });

  test("holds the true share of skewed times about 95 % of the time", () => {
    let state = 11;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    let held = 0;
    for (let draw = 0; draw < 2000; draw++) {
      const rows = Array.from({ length: 200 }, () => {
        const y = -Math.log(1 - next());
        return { x: y * next() ** 2, y };
      });
      const interval = ratioInterval(rows);
      if (interval && interval.lo <= 1 / 3 && 1 / 3 <= interval.hi) held++;
    }
    expect(held / 2000).toBeGreaterThan(0.92);
    expect(held / 2000).toBeLessThan(0.97);
  });
});

describe("Kaplan-Meier", () => {
  // Freireich 1963, the 21 leukaemia patients on 6-MP; limits as in the Stata manual, "sts list".
  const watched = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split(" ");
  const steps = kaplanMeier(watched.map((text) => ({ time: Number.parseInt(text, 10), isEvent: !text.endsWith("+") })));

  test.each([
    [6, 21, 3, 0.8571, 0.0764, 0.6197, 0.9516],
    [7, 17, 1, 0.8067, 0.0869, 0.5631, 0.9228],
    [10, 15, 1, 0.7529, 0.0963, 0.5032, 0.8894],
    [13, 12, 1, 0.6902, 0.1068, 0.4316, 0.8491],
    [16, 11, 1, 0.6275, 0.1141, 0.3675, 0.8049],
    [22, 7, 1, 0.5378, 0.1282, 0.2678, 0.7468],
    [23, 6, 1, 0.4482, 0.1346, 0.1881, 0.6801],
  ])("after week %i", (time, atRisk, events, survival, standardError, lo, hi) => {
    const step = steps.find((candidate) => candidate.time === time);
    expect(step).toMatchObject({ atRisk, events });
    expect(Number(step?.survival.toFixed(4))).toBe(survival);
    expect(Number(step?.standardError?.toFixed(4))).toBe(standardError);
    expect(rounded(step?.interval ?? null)).toEqual([lo, hi]);
  });

  test("steps only at events; reads between them and before the first", () => {
    expect(steps).toHaveLength(7);
    expect(survivalAt(steps, 5.9)).toBe(1);
    expect(survivalAt(steps, 12)).toBeCloseTo(0.7529, 4);
  });

  test("the median is 23 weeks; a percentile the curve has not reached is unknown", () => {
    expect(survivalPercentile(steps, 50)).toBe(23);
    expect(survivalPercentile(steps, 80)).toBeNull();
  });

  test("the last event takes survival to 0, where there is no error and no limit", () => {
    const [step] = kaplanMeier([{ time: 1, isEvent: true }]);
    expect(step).toEqual({ time: 1, atRisk: 1, events: 1, survival: 0, standardError: null, interval: null });
  });

  test("without censoring is the plain share", () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 30 }), (all, at) => {
        const curve = kaplanMeier(all.map((time) => ({ time, isEvent: true })));
        expect(survivalAt(curve, at)).toBeCloseTo(all.filter((time) => time > at).length / all.length, 9);
      }),
    );
  });
});

describe("percentiles", () => {
  test.each([
    [1, 50, 1],
    [2, 50, 1],
    [3, 50, 2],
    [10, 90, 9],
    [11, 90, 10],
    [20, 95, 19],
    [200, 95, 190],
    [0, 50, null],
  ])("nearest rank among %i at %i %%", (n, percent, rank) => {
    expect(nearestRank(n, percent)).toBe(rank);
  });

  test("are values that were measured", () => {
    expect(percentile([15, 20, 35, 40, 50], 30)).toBe(20);
    expect(percentile([15, 20, 35, 40, 50], 40)).toBe(20);
    expect(percentile([15, 20, 35, 40, 50], 50)).toBe(35);
    expect(percentile([], 50)).toBeNull();
  });

  test("interval ranks of the median of 100 are 40 and 61 (Campbell & Gardner 1988)", () => {
    expect(percentileRanks(100, 50)).toEqual({ lo: 40, hi: 61 });
    expect(
      percentileInterval(
        Array.from({ length: 100 }, (_, i) => i + 1),
        50,
      ),
    ).toEqual({ lo: 40, hi: 61 });
  });

  test("too few values give no limit on that side", () => {
    expect(percentileRanks(5, 50)).toEqual({ lo: null, hi: null });
    expect(percentileRanks(30, 95)).toEqual({ lo: 26, hi: null });
  });
});

describe("the funnel", () => {
  const units = [80, 82, 78, 90, 70, 81, 79, 80, 80, 20].map((x) => ({ x, n: 100 }));

  test("phi by hand: one wild unit is pulled in to the next", () => {
    // z = (x - 80)/4: -15 -2.5 -.5 -.25 0 0 0 .25 .5 2.5, held in [-2.5, .5]: 6.25 + 6.25 + .25 + .0625 + .0625 + .25 + .25
    expect(overDispersion(units, 0.8)).toBeCloseTo(13.375 / 10, 12);
    expect(overDispersion(units, 0.8, 0)).toBeCloseTo((225 + 6.25 + 0.25 + 0.0625 + 0.0625 + 0.25 + 6.25) / 10, 12);
  });

  test("phi is never below 1", () => {
    expect(overDispersion([{ x: 80, n: 100 }], 0.8)).toBe(1);
    expect(overDispersion([], 0.8)).toBe(1);
    expect(overDispersion(units, 1)).toBe(1);
  });

  test("limits at 95 and 99.8 percent widen with the root of phi and stay inside 0 and 1", () => {
    const { inner, outer } = funnelLimits(0.8, 100);
    expect(rounded(inner)).toEqual([0.7216, 0.8784]);
    expect(rounded(outer)).toEqual([0.6764, 0.9236]);
    expect(rounded(funnelLimits(0.8, 100, 4).inner)).toEqual([0.6432, 0.9568]);
    expect(funnelLimits(0.95, 10).outer.hi).toBe(1);
  });
});
