import { aspectsOf, type FindAspects, nameParts, nothing } from "../aspects.ts";
import { categoryLines } from "../categories.ts";
import type { Lexicon } from "../lexicon.ts";
import { englishReader } from "./reader.ts";

/** Finds parts and troubles in English clauses: the longest phrase wins, denied and merely feared ones do not count. */
export function englishAspectFinder(lexicon: Lexicon): FindAspects {
  const read = englishReader(lexicon);
  const lines = categoryLines(lexicon.categories);
  return (text, clause, _, category) => {
    const { said, parts } = read(text, clause);
    if (said.length === 0 && parts.length === 0) return nothing;
    const meant = said.filter(({ isDenied, isFeared, trouble }) => !isDenied && (!isFeared || trouble.isDanger));
    return aspectsOf(text, meant, nameParts(parts, lines(category ?? "")));
  };
}
