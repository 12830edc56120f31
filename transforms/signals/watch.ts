import { type Calibration, calibrate, calibrated, uncalibrated } from "./calibration.ts";
import { EvidenceTail } from "./cusum.ts";
import { largestDiscovery } from "./discovery.ts";
import { Habits, longRun, type Memory, usualMemory } from "./habits.ts";
import { Levels } from "./levels.ts";
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
/** Weeks from which expectations are known well enough to learn from, and every how many memories are compared. */
const learnFrom = 26;
const learnEvery = 4;
const slow = 0.5 ** (1 / longRun);
/** What evidence is worth hangs on mean, size and ratio alone. */
export const evidenceTail = new EvidenceTail();
const meanFade = 0.5 ** (1 / 13);
/** Shares of a family's error for the whole, its batches and its regions. */
const shares = [0.5, 0.25, 0.25] as const;

/**
 * Watches every family week by week: what it was to expect by its peers, its own habit and the level of its model's week, the evidence
 * for each ratio, the families in which the false discovery rate holds, and when an alarm is over.
 * Weeks of strong suspicion wait before they are habit, as long as habits of this data last. Two passes without alarms learn how
 * uneven models' weeks are, how far habits differ and move, and how much counts vary; a third one what p-values are worth; the
 * fourth is kept. Nothing looks ahead but these few numbers.
 */
export function watch(panel: Panel, parts: Parts, settings = usualSettings): Watched {
  const none: Parts = { ...parts, familyOf: new Int32Array(0), searched: new Int32Array(parts.searched.length) };
  let found: Estimates = {
    sizes: new Float64Array(panel.modelOf.length).fill(32),
    shapes: new Float64Array(panel.categoryOf.length).fill(Number.POSITIVE_INFINITY),
    memory: usualMemory,
    calibration: uncalibrated,
  };
  const pass = (by: Parts, purpose: Purpose) => new Pass(panel, by, settings, found, purpose).run();
  found = { ...found, ...pass(none, { isLearning: true, isJudging: false, isAlarming: false }).learned() };
  const second = pass(none, { isLearning: true, isJudging: true, isAlarming: false });
  found = { ...second.learned(), calibration: second.met() };
  found = { ...found, calibration: pass(parts, { isLearning: false, isJudging: true, isAlarming: true }).met() };
  return pass(parts, { isLearning: false, isJudging: true, isAlarming: true });
}

/** What a pass is run for; what nobody asks of it, it does not work out. */
interface Purpose {
  /** How uneven weeks are, how far habits differ and how much counts vary. */
  isLearning: boolean;
  /** P-values. */
  isJudging: boolean;
  isAlarming: boolean;
}

interface Estimates {
  sizes: Float64Array;
  /** Of the levels of each model's weeks. */
  shapes: Float64Array;
  memory: Memory;
  calibration: Calibration;
}

class Pass implements Watched {
  readonly expected: Float64Array;
  readonly p: Float32Array;
  readonly threshold: Float64Array;
  readonly episodes: Episode[] = [];
  readonly sizes: Float64Array;
  private readonly panel: Panel;
  private readonly parts: Parts;
  private readonly settings: WatchSettings;
  private readonly habits: Habits;
  private readonly levels: Levels;
  private readonly calibration: Calibration;
  private readonly purpose: Purpose;
  /** P-values as they are before calibration. */
  private readonly rawP: Float32Array;
  private readonly spreads: SizeByDifferences[];
  /** Parts of each family, families one after another, and where those of each begin. */
  private readonly partsInOrder: Int32Array;
  private readonly firstPart: Int32Array;
  /** By family, whether more than one part of it is looked at. */
  private readonly isSplit: Uint8Array;
  /** What each family was to expect this week by its peers, and by its habit too. */
  private readonly foreseen: Float64Array;
  private readonly usual: Float64Array;
  readonly byPeers: Float64Array;
  /** Of families without peers: counts and exposure so far. */
  private readonly history: Float64Array;
  /** First week that is not in a family's habit yet. */
  private readonly next: Int32Array;
  private readonly whole: Piles;
  private readonly ofParts: Piles;
  private readonly mean: Float64Array;
  private readonly partMean: Float64Array;
  private readonly open: (Episode | undefined)[];
  private readonly calm: Int32Array;

  constructor(
    panel: Panel,
    parts: Parts,
    settings: WatchSettings,
    { sizes, shapes, memory, calibration }: Estimates,
    purpose: Purpose,
  ) {
    const families = panel.modelOf.length;
    const count = parts.familyOf.length;
    this.panel = panel;
    this.parts = parts;
    this.settings = settings;
    this.purpose = purpose;
    this.habits = new Habits(panel.modelOf, panel.categoryOf.length, memory);
    this.levels = new Levels(panel, shapes);
    this.calibration = calibration;
    this.sizes = sizes;
    this.spreads = Array.from({ length: families }, () => new SizeByDifferences());
    this.expected = new Float64Array(families * panel.weeks);
    this.p = new Float32Array(families * panel.weeks).fill(1);
    this.rawP = new Float32Array(families * panel.weeks).fill(1);
    this.threshold = new Float64Array(panel.weeks);
    this.foreseen = new Float64Array(families);
    this.usual = new Float64Array(families);
    this.byPeers = new Float64Array(families * panel.weeks);
    this.history = new Float64Array(families * 2);
    this.next = new Int32Array(families);
    const piled = { ratios: settings.ratios, reach: this.habits.reach };
    this.whole = new Piles(families, piled, evidenceTail);
    this.ofParts = new Piles(count, piled, evidenceTail);
    this.mean = new Float64Array(families);
    this.partMean = new Float64Array(count);
    this.open = new Array(families);
    this.calm = new Int32Array(families);
    this.firstPart = new Int32Array(families + 1);
    for (const family of parts.familyOf) this.firstPart[family + 1] = (this.firstPart[family + 1] as number) + 1;
    for (let f = 0; f < families; f++) {
      this.firstPart[f + 1] = (this.firstPart[f + 1] as number) + (this.firstPart[f] as number);
    }
    const order = Int32Array.from({ length: count }, (_, part) => part);
    this.partsInOrder = order.sort((a, b) => (parts.familyOf[a] as number) - (parts.familyOf[b] as number) || a - b);
    this.isSplit = Uint8Array.from({ length: families }, (_, f) =>
      parts.searched.subarray(f * looks, (f + 1) * looks).some((groups) => groups > 1) ? 1 : 0,
    );
  }

  get wholeP(): Float64Array {
    return this.whole.p;
  }

  get partP(): Float64Array {
    return this.ofParts.p;
  }

  run(): this {
    const { panel, settings, purpose } = this;
    const families = panel.modelOf.length;
    const peers = new Peers(panel);
    const byPeers = new Float64Array(families);
    const lent = new Float64Array(families);
    const judged = new Float64Array(families);
    for (let week = 0; week < panel.weeks; week++) {
      for (let f = 0; f < families; f++) {
        const before = week > 0 ? (this.expected[f * panel.weeks + week - 1] as number) : 0;
        const n = panel.counts[f * panel.weeks + week] as number;
        lent[f] = this.open[f] === undefined ? n : Math.min(n, before);
      }
      this.habits.fadeModels();
      peers.expect(week, lent, byPeers);
      for (let f = 0; f < families; f++) this.foresee(f, week, byPeers[f] as number);
      this.levels.take(week, this.usual, (f) => this.open[f] !== undefined);
      for (let f = 0; f < families; f++) this.step(f, week);
      if (week < settings.burnIn || !purpose.isJudging) continue;
      for (let f = 0; f < families; f++) judged[f] = this.judge(f, week);
      if (!purpose.isAlarming) continue;
      const threshold = largestDiscovery(judged, settings.level);
      this.threshold[week] = threshold;
      for (let f = 0; f < families; f++) this.turn(f, week, judged[f] as number, threshold);
    }
    return this;
  }

  /** What a pass found out of weeks, habits and counts. */
  learned(): Omit<Estimates, "calibration"> {
    const all = this.spreads.reduce(
      (sum, { excess, squares }) => ({ excess: sum.excess + excess, squares: sum.squares + squares }),
      { excess: 0, squares: 1e-9 },
    );
    const usual = Math.max(0, all.excess / all.squares);
    // Powers of two will do, and keep the number of tails small.
    const sizes = Float64Array.from(this.spreads, (spread) =>
      Math.min(1024, Math.max(0.5, 2 ** Math.round(Math.log2(spread.size(usual, sizeWorth))))),
    );
    return { sizes, shapes: this.levels.estimate(), memory: this.habits.estimate() };
  }

  /** What the p-values that were met are worth. */
  met(): Calibration {
    const { weeks } = this.panel;
    return calibrate(
      this.rawP.filter((_, at) => at % weeks >= learnFrom),
      weeks - learnFrom,
    );
  }

  /** What a family is to expect in a week at a level of 1. */
  private foresee(f: number, week: number, byPeers: number): void {
    const isAlone = Number.isNaN(byPeers);
    const foreseen = isAlone ? this.byHistory(f, week) : byPeers;
    this.foreseen[f] = foreseen;
    this.usual[f] = foreseen * (isAlone ? 1 : this.habits.of(f));
  }

  /** One family's week: its expectation, its evidence and that of its parts. */
  private step(f: number, week: number): void {
    const { panel, parts, settings, sizes, purpose } = this;
    const at = f * panel.weeks + week;
    const n = panel.counts[at] as number;
    const byPeers = (this.foreseen[f] as number) * (this.levels.level[f] as number);
    const mu = (this.usual[f] as number) * (this.levels.level[f] as number);
    this.byPeers[at] = byPeers;
    this.expected[at] = mu;
    this.mean[f] = week === 0 ? mu : meanFade * (this.mean[f] as number) + (1 - meanFade) * mu;
    const isJudged = week >= settings.burnIn && mu > 0;
    // A level that few counts tell is as uncertain as they are.
    const size = 1 / (1 / (sizes[f] as number) + 1 / (this.levels.known[f] as number));
    if (isJudged && purpose.isJudging) this.whole.add(f, week, n, mu, size);
    if (isJudged && purpose.isLearning) {
      const before = { n: panel.counts[at - 1] as number, mu: this.expected[at - 1] as number };
      this.spreads[f]?.add(n, mu, before);
      if (week >= learnFrom && week % learnEvery === 0) this.habits.compare(f, n, byPeers, sizes[f] as number);
    }
    const end = this.firstPart[f + 1] as number;
    for (let i = this.firstPart[f] as number; i < end; i++) {
      const part = this.partsInOrder[i] as number;
      const place = part * panel.weeks + week;
      const muPart = partExpected(panel, parts, this.expected, part, week);
      this.partMean[part] = meanFade * (this.partMean[part] as number) + (1 - meanFade) * muPart;
      if (!isJudged) continue;
      this.ofParts.add(part, week, parts.counts[place] as number, Math.max(muPart, 1e-4), size);
    }
    this.remember(f, week);
  }

  /** Weeks become habit some weeks later, and those of strong suspicion or alarm as late as habits of this data move. */
  private remember(f: number, week: number): void {
    const { panel, habits } = this;
    habits.fade(f);
    const before = week > 0 ? (this.p[f * panel.weeks + week - 1] as number) : 1;
    const isWaiting = this.purpose.isAlarming && (this.open[f] !== undefined || before < suspicious);
    if (isWaiting && week - (this.next[f] as number) < habits.reach) return;
    for (; (this.next[f] as number) <= week - guard; this.next[f] = (this.next[f] as number) + 1) {
      const at = f * panel.weeks + (this.next[f] as number);
      habits.add(f, panel.counts[at] as number, this.byPeers[at] as number);
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
    const whole = this.whole.judge(f, this.mean[f] as number, sizes[f] as number);
    let corrected = this.isSplit[f] === 1 ? whole / shares[0] : whole;
    const isLast = week === this.panel.weeks - 1;
    const end = this.firstPart[f + 1] as number;
    for (let i = this.firstPart[f] as number; i < end; i++) {
      const part = this.partsInOrder[i] as number;
      const look = parts.lookOf[part] as number;
      // Half of the error is spent evenly, half where most units are.
      const even = 1 / Math.max(1, parts.searched[f * looks + look] as number);
      const weight = (even + (parts.share[(parts.groupOf[part] as number) * this.panel.weeks + week] as number)) / 2;
      const share = weight * (shares[look + 1] as number);
      const upTo = isLast ? 1 : corrected * share;
      const p = this.ofParts.judge(part, this.partMean[part] as number, sizes[f] as number, upTo);
      corrected = Math.min(corrected, p / share);
    }
    const at = f * this.panel.weeks + week;
    this.rawP[at] = Math.min(1, corrected);
    const p = calibrated(Math.min(1, corrected), this.calibration);
    this.p[at] = p;
    return p;
  }

  /** Opens an alarm, or ends one that has been calm for long enough. */
  private turn(f: number, week: number, p: number, threshold: number): void {
    const episode = this.open[f];
    if (episode === undefined) {
      if (p > threshold || threshold === 0) return;
      const scope = this.scopeOf(f);
      const from = scope < 0 ? (this.whole.begun[f] as number) : (this.ofParts.begun[scope] as number);
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
      const since = episode.scope < 0 ? this.whole.begun[f] : this.ofParts.begun[episode.scope];
      if (since !== undefined && since >= 0) episode.from = Math.min(since, episode.alarm);
    }
    const isCalm = p > faded || (week - episode.alarm >= calmWeeks && this.isCalm(f, week));
    this.calm[f] = isCalm ? (this.calm[f] as number) + 1 : 0;
    if ((this.calm[f] as number) < calmFor) return;
    episode.closed = week;
    this.open[f] = undefined;
    this.next[f] = week + 1;
    this.whole.clear(f);
    for (const part of this.partsOf(f)) this.ofParts.clear(part);
  }

  private partsOf(f: number): Int32Array {
    return this.partsInOrder.subarray(this.firstPart[f], this.firstPart[f + 1]);
  }

  /** The part whose evidence is the least likely by chance, -1 where the family's as a whole is less so. */
  private scopeOf(f: number): number {
    let [scope, least] = [-1, this.wholeP[f] as number];
    for (const part of this.partsOf(f)) {
      const p = this.ofParts.judge(part, this.partMean[part] as number, this.sizes[f] as number);
      if (p < least) [scope, least] = [part, p];
    }
    return scope;
  }

  /** Whether the last weeks brought about what was expected, of the family and of the part with the most evidence. */
  private isCalm(f: number, week: number): boolean {
    const from = week - calmWeeks + 1;
    const calm = (n: number, mu: number) => n <= Math.max(1, calmRatio * mu);
    let worst = -1;
    for (const part of this.partsOf(f)) {
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
