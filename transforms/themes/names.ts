import { compose, type NameLength, nameOf, noNames } from "./compose.ts";
import { kindsOf } from "./kinds.ts";
import type { Lexicon, NamedClauses, ThemeKind, ThemeName } from "./named.ts";
import { type Naming, namingsOf, sayingsOfThemes } from "./naming.ts";
import { bySize, sizesOf, type ThemeTerm, termsOfThemes } from "./terms.ts";

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
  const sizes = sizesOf(clauses, k);
  const terms = termsOfThemes(clauses, sizes, banned);
  const namings = namingsOf(clauses, sizes, sayingsOfThemes(clauses, lexicon, banned));
  const kinds = kindsOf(clauses, lexicon, sizes);
  const given = noNames();
  const names: ThemeName[] = Array.from({ length: k });
  for (const theme of bySize(sizes)) {
    const own = terms[theme] as ThemeTerm[];
    const chosen = compose(namings[theme] as Naming, given, ofThemes);
    const { zh, en } = nameOf(chosen.length > 0 ? chosen : own.slice(0, 2).map(({ term }) => ({ zh: term, en: term })));
    given.names.add(zh);
    names[theme] = { zh, en, kind: kinds[theme] as ThemeKind, terms: own };
  }
  return names;
}
