import { z95 } from "../statistics/normal.ts";

/** A two-by-two table of reports: `a` of the model with the symptom, `b` of the model without it, `c` and `d` the same of all others. */
export interface TwoByTwo {
  a: number;
  b: number;
  c: number;
  d: number;
}

export interface Disproportionality {
  ratio: number;
  lo: number;
  hi: number;
}

const around = (ratio: number, error: number, z: number): Disproportionality => ({
  ratio,
  lo: ratio * Math.exp(-z * error),
  hi: ratio * Math.exp(z * error),
});

/**
 * Proportional reporting ratio: the symptom's share of the model's reports over its share of all others'. Null where a margin or `a`
 * or `c` is 0.
 *   PRR = (a/(a + b)) / (c/(c + d))      se(ln PRR) = sqrt(1/a - 1/(a + b) + 1/c - 1/(c + d))
 * Source: Evans, Waller & Davis 2001, Pharmacoepidemiol. Drug Saf. 10:483; Gravel 2009 for the error.
 */
export function proportionalReportingRatio({ a, b, c, d }: TwoByTwo, z = z95): Disproportionality | null {
  if (a <= 0 || c <= 0) return null;
  return around(a / (a + b) / (c / (c + d)), Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)), z);
}

/**
 * Reporting odds ratio. Null where a cell is 0.
 *   ROR = ad/(bc)      se(ln ROR) = sqrt(1/a + 1/b + 1/c + 1/d)
 * Source: van Puijenbroek et al. 2002, Pharmacoepidemiol. Drug Saf. 11:3; Woolf 1955 for the error.
 */
export function reportingOddsRatio({ a, b, c, d }: TwoByTwo, z = z95): Disproportionality | null {
  if (a <= 0 || b <= 0 || c <= 0 || d <= 0) return null;
  return around((a * d) / (b * c), Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), z);
}
