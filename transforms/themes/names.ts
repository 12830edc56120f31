import type { Documents } from "./documents.ts";

/** What a theme is about. */
export type ThemeKind = "fault" | "service" | "price" | "logistics" | "praise" | "other";

export interface ThemeTerm {
  term: string;
  weight: number;
}

/** A theme's name in both languages, what it is about, and its terms, weightiest first. */
export interface ThemeName {
  zh: string;
  en: string;
  kind: ThemeKind;
  terms: ThemeTerm[];
}

/** A part, symptom or service situation of the domain lexicon. */
export interface LexiconEntry {
  id: string;
  zh: string;
  en: string;
  /** Group of the symptom or situation; a part's category. */
  group: string;
}

export interface Lexicon {
  components: readonly LexiconEntry[];
  symptoms: readonly LexiconEntry[];
  situations: readonly LexiconEntry[];
}

/** What naming reads of the clauses: rows of the same order throughout. */
export interface NamedClauses extends Documents {
  /** Theme of each clause; -1 for none. */
  labels: Int32Array;
  componentIds: readonly (readonly string[])[];
  symptomIds: readonly (readonly string[])[];
  situationIds: readonly (readonly string[])[];
}

/** A term in two languages with its weight in a theme. */
interface Candidate {
  key: string;
  zh: string;
  en: string;
  weight: number;
}

const termsOfTheme = 20;
/** Of so few clauses every word may name the theme. */
const fewClauses = 12;
/** A part, symptom or situation names a theme where so large a share of its clauses say it, and so much more often than others do. */
const leastShare = 0.25;
const leastLift = 2;

/**
 * Names themes 0 … k - 1: a part and what is wrong with it, or a service situation, where the lexicon finds one often enough in the
 * theme and seldom outside; else the words and adjacent pairs that set the theme apart. No word leads two names; `banned` words
 * never stand in one.
 */
export function nameThemes(
  clauses: NamedClauses,
  k: number,
  lexicon: Lexicon,
  banned: ReadonlySet<string> = new Set(),
): ThemeName[] {
  const sizes = sizesOf(clauses, k);
  const terms = distinctTerms(weighTerms(clauses, k, sizes, banned), k);
  const parts = weighEntries(clauses.componentIds, lexicon.components, clauses, sizes);
  const symptoms = weighEntries(clauses.symptomIds, lexicon.symptoms, clauses, sizes);
  const situations = weighEntries(clauses.situationIds, lexicon.situations, clauses, sizes);
  const english = translations(lexicon);
  const kinds = kindsOf(clauses, lexicon, sizes);
  const taken = new Set<string>();
  const names: ThemeName[] = Array.from({ length: k });
  const order = Array.from({ length: k }, (_, i) => i).sort(
    (a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b,
  );
  for (const theme of order) {
    const own = terms[theme] as ThemeTerm[];
    const words = own.map(({ term, weight }) => ({ key: term, zh: term, en: english.get(term) ?? term, weight }));
    const allowed = ({ zh }: Candidate): boolean => !banned.has(zh);
    const trouble = [...(symptoms[theme] ?? []), ...(situations[theme] ?? [])].filter(allowed);
    const chosen = compose((parts[theme] ?? []).filter(allowed), trouble, words, taken);
    names[theme] = {
      zh: chosen.map(({ zh }) => zh).join(" · "),
      en: chosen.map(({ en }) => en).join(" · "),
      kind: kinds[theme] as ThemeKind,
      terms: own,
    };
  }
  return names;
}

/** Two or three candidates that say different things, none of which leads another theme's name. */
function compose(
  parts: readonly Candidate[],
  trouble: readonly Candidate[],
  words: readonly Candidate[],
  taken: Set<string>,
): Candidate[] {
  const chosen: Candidate[] = [];
  const add = (candidate: Candidate | undefined): void => {
    if (candidate === undefined || chosen.some((other) => overlaps(other.zh, candidate.zh))) return;
    chosen.push(candidate);
    taken.add(candidate.key);
  };
  const free = (candidate: Candidate): boolean => !taken.has(candidate.key);
  const [strongest] = [...trouble].sort(byWeight);
  add(parts.find(free));
  if (strongest !== undefined) add(free(strongest) ? strongest : trouble.find(free));
  for (const word of words.filter(free)) {
    if (chosen.length >= (strongest === undefined ? 2 : 3)) break;
    add(word);
  }
  if (chosen.length === 0) for (const word of words.slice(0, 2)) add(word);
  return chosen;
}

const byWeight = (a: Candidate, b: Candidate): number => b.weight - a.weight || (a.key < b.key ? -1 : 1);

function overlaps(a: string, b: string): boolean {
  if (a.includes(b) || b.includes(a)) return true;
  const letters = new Set(a);
  const shared = [...new Set(b)].filter((letter) => letters.has(letter)).length;
  return /\p{Script=Han}/u.test(a) && shared / Math.min(letters.size, new Set(b).size) > 0.6;
}

function sizesOf({ labels, weights }: NamedClauses, k: number): Float64Array {
  const sizes = new Float64Array(k);
  for (const [i, label] of labels.entries())
    if (label >= 0) sizes[label] = (sizes[label] as number) + (weights[i] as number);
  return sizes;
}

/**
 * Class-based TF-IDF (Grootendorst 2022) of words and adjacent pairs over clauses: the share of the theme's clauses that hold the
 * term times log(1 + mean size of a theme / clauses that hold it). A pair counts only where it is much of both its words.
 */
function weighTerms(clauses: NamedClauses, k: number, sizes: Float64Array, banned: ReadonlySet<string>): ThemeTerm[][] {
  const totals = new Map<string, number>();
  const counts = Array.from({ length: k }, () => new Map<string, number>());
  const raise = (of: Map<string, number>, term: string, by: number): void => {
    of.set(term, (of.get(term) ?? 0) + by);
  };
  for (const [i, tokens] of clauses.tokens.entries()) {
    const label = clauses.labels[i] as number;
    if (label < 0) continue;
    const weight = clauses.weights[i] as number;
    for (const term of termsOf(tokens, banned)) {
      raise(counts[label] as Map<string, number>, term, weight);
      raise(totals, term, weight);
    }
  }
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, k);
  return counts.map((count, theme) => {
    const size = sizes[theme] as number;
    const ranked: ThemeTerm[] = [];
    for (const [term, n] of count) {
      if (n < Math.max(2, size * 0.004) && size > fewClauses) continue;
      const [first, second] = term.split(pairSign);
      if (second !== undefined && n < 0.4 * Math.min(count.get(first as string) ?? n, count.get(second) ?? n)) continue;
      if (second === undefined && term.length < 2 && size > fewClauses) continue;
      const reach = second === undefined ? 1 : pairBonus;
      ranked.push({ term, weight: reach * (n / size) * Math.log(1 + mean / (totals.get(term) as number)) });
    }
    return ranked
      .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
      .slice(0, 4 * termsOfTheme)
      .map(({ term, weight }) => ({ term: joined(term), weight }));
  });
}

/** A pair says more than a word that is as frequent. */
const pairBonus = 1.2;
/** Joins the two words of a pair inside; no token holds it. */
const pairSign = "\u0001";

function joined(term: string): string {
  const [first = "", second] = term.split(pairSign);
  if (second === undefined) return first;
  return /[a-z]$/i.test(first) && /^[a-z]/i.test(second) ? `${first} ${second}` : first + second;
}

function termsOf(tokens: readonly string[], banned: ReadonlySet<string>): Set<string> {
  const terms = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    if (banned.has(token)) continue;
    terms.add(token);
    const next = tokens[at + 1];
    if (next !== undefined && next !== token && !banned.has(next)) terms.add(token + pairSign + next);
  }
  return terms;
}

/** Keeps a term with the theme it weighs most in, beside those it weighs nearly as much in, and drops what a longer term says. */
function distinctTerms(terms: ThemeTerm[][], k: number): ThemeTerm[][] {
  const highest = new Map<string, number>();
  for (const own of terms)
    for (const { term, weight } of own) highest.set(term, Math.max(weight, highest.get(term) ?? 0));
  return Array.from({ length: k }, (_, theme) => {
    const kept: ThemeTerm[] = [];
    for (const candidate of terms[theme] as ThemeTerm[]) {
      if (kept.length === termsOfTheme) break;
      if (candidate.weight < 0.7 * (highest.get(candidate.term) as number)) continue;
      if (kept.some(({ term }) => term.includes(candidate.term) || candidate.term.includes(term))) continue;
      kept.push(candidate);
    }
    return kept;
  });
}

/** Lexicon entries that a theme's clauses hold often and other clauses seldom, weightiest first. */
function weighEntries(
  idsOf: readonly (readonly string[])[],
  entries: readonly LexiconEntry[],
  { labels, weights }: NamedClauses,
  sizes: Float64Array,
): Candidate[][] {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const totals = new Map<string, number>();
  const counts = Array.from(sizes, () => new Map<string, number>());
  for (const [i, ids] of idsOf.entries()) {
    const label = labels[i] as number;
    if (label < 0) continue;
    const count = counts[label] as Map<string, number>;
    for (const id of new Set(ids)) {
      count.set(id, (count.get(id) ?? 0) + (weights[i] as number));
      totals.set(id, (totals.get(id) ?? 0) + (weights[i] as number));
    }
  }
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return counts.map((count, theme) => {
    const size = sizes[theme] as number;
    const found: Candidate[] = [];
    for (const [id, n] of count) {
      const entry = known.get(id);
      if (entry === undefined || entry.group === "general") continue;
      const share = n / size;
      const lift = share / ((totals.get(id) as number) / all);
      if (share < leastShare || lift < Math.min(leastLift, 0.8 * (all / size))) continue;
      found.push({ key: id, zh: entry.zh, en: entry.en, weight: share * Math.log(1 + lift) });
    }
    return found.sort(byWeight);
  });
}

/** English names of what the lexicon writes in Chinese. */
function translations({ components, symptoms, situations }: Lexicon): Map<string, string> {
  const english = new Map<string, string>();
  for (const { zh, en, ...entry } of [...components, ...symptoms, ...situations]) {
    if (!english.has(zh)) english.set(zh, en);
    const { variants } = entry as { variants?: readonly string[] };
    for (const variant of variants ?? []) if (!english.has(variant)) english.set(variant, en);
  }
  return english;
}

const kindOfGroup: Readonly<Record<string, ThemeKind>> = {
  fee: "price",
  promotion: "price",
  logistics: "logistics",
  missing_parts: "logistics",
};

function kindOf(group: string): ThemeKind {
  return group.startsWith("praise") ? "praise" : (kindOfGroup[group] ?? "service");
}

/** The kind that most of what the lexicon finds in a theme's clauses speaks of; `other` where it finds little. */
function kindsOf(clauses: NamedClauses, lexicon: Lexicon, sizes: Float64Array): ThemeKind[] {
  const kinds = new Map<string, ThemeKind>();
  for (const { id } of lexicon.symptoms) kinds.set(id, "fault");
  for (const { id, group } of lexicon.situations) if (group !== "general") kinds.set(id, kindOf(group));
  const votes = Array.from(sizes, () => new Map<ThemeKind, number>());
  for (const [i, label] of clauses.labels.entries()) {
    if (label < 0) continue;
    const own = votes[label] as Map<ThemeKind, number>;
    const ids = [...(clauses.symptomIds[i] ?? []), ...(clauses.situationIds[i] ?? [])];
    for (const kind of new Set(ids.map((id) => kinds.get(id)).filter((found) => found !== undefined)))
      own.set(kind, (own.get(kind) ?? 0) + (clauses.weights[i] as number));
  }
  return votes.map((own, theme) => {
    const [best] = [...own].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return best !== undefined && best[1] >= 0.1 * (sizes[theme] as number) ? best[0] : "other";
  });
}
