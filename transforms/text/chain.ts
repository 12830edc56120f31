import { aspectFinder } from "./aspects.ts";
import { boilerplateFinder } from "./boilerplate.ts";
import { categoryIn, englishCategoryIn, englishProductWords, productWords } from "./categories.ts";
import { clausesOf, type Span } from "./clauses.ts";
import { columnsOf, listSeparator, type TextBatch, type TextColumns } from "./columns.ts";
import { englishAspectFinder } from "./english/aspects.ts";
import { languageOf } from "./language.ts";
import type { Lexicon } from "./lexicon.ts";
import { type Mask, masker } from "./mask.ts";
import { normalise } from "./normalise.ts";
import { type Redact, redact as redactAll } from "./redact.ts";
import type { Segmenter } from "./segmenter.ts";
import { bandsOf, letters } from "./similar.ts";
import { type TokenColumns, tokenise } from "./tokens.ts";
import { clauseWords, isWithin, maskedTokens, type Stem } from "./words.ts";

export interface ChainParts {
  segmenter: Segmenter;
  lexicon: Lexicon;
  /** Names of the master tables. */
  masked?: readonly string[];
  redact?: Redact;
  /** Traditional Chinese into simplified. */
  simplify?: (text: string, source: string | null) => string;
  stem?: Stem;
}

export type TextChain = (batch: TextBatch) => TextColumns;

/**
 * Puts the text stages together. What becomes of a text depends on nothing but the text, what is known of it, its category and the
 * masked names it holds: not on its neighbours or their order.
 */
export function buildChain(parts: ChainParts): TextChain {
  const { segmenter, lexicon, redact = redactAll, simplify, stem = (word) => word } = parts;
  const findBoilerplate = boilerplateFinder(lexicon.boilerplate);
  const findAspects = aspectFinder(lexicon);
  const findCategory = categoryIn(lexicon.categories);
  const english = once(() => ({
    findAspects: englishAspectFinder(lexicon),
    findCategory: englishCategoryIn(lexicon),
    productWordsOf: englishProductWords(lexicon),
  }));
  const productWordsOf = productWords(lexicon);
  const findNames: Mask = masker(parts.masked ?? []);
  const wordsOf = clauseWords(lexicon, stem);

  return ({ texts, known, categories, sources }) => {
    const columns = columnsOf();
    const read = texts.map((raw, i) => {
      const normal = normalise(raw, simplify === undefined ? undefined : (text) => simplify(text, sources[i] ?? null));
      const boilerplate = findBoilerplate(normal.text);
      const redacted = redact(normal.text, known[i] ?? []);
      const spans = redacted.text === normal.text ? boilerplate.spans : findBoilerplate(redacted.text).spans;
      const flags = [...normal.flags, ...boilerplate.flags, ...(redacted.spans.length > 0 ? ["redacted"] : [])];
      return { text: redacted.text, own: blank(redacted.text, spans), flags, isBoilerplate: boilerplate.isWhole };
    });
    const tokens = tokenise(
      read.map(({ own }) => own),
      segmenter,
    );
    for (const [i, { text, own, flags, isBoilerplate }] of read.entries()) {
      const bare = letters(own);
      const language = languageOf(text, lexicon.stopWords);
      columns.redacted.push(text);
      columns.language.push(language);
      columns.status.push(isBoilerplate ? "boilerplate" : bare !== "" ? "ok" : text === own ? "empty" : "boilerplate");
      columns.flags.push(flags.join(listSeparator));
      columns.polarity.push("uncertain");
      columns.polarity_score.push(null);
      columns.letters.push(bare);
      columns.bands.push(isBoilerplate ? "" : bandsOf(bare).join(listSeparator));
      if (isBoilerplate || bare === "") continue;

      const first = tokens.first[i] as number;
      const last = tokens.first[i + 1] as number;
      const names = findNames(own);
      const masked = names.length === 0 ? undefined : maskedTokens(tokens, first, last, names);
      const isEdge = edgesOf(tokens, first, last, own.length);
      const given = categories[i] ?? null;
      const isEnglish = language === "en";
      const category = given ?? (isEnglish ? english().findCategory(own) : findCategory(own));
      const products = given === null ? none : (isEnglish ? english().productWordsOf : productWordsOf)(given);
      let from = first;
      for (const [index, { start, end }] of clausesOf(own).entries()) {
        let to = from;
        while (to < last && (tokens.starts[to] as number) < end) to++;
        const clause = text.slice(start, end);
        const find = isEnglish && !hasHan.test(clause) ? english().findAspects : findAspects;
        const aspects = find(own, { start, end }, isEdge, category);
        const { clauses } = columns;
        clauses.document.push(i);
        clauses.clause_index.push(index);
        clauses.start_at.push(start);
        clauses.end_at.push(end);
        clauses.clause.push(clause);
        const words = wordsOf(
          tokens,
          from,
          to,
          (at) =>
            (masked?.has(at) ?? false) ||
            products.has(isEnglish ? (tokens.words[at] as string).toLowerCase() : (tokens.words[at] as string)) ||
            isWithin(tokens, at, aspects.judgements),
          clause,
          language,
        );
        clauses.tokens.push(words.join(listSeparator));
        clauses.polarity.push("uncertain");
        clauses.component_ids.push(aspects.componentIds.join(listSeparator));
        clauses.symptom_ids.push(aspects.symptomIds.join(listSeparator));
        clauses.situation_ids.push(aspects.situationIds.join(listSeparator));
        clauses.evidence.push(aspects.evidence.join(listSeparator));
        clauses.is_safety.push(aspects.isSafety);
        from = to;
      }
    }
    return columns;
  };
}

/** Makes a thing when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const hasHan = /\p{Script=Han}/u;

const none: ReadonlySet<string> = new Set();

/** Marks where tokens begin and end. */
function edgesOf(
  { starts, words }: TokenColumns,
  first: number,
  last: number,
  length: number,
): (at: number) => boolean {
  const edges = new Uint8Array(length + 1);
  for (let at = first; at < last; at++) {
    const start = starts[at] as number;
    edges[start] = 1;
    edges[start + (words[at] as string).length] = 1;
  }
  return (at) => edges[at] === 1;
}

const placeholder = /〔[^〕]{1,12}〕/g;

const fill = (part: string) => "\ue000".repeat(part.length);

/** The text with stretches that are not its own filled with a sign that is neither letter nor digit; offsets stay. */
function blank(text: string, spans: readonly Span[]): string {
  let own = text;
  for (const { start, end } of spans) own = own.slice(0, start) + fill(own.slice(start, end)) + own.slice(end);
  return own.includes("〔") ? own.replace(placeholder, fill) : own;
}
