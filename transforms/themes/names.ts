import { compose, type NameLength, nameOf, noNames } from "./compose.ts";
import { kindsOf } from "./kinds.ts";
import { namesMaker } from "./makers.ts";
import type { Lexicon, NamedClauses, ThemeKind, ThemeName } from "./named.ts";
import { type Naming, namingsOf, sayingsOfThemes } from "./naming.ts";
import { bySize, sizesOf, termsOfThemes } from "./terms.ts";

const ofThemes: NameLength = { words: 3, decentShare: 0.2 };

/**
 * Names themes 0 … k - 1 by what most of their clauses hold and other clauses do not: parts, symptoms and situations of the
 * lexicon, words and adjacent pairs, a part with what is wrong with it first. `banned` words never stand in a name, and no two
 * themes have the same.
 */
export function nameThemes(
  clauses: NamedClauses,
  k: number,
  lexicon: Lexicon,
  banned: ReadonlySet<string> = new Set(),
): ThemeName[] {
  if (k === 0) return [];
  const sizes = sizesOf(clauses, k);
  const themes = describeThemes(clauses, k, lexicon, banned);
  const namings = namingsOf(clauses, sizes, sayingsOfThemes(clauses, lexicon, banned));
  const given = noNames();
  const names: ThemeName[] = Array.from({ length: k });
  for (const theme of bySize(sizes)) {
    const { terms, kind } = themes[theme] as Pick<ThemeName, "terms" | "kind">;
    const chosen = compose(namings[theme] as Naming, given, ofThemes);
    const { zh, en } = nameOf(chosen.length > 0 ? chosen : plain(terms));
    given.names.add(zh);
    names[theme] = { zh, en, kind, terms };
  }
  return names;
}

/** The first terms stand in where nothing fits; a theme of nothing but makers has no other name. */
function plain(terms: ThemeName["terms"]): { zh: string; en: string }[] {
  const others = terms.filter(({ term }) => !namesMaker(term));
  return (others.length > 0 ? others : terms).slice(0, 2).map(({ term }) => ({ zh: term, en: term }));
}

/** What themes 0 … k - 1 are about: their kinds, and the terms that set them apart without the `banned` words. */
export function describeThemes(
  clauses: NamedClauses,
  k: number,
  lexicon: Lexicon,
  banned: ReadonlySet<string> = new Set(),
): Pick<ThemeName, "terms" | "kind">[] {
  const sizes = sizesOf(clauses, k);
  const kinds = kindsOf(clauses, lexicon, sizes);
  return termsOfThemes(clauses, sizes, banned).map((terms, i) => ({ terms, kind: kinds[i] as ThemeKind }));
}
