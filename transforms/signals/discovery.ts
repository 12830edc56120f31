/**
 * Benjamini and Hochberg's adjusted p-values: those at most q are the discoveries, of which a share q at most is false on average.
 *   q_(i) = min over j >= i of m p_(j)/j
 * Source: Benjamini & Hochberg 1995, J. R. Statist. Soc. B 57:289.
 */
export function adjusted(p: ArrayLike<number>): Float64Array {
  const m = p.length;
  const order = Uint32Array.from({ length: m }, (_, i) => i).sort(
    (a, b) => (p[a] as number) - (p[b] as number) || a - b,
  );
  const q = new Float64Array(m);
  let least = 1;
  for (let rank = m; rank >= 1; rank--) {
    const i = order[rank - 1] as number;
    least = Math.min(least, ((p[i] as number) * m) / rank);
    q[i] = least;
  }
  return q;
}

/** The largest p-value that is a discovery at level q, 0 where none is. */
export function largestDiscovery(p: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(p).sort();
  for (let rank = sorted.length; rank >= 1; rank--) {
    const value = sorted[rank - 1] as number;
    if (value <= (q * rank) / sorted.length) return value;
  }
  return 0;
}

/**
 * Which members of the families that were discovered are discoveries themselves, so that the share of false ones within the
 * discovered families stays q on average: within a family at level q times the share of families discovered.
 * Source: Benjamini & Bogomolov 2014, J. R. Statist. Soc. B 76:297.
 */
export function membersDiscovered(
  members: readonly number[],
  { q, discovered, families }: { q: number; discovered: number; families: number },
): boolean[] {
  const level = (q * discovered) / families;
  return [...adjusted(members)].map((value) => value <= level);
}
