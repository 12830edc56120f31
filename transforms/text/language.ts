import { classOf, isHan, isLatin } from "./characters.ts";

/** A language by its code; `und` where nothing tells. */
export type Language = string;

const scripts: [Language, RegExp][] = [
  ["ja", /[\u3040-\u30ff]/g],
  ["ko", /[\uac00-\ud7af\u1100-\u11ff]/g],
  ["ru", /[\u0400-\u04ff]/g],
  ["ar", /[\u0600-\u06ff]/g],
  ["th", /[\u0e00-\u0e7f]/g],
  ["he", /[\u0590-\u05ff]/g],
  ["el", /[\u0370-\u03ff]/g],
];

/** A word in Latin letters that is no part of a model. */
const latinWord = /(?<![A-Za-z0-9-])\p{Script=Latin}{2,}(?![A-Za-z0-9-])/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/**
 * Tells the language of a text by its script and, in Latin letters, by the language whose small words it holds, a word of several counting less; without
 * any of them English is taken for plain letters. Chinese with a model name in Latin letters is Chinese.
 */
export function languageOf(text: string, smallWords: ReadonlyMap<string, ReadonlySet<string>>): Language {
  let chinese = 0;
  let latin = 0;
  for (let at = 0; at < text.length; at++) {
    const kind = classOf(text, at);
    if (kind & isHan) chinese++;
    else if (kind & isLatin) latin++;
  }
  if (chinese > 0 && !/[\u3040-\u30ff\uac00-\ud7af]/.test(text)) {
    if (chinese * 4 >= latin) return "zh";
    return chinese >= (text.match(latinWord)?.length ?? 0) ? "zh" : latinLanguage(text, smallWords);
  }
  let best: [Language, number] = ["und", 0];
  for (const [language, pattern] of scripts) {
    const letters = count(text, pattern);
    if (letters > best[1]) best = [language, letters];
  }
  if (latin > best[1] + chinese) return latinLanguage(text, smallWords);
  return best[1] * 5 >= chinese ? best[0] : "zh";
}

function latinLanguage(text: string, smallWords: ReadonlyMap<string, ReadonlySet<string>>): Language {
  const words = text.toLowerCase().match(/\p{Script=Latin}+/gu) ?? [];
  if (words.length < 2 && /^[a-z]*[A-Z0-9][\w-]*$/.test(text.trim()) && /\d/.test(text)) return "und";
  let best: [Language, number] = ["en", 0];
  const languages = [...smallWords].filter(([language]) => language !== "zh");
  const shares = words.map((word) => 1 / Math.max(1, languages.filter(([, known]) => known.has(word)).length));
  for (const [language, known] of languages) {
    const score = words.reduce((sum, word, i) => sum + (known.has(word) ? (shares[i] as number) : 0), 0);
    if (score > best[1]) best = [language, score];
  }
  return best[0];
}
