import { atLeast, type EvidenceTail, nextEvidence, tailAt } from "./cusum.ts";

/** More than rounding takes from a p-value. */
const rounding = 1e-9;

/** Evidence of many cells for each of a few ratios, week after week, and since when it has been piling up. */
export class Piles {
  /** By cell, of its last judgement: how often a calm cell shows as much, and the first week of that evidence. */
  readonly p: Float64Array;
  readonly begun: Int32Array;
  private readonly ratios: readonly number[];
  private readonly reach: number;
  private readonly tail: EvidenceTail;
  private readonly evidence: Float64Array;
  private readonly since: Int32Array;

  /** For ratios above 1. Evidence that began `reach` weeks ago is no news any more. */
  constructor(cells: number, { ratios, reach }: { ratios: readonly number[]; reach: number }, tail: EvidenceTail) {
    this.ratios = ratios;
    this.reach = reach;
    this.tail = tail;
    this.p = new Float64Array(cells).fill(1);
    this.begun = new Int32Array(cells).fill(-1);
    this.evidence = new Float64Array(cells * ratios.length);
    this.since = new Int32Array(cells * ratios.length).fill(-1);
  }

  /** Takes in a cell's week: n counts where mu were expected. */
  add(cell: number, week: number, n: number, mu: number, size: number): void {
    const { ratios, evidence, since } = this;
    for (let j = 0, at = cell * ratios.length; j < ratios.length; j++, at++) {
      // Where nothing came and nothing has piled up, nothing piles up.
      if (n === 0 && evidence[at] === 0) continue;
      const isOld = since[at] !== -1 && week - (since[at] as number) >= this.reach;
      if (isOld) since[at] = -1;
      const next = nextEvidence(isOld ? 0 : (evidence[at] as number), n, mu, size, ratios[j] as number);
      if (next === 0) since[at] = -1;
      else if (since[at] === -1) since[at] = week;
      evidence[at] = next;
    }
  }

  /** The most evidence of a cell for any ratio. */
  most(cell: number): number {
    const { length } = this.ratios;
    return Math.max(...this.evidence.subarray(cell * length, (cell + 1) * length));
  }

  /** Returns how often a calm cell of this mean shows as much, corrected for the number of ratios; 1 for more than `upTo`. */
  judge(cell: number, mean: number, size: number, upTo = 1): number {
    const { ratios, evidence } = this;
    let least = 1;
    let begun = -1;
    const most = upTo * (1 + rounding);
    for (let j = 0, at = cell * ratios.length; j < ratios.length; j++, at++) {
      if (evidence[at] === 0) continue;
      const tail = this.tail.of(mean, size, ratios[j] as number);
      if (atLeast(evidence[at] as number, tail) * ratios.length > most) continue;
      const p = tailAt(evidence[at] as number, tail) * ratios.length;
      if (p >= least) continue;
      least = p;
      begun = this.since[at] as number;
    }
    this.p[cell] = least;
    this.begun[cell] = begun;
    return least;
  }

  clear(cell: number): void {
    const { length } = this.ratios;
    this.evidence.fill(0, cell * length, (cell + 1) * length);
    this.since.fill(-1, cell * length, (cell + 1) * length);
  }
}
