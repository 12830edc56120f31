import { type Interval, z95 } from "./normal.ts";

/**
 * Interval of a ratio of two sums over the same n rows, Σx / Σy, by linearisation:
 *   R ± z · sqrt(n/(n-1) · Σ(x - R y)²) / Σy, not below 0. Fewer than two rows, or Σy = 0, give null.
 * Source: Cochran 1977, Sampling Techniques, 3rd ed., §2.11.
 */
export function ratioInterval(rows: readonly { x: number; y: number }[], z = z95): Interval | null {
  const sum = (of: (row: { x: number; y: number }) => number) => rows.reduce((total, row) => total + of(row), 0);
  const total = sum(({ y }) => y);
  const n = rows.length;
  if (n < 2 || total <= 0) return null;
  const ratio = sum(({ x }) => x) / total;
  const error = Math.sqrt((n / (n - 1)) * sum(({ x, y }) => (x - ratio * y) ** 2)) / total;
  return { lo: Math.max(0, ratio - z * error), hi: ratio + z * error };
}
