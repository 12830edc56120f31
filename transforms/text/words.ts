import type { Span } from "./clauses.ts";
import type { Lexicon } from "./lexicon.ts";
import type { TokenColumns, TokenKind } from "./tokens.ts";

/** Turns a word of a language into its stem; Chinese has none. */
export type Stem = (word: string, language: string) => string;

/** Beside these a short code is an error code and not a model. */
const codeContext = /故障|报|显示|代码|错误|出现|跳|亮|灯|码|警|停机|保护|提示|error|code|fault|shows?|display/i;

/** Small words that are kept, because a repair that did not help is none. */
const negators = new Set(
  "not no never cannot nicht kein keine nie pas jamais non mai niet geen nooit nunca ningún não nem sem sin ohne sans senza zonder".split(
    " ",
  ),
);

/** Said directly before a word they make another of it: 不串味 is no 串味. */
const denials = new Set(["不", "没", "没有", "未", "无"]);

/** The tokens by which a clause is compared with others, from its cut words: see `clauseWords`. */
export type ClauseWords = (
  tokens: TokenColumns,
  from: number,
  to: number,
  isMasked: (token: number) => boolean,
  clause: string,
  language: string,
) => string[];

/**
 * Leaves out what is masked, numbers, models and stop words; joins a word with its denial; writes one spelling for mistaken ones, one case for codes and letters,
 * and stems in other languages.
 */
export function clauseWords(
  { spellings, stopWords, english: phrases }: Pick<Lexicon, "spellings" | "stopWords" | "english">,
  stem: Stem,
): ClauseWords {
  const none = new Set<string>();
  const chinese = stopWords.get("zh") ?? none;
  const english = stopWords.get("en") ?? none;
  const ofEnglish = new Set([
    ...english,
    ...phrases.flatMap(({ kind, variants }) => (kind === "stop" ? variants : [])),
  ]);
  return (tokens, from, to, isMasked, clause, language) => {
    const words: string[] = [];
    const small = language === "zh" ? english : language === "en" ? ofEnglish : (stopWords.get(language) ?? none);
    for (let at = from; at < to; at++) {
      const word = tokens.words[at] as string;
      const kind = tokens.kinds[at] as TokenKind;
      if (kind === "measure" || kind === "model" || isMasked(at)) continue;
      if (kind === "word") {
        const meant = spellings.get(word) ?? word;
        if (chinese.has(meant)) continue;
        const before = at > from && !isMasked(at - 1) ? (tokens.words[at - 1] as string) : "";
        const isDenied = denials.has(before) && endOf(tokens, at - 1) === tokens.starts[at];
        words.push(isDenied ? before + meant : meant);
      } else if (kind === "code") {
        if (codeContext.test(clause)) words.push(word.toUpperCase());
      } else {
        const lower = word.toLowerCase();
        const bare = /n['’]t$/.test(lower) ? "not" : lower.replace(/['’].*$/, "");
        if (bare.length > 1 && (!small.has(bare) || negators.has(bare)))
          words.push(language === "zh" ? bare : stem(bare, language));
      }
    }
    return words;
  };
}

const endOf = (tokens: TokenColumns, at: number): number =>
  (tokens.starts[at] as number) + (tokens.words[at] as string).length;

/** Whether a token stands in one of the stretches. */
export function isWithin(tokens: TokenColumns, at: number, spans: readonly Span[]): boolean {
  const start = tokens.starts[at] as number;
  return spans.some((span) => span.start <= start && endOf(tokens, at) <= span.end);
}

/**
 * Tells which tokens a masked stretch covers. A name counts where it begins and ends with a token, or lies in one: 美的 is no brand
 * in 完美的.
 */
export function maskedTokens(tokens: TokenColumns, from: number, to: number, spans: readonly Span[]): Set<number> {
  const masked = new Set<number>();
  for (const { start, end } of spans) {
    const covered: number[] = [];
    for (let at = from; at < to; at++) {
      if ((tokens.starts[at] as number) < end && endOf(tokens, at) > start) covered.push(at);
    }
    const [first] = covered;
    const last = covered.at(-1);
    if (first === undefined || last === undefined) continue;
    const fits = tokens.starts[first] === start && endOf(tokens, last) === end;
    if (fits || first === last) for (const at of covered) masked.add(at);
  }
  return masked;
}
