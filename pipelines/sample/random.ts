/**
 * Seeded random numbers in 32-bit integer arithmetic, so that every machine draws the same ones.
 * The generator is sfc32; distributions are tables of quantiles, because Math.log and Math.exp may differ between platforms.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param stream separates the uses of one seed, so that drawing more in one place changes nothing elsewhere. */
  constructor(seed: number, stream: number) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 4294967296) | 0;
    this.c = Math.imul(stream + 1, 0x9e3779b1);
    for (let i = 0; i < 16; i++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  /** Whole number in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** A value from a table of equally spaced quantiles (first = minimum, last = maximum), linear between them. */
  quantile(table: readonly number[]): number {
    const u = this.next() * (table.length - 1);
    const i = Math.floor(u);
    const low = table[i] as number;
    return low + ((table[i + 1] as number) - low) * (u - i);
  }

  /** Index into weights given as running totals. */
  weighted(totals: ArrayLike<number>): number {
    const target = this.next() * (totals[totals.length - 1] as number);
    let low = 0;
    let high = totals.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((totals[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A count with the given mean and about the spread of a Poisson count. */
  count(mean: number): number {
    if (mean <= 0) return 0;
    if (mean < 12) {
      // Sum of rare events: exact enough for small means and free of exp().
      let n = 0;
      for (let i = 0; i < 64; i++) if (this.next() * 64 < mean) n++;
      return n;
    }
    let z = -6;
    for (let i = 0; i < 12; i++) z += this.next();
    return Math.max(0, Math.floor(mean + Math.sqrt(mean) * z + 0.5));
  }
}

/** Running totals of weights, for `weighted`. */
export function runningTotals(weights: readonly number[]): Float64Array {
  const totals = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] as number;
    totals[i] = sum;
  }
  return totals;
}
