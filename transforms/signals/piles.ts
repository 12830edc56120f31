import { type EvidenceTail, nextEvidence } from "./cusum.ts";

/** Evidence of many cells for each of a few ratios, week after week, and since when it has been piling up. */
export class Piles {
  private readonly ratios: readonly number[];
  private readonly reach: number;
  private readonly tail: EvidenceTail;
  private readonly evidence: Float64Array;
  private readonly since: Int32Array;

  /** Evidence that began `reach` weeks ago is no news any more. */
  constructor(cells: number, { ratios, reach }: { ratios: readonly number[]; reach: number }, tail: EvidenceTail) {
    this.ratios = ratios;
    this.reach = reach;
    this.tail = tail;
    this.evidence = new Float64Array(cells * ratios.length);
    this.since = new Int32Array(cells * ratios.length).fill(-1);
  }

  /** Takes in a cell's week. Returns the most evidence for any ratio. */
  add(cell: number, week: number, { n, mu, size }: { n: number; mu: number; size: number }): number {
    let most = 0;
    this.ratios.forEach((ratio, j) => {
      const at = cell * this.ratios.length + j;
      const isOld = this.since[at] !== -1 && week - (this.since[at] as number) >= this.reach;
      if (isOld) this.since[at] = -1;
      const next = nextEvidence(isOld ? 0 : (this.evidence[at] as number), n, mu, size, ratio);
      if (next === 0) this.since[at] = -1;
      else if (this.since[at] === -1) this.since[at] = week;
      this.evidence[at] = next;
      most = Math.max(most, next);
    });
    return most;
  }

  /** The most evidence of a cell for any ratio. */
  most(cell: number): number {
    const { length } = this.ratios;
    return Math.max(...this.evidence.subarray(cell * length, (cell + 1) * length));
  }

  /** How often a calm cell of this mean shows as much, corrected for the number of ratios; and the first week of that evidence. */
  judge(cell: number, mean: number, size: number): { p: number; since: number } {
    let least = { p: 1, since: -1 };
    this.ratios.forEach((ratio, j) => {
      const at = cell * this.ratios.length + j;
      const p = this.tail.p(this.evidence[at] as number, mean, size, ratio) * this.ratios.length;
      if (p < least.p) least = { p, since: this.since[at] as number };
    });
    return least;
  }

  clear(cell: number): void {
    const { length } = this.ratios;
    this.evidence.fill(0, cell * length, (cell + 1) * length);
    this.since.fill(-1, cell * length, (cell + 1) * length);
  }
}
