import { newStemmer } from "snowball-stemmers";

/** Languages of texts by their code, as the stemmers call them. */
const languages: Record<string, string> = {
  en: "english",
  de: "german",
  fr: "french",
  es: "spanish",
  it: "italian",
  nl: "dutch",
  pt: "portuguese",
};

/** Codes of the languages whose words are stemmed. */
export const stemmedLanguages: readonly string[] = Object.keys(languages);

/** The stem of a lower-case word in a language; a word of a language without a stemmer stays as it is. */
export function stems(): (word: string, language: string) => string {
  const kept = new Map<string, Map<string, string>>();
  const stemmers = new Map(Object.entries(languages).map(([code, name]) => [code, newStemmer(name)]));
  return (word, language) => {
    const stemmer = stemmers.get(language);
    if (stemmer === undefined) return word;
    const known = kept.get(language) ?? new Map<string, string>();
    kept.set(language, known);
    const stem = known.get(word) ?? stemmer.stem(word);
    if (known.size < 100_000) known.set(word, stem);
    return stem;
  };
}
