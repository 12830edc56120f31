const z = 1.959963984540054;

/** Wilson score interval of x/n, for counts that only the browser knows; null without any text. */
export function shareOf(x: number, n: number): { v: number; lo: number; hi: number } | null {
  if (n === 0) return null;
  const centre = (x + (z * z) / 2) / (n + z * z);
  const half = (z * Math.sqrt((x * (n - x)) / n + (z * z) / 4)) / (n + z * z);
  return { v: x / n, lo: Math.max(0, centre - half), hi: Math.min(1, centre + half) };
}
