import { conceptMark, isConcept } from "./concept-mark.ts";

/** Findings of the lexicon that a field of its own has, at least, for each word of its texts. */
const leastFindings = 0.05;

/**
 * Token lists without what the lexicon found where the texts are of another field than its own. Texts about products hold a finding
 * in five to ten words; those of other fields one in fifty, most of them a word with another meaning or a turn of speech (咨询, 建议)
 * that tells no theme. Each language is judged by itself.
 */
export function keepInField(
  tokens: readonly (readonly string[])[],
  languages?: readonly string[],
): readonly (readonly string[])[] {
  const counts = new Map<string, { words: number; findings: number }>();
  const languageOf = (i: number) => languages?.[i] ?? "";
  for (const [i, list] of tokens.entries()) {
    const language = languageOf(i);
    const count = counts.get(language) ?? { words: 0, findings: 0 };
    counts.set(language, count);
    count.words += list.length;
    if (!list.some(isConcept)) continue;
    const found = list.filter(isConcept);
    count.words -= found.length;
    count.findings += new Set(found.filter((word) => !word.startsWith(conceptMark, 1))).size;
  }
  const isForeign = (i: number) => {
    const { words, findings } = counts.get(languageOf(i)) as { words: number; findings: number };
    return findings < leastFindings * words;
  };
  return tokens.map((list, i) =>
    list.some(isConcept) && isForeign(i) ? list.filter((word) => !isConcept(word)) : list,
  );
}
