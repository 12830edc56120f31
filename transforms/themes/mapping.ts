/** What became of old themes in a new partition of the same wordings. */
export interface Mapping {
  /** Old theme that each new group carries on; null for a new one. */
  keeps: (string | null)[];
  /** Old theme that most of each new group comes from, with the share of the group. */
  from: { id: string | null; share: number }[];
  /** New group that took most of each old theme, with the share of the theme. */
  went: Map<string, { group: number; share: number }>;
}

/** An old theme is carried on by a group that holds at least this share of both together. */
const leastOverlap = 0.2;

/**
 * Maps old themes to the groups of a new partition by the weight of the wordings they share, one to one, the largest share of both
 * together first and `first` themes before all. `old` is each wording's theme, `group` its new group or -1.
 */
export function mapThemes(
  old: readonly (string | null)[],
  group: Int32Array,
  weights: Float64Array,
  k: number,
  first: ReadonlySet<string> = new Set(),
): Mapping {
  const sizes = new Float64Array(k);
  const totals = new Map<string, number>();
  const shared = new Map<string, Float64Array>();
  for (const [i, id] of old.entries()) {
    const weight = weights[i] as number;
    const to = group[i] as number;
    if (to >= 0) sizes[to] = (sizes[to] as number) + weight;
    if (id === null) continue;
    totals.set(id, (totals.get(id) ?? 0) + weight);
    const row = shared.get(id) ?? new Float64Array(k);
    shared.set(id, row);
    if (to >= 0) row[to] = (row[to] as number) + weight;
  }
  const pairs = [...shared].flatMap(([id, row]) =>
    Array.from(row, (both, to) => ({ id, to, overlap: both / ((totals.get(id) ?? 0) + (sizes[to] as number) - both) })),
  );
  pairs.sort(
    (a, b) =>
      Number(first.has(b.id)) - Number(first.has(a.id)) ||
      b.overlap - a.overlap ||
      (a.id < b.id ? -1 : 1) ||
      a.to - b.to,
  );
  const keeps: (string | null)[] = Array.from({ length: k }, () => null);
  const taken = new Set<string>();
  for (const { id, to, overlap } of pairs) {
    if (overlap < leastOverlap || keeps[to] !== null || taken.has(id)) continue;
    keeps[to] = id;
    taken.add(id);
  }
  const ids = [...shared.keys()].sort();
  const from = Array.from({ length: k }, (_, to) => {
    const best = ids.reduce<string | null>(
      (top, id) => (inBoth(id, to) > (top === null ? 0 : inBoth(top, to)) ? id : top),
      null,
    );
    return { id: best, share: best === null ? 0 : inBoth(best, to) / (sizes[to] as number) };
  });
  const went = new Map(
    ids.map((id) => {
      const row = shared.get(id) as Float64Array;
      const to = row.indexOf(Math.max(...row));
      return [id, { group: to, share: (row[to] as number) / (totals.get(id) as number) }] as const;
    }),
  );
  return { keeps, from, went };

  function inBoth(id: string, to: number): number {
    return shared.get(id)?.[to] ?? 0;
  }
}
