/** Texts to process, column by column. */
export interface TextBatch {
  texts: string[];
  /** Names and keys the text's row and ticket hold in their own columns. */
  known: string[][];
  categories: (string | null)[];
  /** The system each text was read from. */
  sources: (string | null)[];
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
  /** What is compared to find copies: the letters of the text, and the bands of its signature. */
  letters: string[];
  bands: string[];
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

export const columnsOf = (): TextColumns => ({
  redacted: [],
  language: [],
  status: [],
  flags: [],
  polarity: [],
  polarity_score: [],
  letters: [],
  bands: [],
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
