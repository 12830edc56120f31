/** How often p-values so small come in fact: those up to 1 in 10 as scale · p^power. */
export interface Calibration {
  scale: number;
  power: number;
}

export const uncalibrated: Calibration = { scale: 1, power: 1 };

/** Where the line is laid: few calm cells lie below these, and too few that are faults between them to bend it. */
const levels = [0.1, 0.056, 0.032, 0.018, 0.01, 0.0056, 0.0032] as const;
const [bend] = levels;
/** P-values from which a line is laid at all. */
const fewest = 5000;

/**
 * What p-values are worth in this data, by how often each of seven levels was met: a line through the logarithms, by least squares.
 * Counts of a real source vary more, and longer, than any model of them; faults are too few to move these levels, and the line goes on
 * to the smaller ones that alarms are raised at.
 * Source: Efron 2004, JASA 99:96 (empirical null by the middle of the distribution); Schuemie et al. 2014, Stat. Med. 33:209.
 */
export function calibrate(p: ArrayLike<number>): Calibration {
  if (p.length < fewest) return uncalibrated;
  const met = new Float64Array(levels.length);
  for (let i = 0; i < p.length; i++) {
    for (let j = 0; j < levels.length && (p[i] as number) <= (levels[j] as number); j++)
      met[j] = (met[j] as number) + 1;
  }
  const x = levels.map((level) => Math.log(level));
  const y = Array.from(met, (n) => Math.log((n + 0.5) / p.length));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [atX, atY] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - atX) * ((y[i] as number) - atY), 0) /
    x.reduce((sum, value) => sum + (value - atX) ** 2, 0);
  const power = Math.min(1, slope);
  return { scale: Math.exp(atY - power * atX), power };
}

/** A p-value as it is worth; from 1 in 10 up on a straight way to 1. */
export function calibrated(p: number, { scale, power }: Calibration): number {
  if (p <= bend) return Math.min(1, scale * p ** power);
  const top = Math.min(1, scale * bend ** power);
  return top + ((p - bend) / (1 - bend)) * (1 - top);
}
