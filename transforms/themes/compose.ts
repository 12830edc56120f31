import type { Candidate, Naming } from "./naming.ts";

/** Where a name covers less, rarer words join it that cover more. */
const enough = 0.5;
const leastGain = 0.05;
/** Of what is covered already a further word adds at least so much. */
const leastGrowth = 0.2;
/** A longer word stands for the one it holds where so many of its clauses say it whole. */
const nearlyAll = 0.75;
/** What holds nearly the same clauses says the same. */
const alike = 0.7;

/** What larger themes are called already. */
export interface GivenNames {
  /** Keys of the candidates in them: another theme may bear one where it is worth twice as much as any else. */
  keys: Set<string>;
  names: Set<string>;
}

export const noNames = (): GivenNames => ({ keys: new Set(), names: new Set() });

export interface NameLength {
  /** Words of a name at most. */
  words: number;
  /** A further word joins that so many clauses bear; more than 1: only one that is needed. */
  decentShare: number;
}

/** A name of its words, each once. */
export function nameOf(words: readonly Pick<Candidate, "zh" | "en">[]): { zh: string; en: string } {
  const joined = (list: readonly string[]): string => [...new Set(list)].join(" · ");
  return { zh: joined(words.map(({ zh }) => zh)), en: joined(words.map(({ en }) => en)) };
}

/** The worthiest candidate, and those that cover what it leaves or say more of what it covers. */
export function compose({ size, weights, candidates }: Naming, given: GivenNames, length: NameLength): Candidate[] {
  const chosen: Candidate[] = [];
  const covered = new Uint8Array(weights.length);
  let share = 0;
  const gainOf = ({ holds }: Candidate): number => {
    let gain = 0;
    for (let i = 0; i < holds.length; i++) if (holds[i] === 1 && covered[i] === 0) gain += weights[i] as number;
    return gain / size;
  };
  const valueFor = (candidate: Candidate, gain: number): number => {
    const own = chosen.length === 0 ? candidate.share : gain + 0.3 * candidate.share;
    const isPair = chosen.some((one) => isPairOf(one, candidate));
    return own * Math.log(candidate.lift) * (isPair ? 1.5 : 1) * (given.keys.has(candidate.key) ? 0.5 : 1);
  };
  while (chosen.length < length.words) {
    let best: { candidate: Candidate; value: number } | undefined;
    const isGiven = given.names.has(nameOf(inOrder(chosen)).zh);
    for (const candidate of candidates) {
      if (chosen.some((one) => repeats(one, candidate))) continue;
      const gain = gainOf(candidate);
      const isDecent = candidate.share >= length.decentShare && !chosen.some((one) => saysTheSame(one, candidate));
      const isNeeded = share < enough && gain >= Math.min(leastGain, share) && gain >= leastGrowth * share;
      if (chosen.length > 0 && !isDecent && !isNeeded && !isGiven) continue;
      const value = valueFor(candidate, gain);
      if (best === undefined || value > best.value) best = { candidate, value };
    }
    if (best === undefined) break;
    const word = longer(best.candidate, candidates, chosen);
    share += gainOf(word);
    chosen.push(word);
    for (const [i, holds] of word.holds.entries()) if (holds === 1) covered[i] = 1;
  }
  for (const { key } of chosen) given.keys.add(key);
  return inOrder(chosen);
}

/** The longest word that says a word and more, nearly as often: 恒温效果 for 效果. */
function longer(word: Candidate, candidates: readonly Candidate[], chosen: readonly Candidate[]): Candidate {
  if (word.kind !== "word") return word;
  const whole = candidates.filter(
    (other) =>
      other.kind === "word" &&
      other.zh.includes(word.zh) &&
      other.share >= nearlyAll * word.share &&
      !chosen.some((one) => repeats(one, other)),
  );
  return whole.reduce((best, other) => (other.zh.length > best.zh.length ? other : best), word);
}

/** A part stands before its trouble. */
const inOrder = (words: readonly Candidate[]): Candidate[] =>
  words.toSorted((a, b) => Number(isPart(b, a)) - Number(isPart(a, b)));
const isPart = (a: Candidate, b: Candidate): boolean => a.kind === "component" && b.kind === "trouble";

const isPairOf = (a: Candidate, b: Candidate): boolean => isPart(a, b) || isPart(b, a);

/** Whether nearly the same clauses hold two words that are no part and its trouble. */
function saysTheSame(a: Candidate, b: Candidate): boolean {
  if (isPairOf(a, b)) return false;
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.holds.length; i++) {
    both += (a.holds[i] as number) & (b.holds[i] as number);
    either += (a.holds[i] as number) | (b.holds[i] as number);
  }
  return both > alike * either;
}

/** Whether two words say the same: one holds the other, they share most of their characters, or their English is one. */
function repeats(a: Candidate, b: Candidate): boolean {
  if (a.zh.includes(b.zh) || b.zh.includes(a.zh) || a.en === b.en) return true;
  const letters = new Set(a.zh);
  const shared = [...new Set(b.zh)].filter((letter) => letters.has(letter)).length;
  return /\p{Script=Han}/u.test(a.zh) && shared / Math.min(letters.size, new Set(b.zh).size) > 0.6;
}
