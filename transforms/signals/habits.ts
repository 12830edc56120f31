import { logLikelihood } from "./negative-binomial.ts";

/** How far families' ratios to their peers differ, and how soon a ratio moves on. */
export interface Memory {
  /** Variance of the logarithms of the families' ratios around their models'. */
  spread: number;
  /** A ratio's own movement: half-life of weeks in it and variance around the long run; null where the long run tells as well. */
  lately: { half: number; spread: number } | null;
}

export const usualMemory: Memory = { spread: 0.2, lately: null };
/** Half-life of weeks in the long run. */
export const longRun = 52;
const halves = [8, 16] as const;
const spreads = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8] as const;
const movements: Memory["lately"][] = [
  null,
  ...halves.flatMap((half) => [0.05, 0.1, 0.2].map((spread) => ({ half, spread }))),
];
const fadeOf = (half: number) => 0.5 ** (1 / half);
/** Counts that a model's ratio of 1 to its peers is worth. */
const modelHabit = 5;
/** Standard errors by which a habit is taken to be above its estimate: its error lasts, and would be taken for a fault. */
const benefitOfDoubt = 0.5;

/**
 * What n counts over e expected make of a ratio known to be about `to`: the mode of its logarithm.
 *   n - e r = ln(r/to)/spread
 * A logarithm lets a family be ten times its peers once its counts say so, which a gamma of the same spread does not.
 */
export function drawn(n: number, e: number, to: number, spread: number): number {
  const centre = Math.log(to);
  let x = Math.log((n + 1 / spread) / (e + 1 / (spread * to)));
  for (let round = 0; round < 8; round++) {
    const mu = e * Math.exp(x);
    const step = (n - mu - (x - centre) / spread) / (mu + 1 / spread);
    x += Math.max(-1, Math.min(1, step));
    if (Math.abs(step) < 1e-4) break;
  }
  return Math.exp(x);
}

/** Counts and expectations that fade. */
class Faded {
  readonly known: Float64Array;
  readonly foreseen: Float64Array;
  private readonly left: number;

  constructor(cells: number, half: number) {
    this.known = new Float64Array(cells);
    this.foreseen = new Float64Array(cells);
    this.left = fadeOf(half);
  }

  fade(at: number): void {
    this.known[at] = this.left * (this.known[at] as number);
    this.foreseen[at] = this.left * (this.foreseen[at] as number);
  }

  add(at: number, n: number, e: number): void {
    this.known[at] = (this.known[at] as number) + n;
    this.foreseen[at] = (this.foreseen[at] as number) + e;
  }

  drawn(at: number, to: number, spread: number): number {
    return drawn(this.known[at] as number, this.foreseen[at] as number, to, spread);
  }
}

/**
 * Each family's ratio to its peers: its model's, drawn towards by the long run, and that by the last weeks as far as ratios of this
 * data move. How far is told by what would have foretold each week best from the weeks before it.
 * Source: Dawid 1984, J. R. Statist. Soc. A 147:278 (prequential likelihood); Smith & Miller 1986, J. R. Statist. Soc. B 48:79 for
 * counts that are discounted.
 */
export class Habits {
  /** Weeks for which a change may last before it is a habit, and for which evidence counts. */
  readonly reach: number;
  private readonly memory: Memory;
  private readonly modelOf: Int32Array;
  private readonly long: Faded;
  private readonly recent: Faded[];
  private readonly ofModel: Faded;
  private readonly spreadLogs = new Float64Array(spreads.length);
  private readonly movementLogs = new Float64Array(movements.length);

  constructor(modelOf: Int32Array, models: number, memory: Memory) {
    this.memory = memory;
    this.modelOf = modelOf;
    this.reach = memory.lately?.half ?? longRun;
    this.long = new Faded(modelOf.length, longRun);
    this.recent = halves.map((half) => new Faded(modelOf.length, half));
    this.ofModel = new Faded(models, longRun);
  }

  /** A week went by for all models. */
  fadeModels(): void {
    for (let m = 0; m < this.ofModel.known.length; m++) this.ofModel.fade(m);
  }

  /** A week went by for a family. */
  fade(f: number): void {
    this.long.fade(f);
    for (const each of this.recent) each.fade(f);
  }

  add(f: number, n: number, e: number): void {
    this.long.add(f, n, e);
    for (const each of this.recent) each.add(f, n, e);
    this.ofModel.add(this.modelOf[f] as number, n, e);
  }

  of(f: number): number {
    const { spread, lately } = this.memory;
    const long = this.long.drawn(f, this.model(f), spread);
    if (lately === null) return this.raised(long, 1 / (1 / spread + (this.long.foreseen[f] as number) * long));
    const recent = this.recentOf(lately);
    const own = recent.drawn(f, long, lately.spread);
    const error = 1 / (1 / spread + (this.long.foreseen[f] as number) * own);
    return this.raised(own, error + 1 / (1 / lately.spread + (recent.foreseen[f] as number) * own));
  }

  private raised(own: number, error: number): number {
    return own * (1 + benefitOfDoubt * Math.sqrt(error));
  }

  private model(f: number): number {
    const m = this.modelOf[f] as number;
    return (modelHabit + (this.ofModel.known[m] as number)) / (modelHabit + (this.ofModel.foreseen[m] as number));
  }

  /** Asks each possible memory how likely a family's week was: n counts where its peers lead to expect e. */
  compare(f: number, n: number, e: number, size: number): void {
    const model = this.model(f);
    for (let i = 0; i < spreads.length; i++) {
      const mu = e * this.long.drawn(f, model, spreads[i] as number);
      this.spreadLogs[i] = (this.spreadLogs[i] as number) + logLikelihood(n, mu, size);
    }
    const long = this.long.drawn(f, model, this.memory.spread);
    for (let i = 0; i < movements.length; i++) {
      const lately = movements[i] as Memory["lately"];
      const own = lately === null ? long : this.recentOf(lately).drawn(f, long, lately.spread);
      this.movementLogs[i] = (this.movementLogs[i] as number) + logLikelihood(n, e * own, size);
    }
  }

  private recentOf({ half }: NonNullable<Memory["lately"]>): Faded {
    return this.recent[halves.indexOf(half as 8 | 16)] as Faded;
  }

  /** The memory under which the compared weeks were likeliest. */
  estimate(): Memory {
    const best = (logs: Float64Array) => logs.indexOf(logs.reduce((most, value) => Math.max(most, value)));
    return { spread: spreads[best(this.spreadLogs)] as number, lately: movements[best(this.movementLogs)] ?? null };
  }
}
