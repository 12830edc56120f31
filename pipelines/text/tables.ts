import { listSeparator } from "../../transforms/text/chain.ts";
import { literal } from "../engines/engine.ts";

/** Columns as the chain gives them: a list is one text. */
const list = "VARCHAR[]";

/** What the chain says of a text, in the order it is appended, after the text's key. */
export const documentTypes = {
  redacted: "VARCHAR",
  language: "VARCHAR",
  status: "VARCHAR",
  flags: list,
  polarity: "VARCHAR",
  polarity_score: "DOUBLE",
} as const;

export const clauseTypes = {
  clause_index: "INTEGER",
  start_at: "INTEGER",
  end_at: "INTEGER",
  clause: "VARCHAR",
  tokens: list,
  polarity: "VARCHAR",
  component_ids: list,
  symptom_ids: list,
  situation_ids: list,
  evidence: list,
  is_safety: "BOOLEAN",
} as const;

/** Columns of a table the program appends to. */
export const appended = (types: Record<string, string>): string =>
  [
    "text_key VARCHAR",
    ...Object.entries(types).map(([name, type]) => `${name} ${type === list ? "VARCHAR" : type}`),
  ].join(", ");

/** The SELECT list that makes lists of the appended texts. */
export const stored = (types: Record<string, string>): string =>
  ["text_key", ...Object.entries(types).map(([name, type]) => (type === list ? split(name) : name))].join(", ");

const split = (name: string) =>
  `CASE WHEN ${name} = '' THEN CAST([] AS VARCHAR[]) ELSE string_split(${name}, ${literal(listSeparator)}) END AS ${name}`;

/** Columns of the tables others read. */
export const publicDocuments: Record<string, string> = {
  text_id: "VARCHAR",
  entity: "VARCHAR",
  feedback_id: "VARCHAR",
  ticket_id: "VARCHAR",
  rating_id: "VARCHAR",
  created_at: "TIMESTAMP",
  duplicate_of: "VARCHAR",
  ...documentTypes,
};

export const publicClauses: Record<string, string> = { text_id: "VARCHAR", ...clauseTypes };

/** A SQL column list. */
export const columnList = (types: Record<string, string>): string =>
  Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
