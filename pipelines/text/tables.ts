import { listSeparator } from "../../transforms/text/columns.ts";
import { literal } from "../engines/engine.ts";

const list = "VARCHAR[]";
type Types = Readonly<Record<string, string>>;

/** What the chain says of a text, as it is kept and shown. */
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

/** Kept beside what is shown, to find copies. */
export const copyTypes = { letters: "VARCHAR", bands: list } as const;

export const publicDocuments: Types = {
  text_id: "VARCHAR",
  entity: "VARCHAR",
  feedback_id: "VARCHAR",
  ticket_id: "VARCHAR",
  rating_id: "VARCHAR",
  created_at: "TIMESTAMP",
  duplicate_of: "VARCHAR",
  ...documentTypes,
};

export const publicClauses: Types = { text_id: "VARCHAR", ...clauseTypes };

/** A SQL column list. */
export const columnList = (types: Types): string =>
  Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");

/** The columns as the program appends them: a list is one text. */
export const flat = (types: Types): Types =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [name, type === list ? "VARCHAR" : type]));

/** SQL that makes an appended column what it is kept as. */
export const unflat = (types: Types, name: string): string =>
  types[name] === list
    ? `CASE WHEN ${name} = '' THEN CAST([] AS VARCHAR[]) ELSE string_split(${name}, ${literal(listSeparator)}) END`
    : name;
