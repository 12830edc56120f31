/** How often p-values so small come in fact: those up to `bend` as scale · p^power. */
export interface Calibration {
  scale: number;
  power: number;
  bend: number;
}

export const uncalibrated: Calibration = { scale: 1, power: 1, bend: 1 };

/** The line is laid over a tenfold of shares of the cells, from the share below this p-value on down, within these bounds. */
const start = { p: 0.05, most: 0.03, least: 0.01 } as const;
const steps = 6;
/** Weeks after which a stretch below the p-value of one cell in a hundred is left out: chance does not last so long, a fault does. */
const lasting = { share: 0.01, weeks: 26 } as const;
/** P-values from which a line is laid at all. */
const fewest = 5000;

/**
 * What p-values are worth in this data, by the share of cells below them: a line through the logarithms, by least squares, and on to
 * the smaller ones that alarms are raised at. It is laid where cells lie and not at set p-values, since a source that varies more, and
 * longer, than any model of it has many small ones.
 * Source: Efron 2004, JASA 99:96 (empirical null by the middle of the distribution); Schuemie et al. 2014, Stat. Med. 33:209.
 * @param p families one after another, `weeks` of each
 */
export function calibrate(p: ArrayLike<number>, weeks: number): Calibration {
  if (p.length < fewest) return uncalibrated;
  const limit = Float64Array.from(p).sort()[Math.floor(lasting.share * p.length)] as number;
  const sorted = passing(p, weeks, limit).sort();
  const points: { x: number; y: number }[] = [];
  const below = sorted.findIndex((value) => value > start.p) / sorted.length;
  const top = Math.min(start.most, Math.max(start.least, below));
  for (let step = 0; step <= steps; step++) {
    const share = top * 0.1 ** (step / steps);
    const met = sorted[Math.floor(share * sorted.length)] as number;
    if (met > 0 && met < 1) points.push({ x: Math.log(met), y: Math.log(share) });
  }
  const mean = (of: "x" | "y") => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [atX, atY] = [mean("x"), mean("y")];
  const spread = points.reduce((sum, { x }) => sum + (x - atX) ** 2, 0);
  if (spread === 0) return uncalibrated;
  const power = Math.min(1, points.reduce((sum, { x, y }) => sum + (x - atX) * (y - atY), 0) / spread);
  return { scale: Math.exp(atY - power * atX), power, bend: Math.exp(points[0]?.x as number) };
}

/** The p-values without those of stretches at or below the limit that last. */
function passing(p: ArrayLike<number>, weeks: number, limit: number): Float64Array {
  const kept = new Float64Array(p.length);
  let length = 0;
  for (let from = 0; from < p.length; ) {
    const end = from - (from % weeks) + weeks;
    let to = from;
    while (to < end && (p[to] as number) <= limit) to++;
    if (to - from <= lasting.weeks) {
      to = Math.max(to, from + 1);
      for (let at = from; at < to; at++) kept[length++] = p[at] as number;
    }
    from = to;
  }
  return kept.subarray(0, length);
}

/** A p-value as it is worth; from the line's beginning up on a straight way to 1. */
export function calibrated(p: number, { scale, power, bend }: Calibration): number {
  if (p <= bend) return Math.min(1, scale * p ** power);
  const top = Math.min(1, scale * bend ** power);
  return top + ((p - bend) / (1 - bend)) * (1 - top);
}
