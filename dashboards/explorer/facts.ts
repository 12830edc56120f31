import type { ColumnFile, Lines, Numbers } from "./column-file.ts";
import { type Dimension, dimensions, type Rows } from "./tally.ts";

/** The explorer's file, beside the pages of all languages. */
export const explorerFile = "explorer/clauses.bin";

/** What goes in front of the columns: the last day, the themes in the order of their codes, and the values of each dimension. */
export interface ExplorerFacts {
  /** YYYY-MM-DD */
  until: string;
  themes: { id: string; zh: string; en: string | null; keywords: string[]; parent: number; emerging: boolean }[];
  values: Record<Dimension, string[]>;
}

/** The explorer's file, opened. Codes of themes and values begin at 1; 0 is none. */
export interface Clauses {
  facts: ExplorerFacts;
  rows: Rows;
  /** By row. Scores are hundredths, 255 = unknown; a clause that may not be shown is the empty one. */
  clause: Numbers;
  evidence: Numbers;
  score: Numbers;
  margin: Numbers;
  /** The theme that came next, `margin` behind. */
  runnerUp: Numbers;
  reason: Numbers;
  index: Numbers;
  clauses: Lines;
  /** Words between tabs. */
  evidences: Lines;
  /** By text: its id, and its ticket, which may be empty. */
  ids: Lines;
  tickets: Lines;
}

export const reasons = ["", "assigned", "residual", "emerging", "curated", "weak", "no_words"] as const;

export function openClauses(file: ColumnFile): Clauses {
  const facts = file.facts as ExplorerFacts;
  const parent = new Uint16Array(facts.themes.length + 1);
  const emerging = new Uint8Array(facts.themes.length + 1);
  for (const [i, theme] of facts.themes.entries()) {
    parent[i + 1] = theme.parent;
    emerging[i + 1] = Number(theme.emerging);
  }
  return {
    facts,
    rows: {
      text: file.numbers("text"),
      theme: file.numbers("theme"),
      danger: file.numbers("danger"),
      age: file.numbers("age"),
      codes: Object.fromEntries(dimensions.map((name) => [name, file.numbers(name)])) as Record<Dimension, Numbers>,
      parent,
      emerging,
    },
    clause: file.numbers("clause"),
    evidence: file.numbers("evidence"),
    score: file.numbers("score"),
    margin: file.numbers("margin"),
    runnerUp: file.numbers("runnerUp"),
    reason: file.numbers("reason"),
    index: file.numbers("index"),
    clauses: file.lines("clauses"),
    evidences: file.lines("evidences"),
    ids: file.lines("ids"),
    tickets: file.lines("tickets"),
  };
}
