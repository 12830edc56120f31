/** How well two partitions of the same items agree. */
export interface Agreement {
  /** Mutual information over the mean of the two entropies. */
  nmi: number;
  /** Pairs that agree, corrected for chance (Hubert and Arabie 1985). */
  ari: number;
  /** Harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg 2007); equal to `nmi` with the arithmetic mean. */
  v: number;
  /** Share of the items that belong to the commonest class of their cluster. */
  purity: number;
}

/** Agreement of clusters with classes; labels may be any integers or strings. */
export function agreement(clusters: ArrayLike<number | string>, classes: ArrayLike<number | string>): Agreement {
  const n = clusters.length;
  const rows = new Map<number | string, Map<number | string, number>>();
  const columns = new Map<number | string, number>();
  for (let i = 0; i < n; i++) {
    const cluster = clusters[i] as number | string;
    const klass = classes[i] as number | string;
    const row = rows.get(cluster) ?? new Map<number | string, number>();
    rows.set(cluster, row.set(klass, (row.get(klass) ?? 0) + 1));
    columns.set(klass, (columns.get(klass) ?? 0) + 1);
  }
  const entropy = (counts: Iterable<number>): number => {
    let sum = 0;
    for (const count of counts) sum -= (count / n) * Math.log(count / n);
    return sum;
  };
  const sizes = [...rows.values()].map((row) => [...row.values()].reduce((sum, count) => sum + count, 0));
  let information = 0;
  let majority = 0;
  let together = 0;
  for (const [i, row] of [...rows.values()].entries()) {
    majority += Math.max(...row.values());
    for (const [klass, count] of row) {
      information += (count / n) * Math.log((count * n) / ((sizes[i] as number) * (columns.get(klass) as number)));
      together += pairs(count);
    }
  }
  const hClusters = entropy(sizes);
  const hClasses = entropy(columns.values());
  const homogeneity = hClasses === 0 ? 1 : information / hClasses;
  const completeness = hClusters === 0 ? 1 : information / hClusters;
  const inClusters = sizes.reduce((sum, size) => sum + pairs(size), 0);
  const inClasses = [...columns.values()].reduce((sum, size) => sum + pairs(size), 0);
  const expected = (inClusters * inClasses) / Math.max(1, pairs(n));
  const spread = (inClusters + inClasses) / 2 - expected;
  return {
    nmi: hClusters + hClasses === 0 ? 1 : (2 * information) / (hClusters + hClasses),
    ari: spread === 0 ? 1 : (together - expected) / spread,
    v: homogeneity + completeness === 0 ? 0 : (2 * homogeneity * completeness) / (homogeneity + completeness),
    purity: n === 0 ? 1 : majority / n,
  };
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}
