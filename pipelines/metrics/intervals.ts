import { z95 } from "../../transforms/statistics.ts";

/**
 * The intervals of transforms/statistics.ts as SQL over columns of counts; a test holds the two to 1e-9.
 * Arguments are SQL expressions of type DOUBLE; results are fractions.
 */
export interface SqlInterval {
  lo: string;
  hi: string;
}

const z = `${z95}`;
const z2 = `${z95 * z95}`;
const within = (low: number, expression: string, high: number) => `LEAST(${high}, GREATEST(${low}, ${expression}))`;

/** Wilson score interval of x/n. */
export function wilson(x: string, n: string): SqlInterval {
  const centre = `((${x} + ${z2} / 2) / (${n} + ${z2}))`;
  const half = `(${z} * SQRT(${x} * (${n} - ${x}) / ${n} + ${z2} / 4) / (${n} + ${z2}))`;
  return { lo: within(0, `${centre} - ${half}`, 1), hi: within(0, `${centre} + ${half}`, 1) };
}

/** Score and variance of NPS after adding 3/4 promoter, 3/4 detractor and 3/2 passives, as fractions. */
export function adjustedNps(promoters: string, detractors: string, n: string) {
  const p = `((${promoters} + 0.75) / (${n} + 3))`;
  const d = `((${detractors} + 0.75) / (${n} + 3))`;
  return { score: `(${p} - ${d})`, variance: `((${p} + ${d} - (${p} - ${d}) * (${p} - ${d})) / (${n} + 3))` };
}

/** Adjusted-Wald interval of the net promoter score, centred on the adjusted score. */
export function adjustedWald(promoters: string, detractors: string, n: string): SqlInterval {
  const { score, variance } = adjustedNps(promoters, detractors, n);
  const half = `${z} * SQRT(${variance})`;
  return { lo: within(-1, `${score} - ${half}`, 1), hi: within(-1, `${score} + ${half}`, 1) };
}

/** Log-normal interval of the ratio of x to the others of n, with half an event added to each. */
export function logRatio(x: string, n: string): SqlInterval & { value: string } {
  const a = `(${x} + 0.5)`;
  const b = `(${n} - ${x} + 0.5)`;
  const factor = (sign: "+" | "-") => `EXP(${sign}${z} * SQRT(1 / ${a} + 1 / ${b}))`;
  return { value: `(${a} / ${b})`, lo: `(${a} / ${b} * ${factor("-")})`, hi: `(${a} / ${b} * ${factor("+")})` };
}

/** Byar's interval of x Poisson events over an exposure n. */
export function byar(x: string, n: string): SqlInterval {
  const cube = (value: string, sign: "+" | "-") =>
    `${value} * POWER(1 - 1 / (9 * ${value}) ${sign} ${z} / (3 * SQRT(${value})), 3)`;
  return {
    lo: `(CASE WHEN ${x} <= 0 THEN 0 ELSE GREATEST(0, ${cube(x, "-")}) END / ${n})`,
    hi: `(${cube(`(${x} + 1)`, "+")} / ${n})`,
  };
}

/** Nearest rank of a percentile among n. */
export const nearestRank = (percent: number, n: string) => `GREATEST(1, CEIL(${percent} * ${n} / 100.0))`;

/** Ranks that bound a percentile; outside 1..n where n is too small. */
export function percentileRanks(percent: number, n: string): SqlInterval {
  const q = percent / 100;
  const half = `${z} * SQRT(${n} * ${q * (1 - q)})`;
  return { lo: `FLOOR(${n} * ${q} - ${half} + 0.5)`, hi: `FLOOR(1 + ${n} * ${q} + ${half} + 0.5)` };
}

/** Log-log limits of a survival strictly between 0 and 1 with Greenwood's sum. */
export function logLog(survival: string, greenwood: string): SqlInterval {
  const width = `(${z} * SQRT(${greenwood}) / LN(${survival}))`;
  return { lo: `POWER(${survival}, EXP(-${width}))`, hi: `POWER(${survival}, EXP(${width}))` };
}

/** Two-sided p-value of a standard normal statistic (Hart 1968 after West 2005, Wilmott 5:70), to about 1e-15. */
export function twoSided(statistic: string): string {
  const size = `ABS(${statistic})`;
  const horner = (terms: readonly number[]) =>
    terms.slice(1).reduce((sum, term) => `(${sum} * ${size} + ${term})`, String(terms[0]));
  const top = horner([
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
    220.206867912376,
  ]);
  const bottom = horner([
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
    793.826512519948, 440.413735824752,
  ]);
  const far = [4, 3, 2, 1].reduce((sum, term) => `(${size} + ${term} / ${sum})`, `(${size} + 0.65)`);
  const density = `EXP(-${size} * ${size} / 2)`;
  return `(2 * CASE WHEN ${size} > 37 THEN 0 WHEN ${size} < 7.07106781186547 THEN ${density} * ${top} / ${bottom} ELSE ${density} / ${far} / 2.506628274631 END)`;
}
