import { clausesOf } from "./clauses.ts";
import { type Redact, redact as redactAll } from "./redact.ts";
import type { Segmenter } from "./segmenter.ts";
import { tokenise } from "./tokens.ts";

/** Texts to process, column by column. */
export interface TextBatch {
  texts: string[];
  /** Names and keys the text's row and ticket hold in their own columns. */
  known: string[][];
  categories: (string | null)[];
}

export type TextStatus = "ok" | "empty" | "boilerplate";

/** What became of each text of a batch, and its clauses one after another. A cell that holds a list joins it by `listSeparator`. */
export interface TextColumns {
  redacted: string[];
  language: string[];
  status: TextStatus[];
  flags: string[];
  polarity: string[];
  polarity_score: (number | null)[];
  clauses: {
    /** Position of the text in the batch. */
    document: number[];
    clause_index: number[];
    start_at: number[];
    end_at: number[];
    clause: string[];
    tokens: string[];
    polarity: string[];
    component_ids: string[];
    symptom_ids: string[];
    situation_ids: string[];
    evidence: string[];
    is_safety: boolean[];
  };
}

/** Stands between the items of a list in one cell; no text holds it after normalising. */
export const listSeparator = "\u001f";

export interface ChainParts {
  segmenter: Segmenter;
  redact?: Redact;
}

export type TextChain = (batch: TextBatch) => TextColumns;

/** Puts the text stages together. The result of a text depends on nothing but the text, what is known of it and its category. */
export function buildChain({ segmenter, redact = redactAll }: ChainParts): TextChain {
  return ({ texts, known }) => {
    const redacted = texts.map((text, i) => redact(text.normalize("NFKC").trim(), known[i] ?? []).text);
    const tokens = tokenise(redacted, segmenter);
    const columns = emptyColumns();
    for (const [i, text] of redacted.entries()) {
      const isEmpty = text === "";
      columns.redacted.push(text);
      columns.language.push("zh");
      columns.status.push(isEmpty ? "empty" : "ok");
      columns.flags.push("");
      columns.polarity.push("uncertain");
      columns.polarity_score.push(null);
      let at = tokens.first[i] as number;
      const last = tokens.first[i + 1] as number;
      for (const [index, { start, end }] of clausesOf(text).entries()) {
        const words: string[] = [];
        for (; at < last && (tokens.starts[at] as number) < end; at++) {
          if (tokens.kinds[at] !== "measure" && tokens.kinds[at] !== "model") words.push(tokens.words[at] as string);
        }
        const { clauses } = columns;
        clauses.document.push(i);
        clauses.clause_index.push(index);
        clauses.start_at.push(start);
        clauses.end_at.push(end);
        clauses.clause.push(text.slice(start, end));
        clauses.tokens.push(words.join(listSeparator));
        clauses.polarity.push("uncertain");
        clauses.component_ids.push("");
        clauses.symptom_ids.push("");
        clauses.situation_ids.push("");
        clauses.evidence.push("");
        clauses.is_safety.push(false);
      }
    }
    return columns;
  };
}

const emptyColumns = (): TextColumns => ({
  redacted: [],
  language: [],
  status: [],
  flags: [],
  polarity: [],
  polarity_score: [],
  clauses: {
    document: [],
    clause_index: [],
    start_at: [],
    end_at: [],
    clause: [],
    tokens: [],
    polarity: [],
    component_ids: [],
    symptom_ids: [],
    situation_ids: [],
    evidence: [],
    is_safety: [],
  },
});
