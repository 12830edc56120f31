import { gammaShape } from "../statistics/shrinkage.ts";
import { EvidenceTail } from "./cusum.ts";
import { largestDiscovery } from "./discovery.ts";
import { SizeByDifferences } from "./negative-binomial.ts";
import { type Panel, Peers } from "./peers.ts";
import { Piles } from "./piles.ts";

/** Parts of families: a symptom of a model's units of one batch, or in one region. */
export interface Parts {
  familyOf: Int32Array;
  /** Which way of looking it belongs to: 0 batches, 1 regions. */
  lookOf: Uint8Array;
  /** The units it is of: a batch of a model, a model in a region. */
  groupOf: Int32Array;
  /** Share of a group's units in its model's by week, groups one after another. */
  share: Float32Array;
  /** How often the symptom comes in such a group for its share of units, 1 where nothing is known. */
  tilt: Float32Array;
  counts: Float32Array;
  /** Parts there are in all of each family by way of looking, those without a count included; families one after another. */
  searched: Int32Array;
}

export const looks = 2;

export interface WatchSettings {
  /** Ratios that evidence is piled up for. */
  ratios: readonly number[];
  /** Level of the false discovery rate among the open families. */
  level: number;
  /** Weeks before anything is judged. */
  burnIn: number;
}

export const usualSettings: WatchSettings = { ratios: [2, 4], level: 0.1, burnIn: 12 };

/** Weeks from an alarm to its end, in one family. */
export interface Episode {
  family: number;
  /** First week of the evidence. */
  from: number;
  /** Week of the alarm. */
  alarm: number;
  /** The least p-value so far, and the part whose evidence it was; -1 the family as a whole. */
  p: number;
  scope: number;
  /** First week in which it was over; null while it is open. */
  closed: number | null;
}

export interface Watched {
  /** What each family was to expect, with its own habit, by week; and by its peers alone. */
  expected: Float64Array;
  byPeers: Float64Array;
  /** p-value of each family by week, corrected for the parts looked at. */
  p: Float32Array;
  /** The largest p-value that was a discovery in each week. */
  threshold: Float64Array;
  /** p-value of each family as a whole and of each part in the last week, not corrected. */
  wholeP: Float64Array;
  partP: Float64Array;
  episodes: Episode[];
  /** Size of each family's negative binomial counts. */
  sizes: Float64Array;
}

/** What a part was to expect in a week: its share of what its family was to. */
export function partExpected(panel: Panel, parts: Parts, expected: Float64Array, part: number, week: number): number {
  const family = (parts.familyOf[part] as number) * panel.weeks + week;
  const share = parts.share[(parts.groupOf[part] as number) * panel.weeks + week] as number;
  return (expected[family] as number) * share * (parts.tilt[part] as number);
}

/** Fewest reports that make a signal. */
export const fewestReports = 3;
/** Weeks over which an open signal must be calm, and how long it must stay so, to close. */
const calmWeeks = 8;
const calmFor = 4;
const calmRatio = 1.25;
/** The p-value above which the evidence of an open signal has faded. */
const faded = 0.01;
/** Weeks that are not habit yet, and the p-value under which later ones wait too. */
const guard = 6;
const suspicious = 0.005;
/** Squares of counts that the families' common spread is worth against a family's own. */
const sizeWorth = 30;
/** Counts that a model's ratio of 1 to its peers is worth. */
const modelHabit = 5;
/** Standard errors by which a habit is taken to be above its estimate: its error lasts, and would be taken for a fault. */
const benefitOfDoubt = 0.5;
const slow = 0.5 ** (1 / 52);
const meanFade = 0.5 ** (1 / 13);
/** Shares of a family's error for the whole, its batches and its regions. */
const shares = [0.5, 0.25, 0.25] as const;

/**
 * Watches every family week by week: what it was to expect by its peers and its own shrunk habit, the evidence for each ratio, the
 * families in which the false discovery rate holds, and when an alarm is over.
 *   habit = (a model + Σ n)/(a + Σ e), a by moments over all families; weeks of strong suspicion do not become habit
 * A first pass estimates a and the counts' sizes, the second one is kept. Nothing looks ahead but these few numbers.
 */
export function watch(panel: Panel, parts: Parts, settings = usualSettings): Watched {
  const sizes = new Float64Array(panel.modelOf.length).fill(32);
  const first = new Pass(panel, parts, settings, { habit: 4, sizes }).run();
  return new Pass(panel, parts, settings, first.estimates()).run();
}

interface Estimates {
  habit: number;
  sizes: Float64Array;
}

class Pass implements Watched {
  readonly expected: Float64Array;
  readonly p: Float32Array;
  readonly threshold: Float64Array;
  readonly partP: Float64Array;
  readonly wholeP: Float64Array;
  readonly episodes: Episode[] = [];
  readonly sizes: Float64Array;
  private readonly panel: Panel;
  private readonly parts: Parts;
  private readonly settings: WatchSettings;
  private readonly habit: number;
  private readonly spreads: SizeByDifferences[];
  private readonly partsOf: number[][];
  /** By family, and by model: what habit is made of. */
  private readonly known: Float64Array;
  private readonly foreseen: Float64Array;
  private readonly total: Float64Array;
  private readonly totalForeseen: Float64Array;
  private readonly modelKnown: Float64Array;
  private readonly modelForeseen: Float64Array;
  readonly byPeers: Float64Array;
  /** Of families without peers: counts and exposure so far. */
  private readonly history: Float64Array;
  /** First week that is not in a family's habit yet. */
  private readonly next: Int32Array;
  private readonly whole: Piles;
  private readonly ofParts: Piles;
  /** First week of that evidence, of families and of parts. */
  private readonly wholeSince: Int32Array;
  private readonly partSince: Int32Array;
  private readonly mean: Float64Array;
  private readonly partMean: Float64Array;
  private readonly open: (Episode | undefined)[];
  private readonly calm: Int32Array;

  constructor(panel: Panel, parts: Parts, settings: WatchSettings, { habit, sizes }: Estimates) {
    const families = panel.modelOf.length;
    const count = parts.familyOf.length;
    const tail = new EvidenceTail();
    this.panel = panel;
    this.parts = parts;
    this.settings = settings;
    this.habit = habit;
    this.sizes = sizes;
    this.spreads = Array.from({ length: families }, () => new SizeByDifferences());
    this.expected = new Float64Array(families * panel.weeks);
    this.p = new Float32Array(families * panel.weeks).fill(1);
    this.threshold = new Float64Array(panel.weeks);
    this.partP = new Float64Array(count).fill(1);
    this.wholeP = new Float64Array(families).fill(1);
    this.known = new Float64Array(families);
    this.foreseen = new Float64Array(families);
    this.total = new Float64Array(families);
    this.totalForeseen = new Float64Array(families);
    this.modelKnown = new Float64Array(panel.categoryOf.length);
    this.modelForeseen = new Float64Array(panel.categoryOf.length);
    this.byPeers = new Float64Array(families * panel.weeks);
    this.history = new Float64Array(families * 2);
    this.next = new Int32Array(families);
    this.whole = new Piles(families, settings.ratios, tail);
    this.ofParts = new Piles(count, settings.ratios, tail);
    this.mean = new Float64Array(families);
    this.partMean = new Float64Array(count);
    this.wholeSince = new Int32Array(families).fill(-1);
    this.partSince = new Int32Array(count).fill(-1);
    this.open = new Array(families);
    this.calm = new Int32Array(families);
    this.partsOf = Array.from({ length: families }, () => []);
    parts.familyOf.forEach((family, part) => {
      this.partsOf[family]?.push(part);
    });
  }

  run(): this {
    const { panel, settings } = this;
    const models = panel.categoryOf.length;
    const families = panel.modelOf.length;
    const peers = new Peers(panel);
    const expected = new Float64Array(families);
    const lent = new Float64Array(families);
    const judged = new Float64Array(families);
    for (let week = 0; week < panel.weeks; week++) {
      for (let f = 0; f < families; f++) {
        const before = week > 0 ? (this.expected[f * panel.weeks + week - 1] as number) : 0;
        const n = panel.counts[f * panel.weeks + week] as number;
        lent[f] = this.open[f] === undefined ? n : Math.min(n, before);
      }
      for (let m = 0; m < models; m++) {
        this.modelKnown[m] = slow * (this.modelKnown[m] as number);
        this.modelForeseen[m] = slow * (this.modelForeseen[m] as number);
      }
      peers.expect(week, lent, expected);
      for (let f = 0; f < families; f++) this.step(f, week, expected[f] as number);
      if (week < settings.burnIn) continue;
      for (let f = 0; f < families; f++) judged[f] = this.judge(f, week);
      const threshold = largestDiscovery(judged, settings.level);
      this.threshold[week] = threshold;
      for (let f = 0; f < families; f++) this.turn(f, week, judged[f] as number, threshold);
    }
    return this;
  }

  /** What the first pass found out for the second. */
  estimates(): Estimates {
    const { panel } = this;
    const models = panel.categoryOf.length;
    const [n, e] = [new Float64Array(models), new Float64Array(models)];
    panel.modelOf.forEach((m, f) => {
      n[m] = (n[m] as number) + (this.total[f] as number);
      e[m] = (e[m] as number) + (this.totalForeseen[f] as number);
    });
    const counts = Array.from(this.total, (x, f) => {
      const m = panel.modelOf[f] as number;
      return { x, expected: ((this.totalForeseen[f] as number) * (n[m] as number)) / Math.max(e[m] as number, 1e-9) };
    });
    const habit = Math.min(100, Math.max(1, gammaShape(counts)));
    const all = this.spreads.reduce(
      (sum, { excess, squares }) => ({ excess: sum.excess + excess, squares: sum.squares + squares }),
      { excess: 0, squares: 1e-9 },
    );
    const usual = Math.max(0, all.excess / all.squares);
    // Powers of two will do, and keep the number of tails small.
    const sizes = Float64Array.from(this.spreads, (spread) =>
      Math.min(1024, Math.max(0.5, 2 ** Math.round(Math.log2(spread.size(usual, sizeWorth))))),
    );
    return { habit, sizes };
  }

  /** One family's week: its expectation, its evidence and that of its parts. */
  private step(f: number, week: number, byPeers: number): void {
    const { panel, parts, settings, sizes } = this;
    const at = f * panel.weeks + week;
    const n = panel.counts[at] as number;
    const foreseen = Number.isNaN(byPeers) ? this.byHistory(f, week) : byPeers;
    const mu = foreseen * (Number.isNaN(byPeers) ? 1 : this.habitOf(f));
    this.byPeers[at] = foreseen;
    this.total[f] = (this.total[f] as number) + n;
    this.totalForeseen[f] = (this.totalForeseen[f] as number) + foreseen;
    this.expected[at] = mu;
    this.mean[f] = week === 0 ? mu : meanFade * (this.mean[f] as number) + (1 - meanFade) * mu;
    const isJudged = week >= settings.burnIn && mu > 0;
    const size = sizes[f] as number;
    if (isJudged) {
      this.whole.add(f, week, { n, mu, size });
      const before = { n: panel.counts[at - 1] as number, mu: this.expected[at - 1] as number };
      this.spreads[f]?.add(n, mu, before);
    }
    for (const part of this.partsOf[f] as number[]) {
      const place = part * panel.weeks + week;
      const muPart = partExpected(panel, parts, this.expected, part, week);
      this.partMean[part] = meanFade * (this.partMean[part] as number) + (1 - meanFade) * muPart;
      if (!isJudged) continue;
      this.ofParts.add(part, week, { n: parts.counts[place] as number, mu: Math.max(muPart, 1e-4), size });
    }
    this.remember(f, week);
  }

  /** A family's ratio to its peers so far, drawn to its model's, which is drawn to 1. */
  private habitOf(f: number): number {
    const m = this.panel.modelOf[f] as number;
    const model = (modelHabit + (this.modelKnown[m] as number)) / (modelHabit + (this.modelForeseen[m] as number));
    const { habit } = this;
    const told = habit + (this.foreseen[f] as number);
    return ((habit * model + (this.known[f] as number)) / told) * (1 + benefitOfDoubt / Math.sqrt(told));
  }

  /** Weeks become habit some weeks later, unless something is strongly suspected then; those of an alarm never do. */
  private remember(f: number, week: number): void {
    const { panel } = this;
    this.known[f] = slow * (this.known[f] as number);
    this.foreseen[f] = slow * (this.foreseen[f] as number);
    const before = week > 0 ? (this.p[f * panel.weeks + week - 1] as number) : 1;
    if (this.open[f] !== undefined || before < suspicious) return;
    const m = panel.modelOf[f] as number;
    for (; (this.next[f] as number) <= week - guard; this.next[f] = (this.next[f] as number) + 1) {
      const at = f * panel.weeks + (this.next[f] as number);
      const [n, e] = [panel.counts[at] as number, this.byPeers[at] as number];
      this.known[f] = (this.known[f] as number) + n;
      this.foreseen[f] = (this.foreseen[f] as number) + e;
      this.modelKnown[m] = (this.modelKnown[m] as number) + n;
      this.modelForeseen[m] = (this.modelForeseen[m] as number) + e;
    }
  }

  /** Without peers a family is set against its own rate so far. */
  private byHistory(f: number, week: number): number {
    const exposure = this.panel.aged[f * this.panel.weeks + week] as number;
    const base = f * 2;
    const rate =
      ((this.history[base] as number) + 0.5) / ((this.history[base + 1] as number) + Math.max(exposure, 1e-9));
    if (this.open[f] === undefined) {
      const n = this.panel.counts[f * this.panel.weeks + week] as number;
      this.history[base] = slow * (this.history[base] as number) + n;
      this.history[base + 1] = slow * (this.history[base + 1] as number) + exposure;
    }
    return rate * exposure;
  }

  private judge(f: number, week: number): number {
    const { parts, sizes } = this;
    const { p: whole, since } = this.whole.judge(f, this.mean[f] as number, sizes[f] as number);
    this.wholeP[f] = whole;
    this.wholeSince[f] = since;
    const searched = Array.from({ length: looks }, (_, look) => parts.searched[f * looks + look] ?? 0);
    let corrected = searched.some((groups) => groups > 1) ? whole / shares[0] : whole;
    for (const part of this.partsOf[f] as number[]) {
      const look = parts.lookOf[part] as number;
      const { p, since: ofPart } = this.ofParts.judge(part, this.partMean[part] as number, sizes[f] as number);
      this.partP[part] = p;
      this.partSince[part] = ofPart;
      // Half of the error is spent evenly, half where most units are.
      const even = 1 / Math.max(1, searched[look] as number);
      const weight = (even + (parts.share[(parts.groupOf[part] as number) * this.panel.weeks + week] as number)) / 2;
      corrected = Math.min(corrected, p / (weight * (shares[look + 1] as number)));
    }
    corrected = Math.min(1, corrected);
    this.p[f * this.panel.weeks + week] = corrected;
    return corrected;
  }

  /** Opens an alarm, or ends one that has been calm for long enough. */
  private turn(f: number, week: number, p: number, threshold: number): void {
    const episode = this.open[f];
    if (episode === undefined) {
      if (p > threshold || threshold === 0) return;
      const scope = this.scopeOf(f);
      const from = scope < 0 ? (this.wholeSince[f] as number) : (this.partSince[scope] as number);
      const counts = scope < 0 ? this.panel.counts : this.parts.counts;
      if (this.sum(counts, scope < 0 ? f : scope, from, week) < fewestReports) return;
      const opened: Episode = { family: f, from, alarm: week, p, scope, closed: null };
      this.open[f] = opened;
      this.episodes.push(opened);
      this.calm[f] = 0;
      return;
    }
    if (p < episode.p) {
      episode.p = p;
      episode.scope = this.scopeOf(f);
      const since = episode.scope < 0 ? this.wholeSince[f] : this.partSince[episode.scope];
      if (since !== undefined && since >= 0) episode.from = Math.min(since, episode.alarm);
    }
    const isCalm = p > faded || (week - episode.alarm >= calmWeeks && this.isCalm(f, week));
    this.calm[f] = isCalm ? (this.calm[f] as number) + 1 : 0;
    if ((this.calm[f] as number) < calmFor) return;
    episode.closed = week;
    this.open[f] = undefined;
    this.next[f] = week + 1;
    this.whole.clear(f);
    for (const part of this.partsOf[f] as number[]) this.ofParts.clear(part);
  }

  /** The part whose evidence is the least likely by chance, -1 where the family's as a whole is less so. */
  private scopeOf(f: number): number {
    let [scope, least] = [-1, this.wholeP[f] as number];
    for (const part of this.partsOf[f] as number[]) {
      const p = this.partP[part] as number;
      if (p < least) [scope, least] = [part, p];
    }
    return scope;
  }

  /** Whether the last weeks brought about what was expected, of the family and of the part with the most evidence. */
  private isCalm(f: number, week: number): boolean {
    const from = week - calmWeeks + 1;
    const calm = (n: number, mu: number) => n <= Math.max(1, calmRatio * mu);
    let worst = -1;
    for (const part of this.partsOf[f] as number[]) {
      if (worst < 0 || this.ofParts.most(part) > this.ofParts.most(worst)) worst = part;
    }
    return (
      calm(this.sum(this.panel.counts, f, from, week), this.sum(this.expected, f, from, week)) &&
      (worst < 0 || calm(this.sum(this.parts.counts, worst, from, week), this.partSum(worst, from, week)))
    );
  }

  private partSum(part: number, from: number, to: number): number {
    let total = 0;
    for (let week = from; week <= to; week++) {
      total += partExpected(this.panel, this.parts, this.expected, part, week);
    }
    return total;
  }

  private sum(values: ArrayLike<number>, f: number, from: number, to: number): number {
    let total = 0;
    for (let week = from; week <= to; week++) total += values[f * this.panel.weeks + week] as number;
    return total;
  }
}
