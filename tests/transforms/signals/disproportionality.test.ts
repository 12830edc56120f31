import { describe, expect, test } from "vitest";
import {
  proportionalReportingRatio,
  reportingOddsRatio,
  type TwoByTwo,
} from "../../../transforms/signals/disproportionality.ts";

/** Norén et al. 2006, Stat. Med. 25:3740, table III: 25 reports together of 1,126 and 87 among 572,573. */
const noren: TwoByTwo = { a: 25, b: 1126 - 25, c: 87 - 25, d: 572573 - 1126 - 87 + 25 };

describe("against published tables", () => {
  test("rifabutin and uveitis: a PRR of 586 (Evans, Waller & Davis 2001)", () => {
    const table = { a: 41, b: 14, c: 754, d: 591958 };
    expect(Math.round(proportionalReportingRatio(table)?.ratio ?? 0)).toBe(586);
  });

  test("dark spots and vitamin E: 1.052 (.670 to 1.653), as printed by epitools' riskratio", () => {
    const { ratio, lo, hi } = proportionalReportingRatio({ a: 35, b: 374, c: 34, d: 384 }) ?? {
      ratio: 0,
      lo: 0,
      hi: 0,
    };
    expect([ratio, lo, hi].map((value) => value.toFixed(3))).toEqual(["1.052", "0.670", "1.653"]);
  });

  /** The table that openEBGM's authors work by hand (CRAN openEBGM, tests/testthat/testA_Counts.R): ten reports of three products. */
  test.each([
    { of: "product A, event 1", a: 1, b: 2, c: 1, d: 6, prr: 7 / 3, printed: 2.3333 },
    { of: "product A, event 2", a: 1, b: 2, c: 2, d: 5, prr: 7 / 6, printed: 1.1667 },
    { of: "product A, event 3", a: 1, b: 2, c: 4, d: 3, prr: 7 / 12, printed: 0.5833 },
    { of: "product B, event 2", a: 2, b: 3, c: 1, d: 4, prr: 2, printed: 2 },
    { of: "product B, event 3", a: 3, b: 2, c: 2, d: 3, prr: 1.5, printed: 1.5 },
    { of: "product C, event 1", a: 1, b: 1, c: 1, d: 7, prr: 4, printed: 4 },
    { of: "product C, event 3", a: 1, b: 1, c: 4, d: 4, prr: 1, printed: 1 },
  ])("$of: a PRR of $printed, within 1e-6 of the fraction it rounds", ({ prr, printed, ...table }) => {
    const { ratio = 0 } = proportionalReportingRatio(table) ?? {};
    expect(Math.abs(ratio - prr)).toBeLessThan(1e-6);
    expect(Number(ratio.toFixed(4))).toBe(printed);
  });

  /** The odds that pvda's tests expect (Uppsala Monitoring Centre's R package, tests/testthat/test-disprop_analysis.R). */
  test.each([
    { a: 1, b: 2, c: 3, d: 4, ror: (1 * 4) / (2 * 3) },
    { a: 2, b: 3, c: 4, d: 5, ror: (2 * 5) / (3 * 4) },
  ])("an ROR of $ror within 1e-6", ({ ror, ...table }) => {
    expect(Math.abs((reportingOddsRatio(table)?.ratio ?? 0) - ror)).toBeLessThan(1e-6);
  });

  test("to six digits by the formulas, worked apart in another language", () => {
    const prr = proportionalReportingRatio(noren);
    const ror = reportingOddsRatio(noren);
    expect(prr?.ratio).toBeCloseTo(204.637812983, 6);
    expect(prr?.lo).toBeCloseTo(129.100474547, 6);
    expect(prr?.hi).toBeCloseTo(324.372428912, 6);
    expect(ror?.ratio).toBeCloseTo(209.261741525, 6);
    expect(ror?.lo).toBeCloseTo(131.038422466, 6);
    expect(ror?.hi).toBeCloseTo(334.180430762, 6);
  });
});

test("an empty cell gives no ratio rather than an endless one", () => {
  expect(proportionalReportingRatio({ ...noren, c: 0 })).toBeNull();
  expect(proportionalReportingRatio({ ...noren, a: 0 })).toBeNull();
  expect(reportingOddsRatio({ ...noren, b: 0 })).toBeNull();
});
