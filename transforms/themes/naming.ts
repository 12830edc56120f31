import { isConcept } from "./concept-mark.ts";
import { inEnglish } from "./english.ts";
import { groupNames } from "./groups.ts";
import { namesMaker } from "./makers.ts";
import type { Lexicon, NamedClauses } from "./named.ts";
import { fewClauses, joined } from "./terms.ts";

/** What a theme may be called by: an entry of the lexicon, or words its clauses hold. */
export interface Candidate {
  /** The entry or the words, the same in every theme. */
  key: string;
  kind: "component" | "trouble" | "word";
  zh: string;
  en: string;
  /** Share of the theme's clauses that hold it. */
  share: number;
  /** That share over the share of all clauses that hold it. */
  lift: number;
  /** By clause of the theme, 1 where it holds the candidate. */
  holds: Uint8Array;
}

/** Candidates of a theme, worthiest first, and the weights of its clauses in the order of `holds`. */
export interface Naming {
  size: number;
  weights: readonly number[];
  candidates: readonly Candidate[];
}

type Entry = Pick<Candidate, "kind" | "zh" | "en">;

/** What clauses hold that may name them. */
export interface Sayings {
  /** Keys of what the clause in a row holds. */
  keysOf(row: number): Iterable<string>;
  entryOf(key: string): Entry;
  /** The two words of a pair; undefined for anything else. */
  pairOf(key: string): readonly [string, string] | undefined;
}

/** Only so many of a theme are looked at closely. */
const most = 40;
/** A name is much commoner in its theme than elsewhere. */
const leastLift = 3;
const leastShare = 0.03;
/** So much of a pair's rarer word stands in the pair. */
const leastOfPair = 0.4;
/** Words of these characters only measure: 大, 大小. */
const measure = /^[大小多少高低长短新老旧好]+$/;
/** A word of one character is a name where no longer one says half as much. */
const leastLead = 2;

/** The candidates of groups 0 … k - 1, each with the clauses that hold it; `mayName` leaves out some of a group. */
export function namingsOf(
  { labels, weights }: NamedClauses,
  sizes: Float64Array,
  { keysOf, entryOf, pairOf }: Sayings,
  mayName: (key: string, group: number) => boolean = () => true,
  atLeast = leastLift,
): Naming[] {
  const { counts, totals } = countKeys(labels, weights, sizes.length, keysOf);
  const members = Array.from(sizes, () => [] as number[]);
  for (const [i, label] of labels.entries()) if (label >= 0) members[label]?.push(i);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return counts.map((count, group) => {
    const size = sizes[group] as number;
    const rows = members[group] as number[];
    const fewest = size > fewClauses ? Math.max(2, leastShare * size) : 1;
    const bound = Math.min(atLeast, 1 + 0.6 * (all / size - 1));
    const found: Omit<Candidate, "holds">[] = [];
    for (const [key, n] of count) {
      const share = n / size;
      const lift = all > size ? share / ((totals.get(key) as number) / all) : Math.E;
      if (n < fewest || lift < bound || !mayName(key, group)) continue;
      if (measure.test(key) && size > fewClauses) continue;
      const rarer = Math.min(...(pairOf(key) ?? [key]).map((word) => count.get(word) ?? n));
      if (n < leastOfPair * rarer) continue;
      if (!namesMaker(key)) found.push({ key, ...entryOf(key), share, lift });
    }
    const longest = Math.max(0, ...found.filter(({ zh }) => zh.length > 1).map(({ share }) => share));
    const candidates = found
      .filter(({ zh, share }) => zh.length > 1 || size <= fewClauses || share > leastLead * longest)
      .sort((a, b) => worth(b) - worth(a) || (a.key < b.key ? -1 : 1))
      .slice(0, most)
      .map((one): Candidate => ({ ...one, holds: new Uint8Array(rows.length) }));
    const places = new Map(candidates.map(({ key, holds }) => [key, holds]));
    for (const [at, i] of rows.entries())
      for (const key of keysOf(i)) {
        const holds = places.get(key);
        if (holds !== undefined) holds[at] = 1;
      }
    return { size, weights: rows.map((i) => weights[i] as number), candidates };
  });
}

/** How well a share of the clauses and what sets them apart serve a name. */
const worth = ({ share, lift }: Pick<Candidate, "share" | "lift">): number => share * Math.log(lift);

/** Weight of the clauses that hold each key, by group and in all. */
export function countKeys(
  labels: Int32Array,
  weights: Float64Array,
  k: number,
  keysOf: Sayings["keysOf"],
): { counts: ReadonlyMap<string, number>[]; totals: ReadonlyMap<string, number> } {
  const totals = new Map<string, number>();
  const counts = Array.from({ length: k }, () => new Map<string, number>());
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue;
    const count = counts[label] as Map<string, number>;
    const weight = weights[i] as number;
    for (const key of keysOf(i)) {
      count.set(key, (count.get(key) ?? 0) + weight);
      totals.set(key, (totals.get(key) ?? 0) + weight);
    }
  }
  return { counts, totals };
}

/** What themes are named by: parts, symptoms and situations of the lexicon, words, and pairs of adjacent ones. */
export function sayingsOfThemes(clauses: NamedClauses, lexicon: Lexicon, banned: ReadonlySet<string>): Sayings {
  const { tokens, componentIds, symptomIds, situationIds } = clauses;
  const within = wordsWithin(tokens);
  const pairs = new Map<string, readonly [string, string]>();
  const entries = new Map<string, Entry>();
  for (const { id, zh, en } of lexicon.components) entries.set(keyOf(id), { kind: "component", zh, en });
  for (const { id, zh, en, group } of [...lexicon.symptoms, ...lexicon.situations])
    if (group !== "general") entries.set(keyOf(id), { kind: "trouble", zh, en });
  for (const [key, { zh }] of entries) if (banned.has(zh)) entries.delete(key);
  const keysOf = (row: number): Set<string> => {
    const keys = new Set<string>();
    const list = tokens[row] as readonly string[];
    for (const [at, token] of list.entries()) {
      if (banned.has(token) || isConcept(token)) continue;
      keys.add(token);
      for (const word of within(token)) if (!banned.has(word)) keys.add(word);
      const next = list[at + 1];
      if (next === undefined || next === token || banned.has(next) || isConcept(next)) continue;
      const pair = joined(token, next);
      if (banned.has(pair)) continue;
      keys.add(pair);
      if (!pairs.has(pair)) pairs.set(pair, [token, next]);
    }
    for (const ids of [componentIds[row], symptomIds[row], situationIds[row]])
      for (const id of ids ?? []) if (entries.has(keyOf(id))) keys.add(keyOf(id));
    return keys;
  };
  const wordOf = writer(clauses, lexicon);
  return { keysOf, pairOf: (key) => pairs.get(key), entryOf: (key) => entries.get(key) ?? wordOf(key) };
}

/** What parents are named by: groups of the lexicon's symptoms and situations, their parts, and single words. */
export function sayingsOfParents(clauses: NamedClauses, lexicon: Lexicon): Sayings {
  const { tokens, symptomIds, situationIds } = clauses;
  const within = wordsWithin(tokens);
  const keys = new Map<string, string>();
  const names = new Map<string, Entry>();
  for (const { zh, en } of groupNames.values()) names.set(zh, { kind: "word", zh, en });
  for (const { id, group } of [...lexicon.symptoms, ...lexicon.situations]) {
    const name = groupNames.get(group);
    if (name !== undefined) keys.set(id, name.zh);
  }
  const wordOf = writer(clauses, lexicon);
  return {
    keysOf(row) {
      const said = new Set<string>();
      for (const token of tokens[row] as readonly string[])
        if (!isConcept(token)) for (const word of [token, ...within(token)]) said.add(word);
      for (const ids of [symptomIds[row], situationIds[row]])
        for (const id of ids ?? []) {
          const key = keys.get(id);
          if (key !== undefined) said.add(key);
        }
      return said;
    },
    pairOf: () => undefined,
    entryOf: (key) => names.get(key) ?? wordOf(key),
  };
}

/** The key of an entry; no word begins with its sign. */
const keyOf = (id: string): string => `\u0001${id}`;

/** Words as people write them, in both languages. */
function writer({ spellings }: NamedClauses, lexicon: Lexicon): (words: string) => Entry {
  const english = translator(lexicon);
  return (words) => {
    const zh = words.replace(/\p{Script=Latin}+/gu, (stem) => spellings?.get(stem) ?? stem);
    return { kind: "word", zh, en: english(zh) };
  };
}

/** A word that denies holds nothing else: 不满意 is no 满意. */
const denies = /^[不没无未别]/;
const isLongHan = /^\p{Script=Han}{3,}$/u;

/** Words of two to four characters that stand inside a longer one, as 安装 in 安装师傅. */
function wordsWithin(tokens: readonly (readonly string[])[]): (token: string) => readonly string[] {
  const words = new Set<string>();
  for (const list of tokens) for (const token of list) words.add(token);
  const known = new Map<string, readonly string[]>();
  return (token) => {
    const before = known.get(token);
    if (before !== undefined) return before;
    const found: string[] = [];
    if (isLongHan.test(token) && !denies.test(token)) {
      for (let length = 2; length <= Math.min(4, token.length - 1); length++)
        for (let at = 0; at + length <= token.length; at++) {
          const word = token.slice(at, at + length);
          if (words.has(word)) found.push(word);
        }
    }
    known.set(token, found);
    return found;
  };
}

/** English of a word by the glossary, of what people call parts, and of the lexicon's own names; others stay as they are. */
function translator({ components, symptoms, situations }: Lexicon): (words: string) => string {
  const english = new Map<string, string>();
  const add = (zh: string, en: string): void => {
    if (!english.has(zh)) english.set(zh, en);
  };
  for (const { zh, en } of [...symptoms, ...situations]) add(zh, en);
  for (const { zh, en, variants } of components) for (const name of [zh, ...(variants ?? [])]) add(name, en);
  return (words) => inEnglish(words) ?? english.get(words) ?? words;
}
