import { isConcept } from "./concept-mark.ts";
import type { Documents } from "./documents.ts";

export interface ThemeTerm {
  term: string;
  weight: number;
}

/** Clauses with their theme, -1 for none. */
export interface LabelledClauses extends Documents {
  labels: Int32Array;
}

const termsOfTheme = 20;
/** Of so few clauses every word may name the theme. */
export const fewClauses = 12;
/** A pair says more than a word that is as frequent. */
const pairBonus = 1.2;
/** Joins the two words of a pair inside; no token holds it. */
export const pairSign = "\u0001";

/** The words and adjacent pairs that set themes 0 … k - 1 apart, weightiest first; `banned` words never stand in one. */
export function termsOfThemes(
  clauses: LabelledClauses,
  sizes: Float64Array,
  banned: ReadonlySet<string>,
): ThemeTerm[][] {
  return rankTerms(countTerms(clauses, sizes.length, banned), sizes);
}

/** The same from counts, of which those below the least share and below two clauses may be left out where a theme has more than a few. */
export const rankTerms = (counts: TermCounts, sizes: Float64Array): ThemeTerm[][] =>
  distinctTerms(weighTerms(counts, sizes));

/** Texts in each theme. */
export function sizesOf({ labels, weights }: LabelledClauses, k: number): Float64Array {
  const sizes = new Float64Array(k);
  for (const [i, label] of labels.entries())
    if (label >= 0) sizes[label] = (sizes[label] as number) + (weights[i] as number);
  return sizes;
}

/** Numbers of groups by weight, largest first. */
export const bySize = (sizes: Float64Array): number[] =>
  [...sizes.keys()].sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b);

/** Clauses that hold each term, a pair with its sign inside: of each theme, and of all. */
export interface TermCounts {
  ofThemes: readonly ReadonlyMap<string, number>[];
  totals: ReadonlyMap<string, number>;
}

function countTerms(clauses: LabelledClauses, k: number, banned: ReadonlySet<string>): TermCounts {
  const totals = new Map<string, number>();
  const ofThemes = Array.from({ length: k }, () => new Map<string, number>());
  const raise = (of: Map<string, number>, term: string, by: number): void => {
    of.set(term, (of.get(term) ?? 0) + by);
  };
  for (const [i, tokens] of clauses.tokens.entries()) {
    const label = clauses.labels[i] as number;
    if (label < 0) continue;
    const weight = clauses.weights[i] as number;
    for (const term of termsOf(tokens, banned)) {
      raise(ofThemes[label] as Map<string, number>, term, weight);
      raise(totals, term, weight);
    }
  }
  return { ofThemes, totals };
}

/** Share of a theme's clauses below which a term says nothing of it. */
export const leastShare = 0.004;

/**
 * Class-based TF-IDF (Grootendorst 2022) of words and adjacent pairs over clauses: the share of the theme's clauses that hold the
 * term times log(1 + mean size of a theme / clauses that hold it). A pair counts only where it is much of both its words.
 */
function weighTerms({ ofThemes, totals }: TermCounts, sizes: Float64Array): ThemeTerm[][] {
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  return ofThemes.map((count, theme) => {
    const size = sizes[theme] as number;
    const ranked: ThemeTerm[] = [];
    for (const [term, n] of count) {
      if (n < Math.max(2, size * leastShare) && size > fewClauses) continue;
      const [first, second] = term.split(pairSign);
      if (second !== undefined && n < 0.4 * Math.min(count.get(first as string) ?? n, count.get(second) ?? n)) continue;
      if (second === undefined && term.length < 2 && size > fewClauses) continue;
      const reach = second === undefined ? 1 : pairBonus;
      ranked.push({ term, weight: reach * (n / size) * Math.log(1 + mean / (totals.get(term) as number)) });
    }
    return ranked
      .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
      .slice(0, 4 * termsOfTheme)
      .map(({ term, weight }) => {
        const [first = "", second] = term.split(pairSign);
        return { term: second === undefined ? first : joined(first, second), weight };
      });
  });
}

/** Two adjacent words as they are written. */
export const joined = (first: string, second: string): string =>
  /[a-z]$/i.test(first) && /^[a-z]/i.test(second) ? `${first} ${second}` : first + second;

function termsOf(tokens: readonly string[], banned: ReadonlySet<string>): Set<string> {
  const terms = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    if (banned.has(token) || isConcept(token)) continue;
    terms.add(token);
    const next = tokens[at + 1];
    if (next !== undefined && next !== token && !banned.has(next) && !isConcept(next))
      terms.add(token + pairSign + next);
  }
  return terms;
}

/** Keeps a term with the theme it weighs most in, beside those it weighs nearly as much in, and drops what a longer term says. */
function distinctTerms(terms: ThemeTerm[][]): ThemeTerm[][] {
  const highest = new Map<string, number>();
  for (const own of terms)
    for (const { term, weight } of own) highest.set(term, Math.max(weight, highest.get(term) ?? 0));
  return terms.map((own) => {
    const kept: ThemeTerm[] = [];
    for (const candidate of own) {
      if (kept.length === termsOfTheme) break;
      if (candidate.weight < 0.7 * (highest.get(candidate.term) as number)) continue;
      if (kept.some(({ term }) => term.includes(candidate.term) || candidate.term.includes(term))) continue;
      kept.push(candidate);
    }
    return kept;
  });
}
