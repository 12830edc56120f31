import { type EntityName, entityNames } from "./contracts/index.ts";

export type FileFormat = "csv" | "tsv" | "jsonl" | "parquet" | "xlsx";

const formats: Record<string, FileFormat> = {
  csv: "csv",
  tsv: "tsv",
  txt: "csv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  parquet: "parquet",
  xlsx: "xlsx",
  xlsm: "xlsx",
  // Only to say what is to be done about it.
  xls: "xlsx",
};

/** The format a file's name says (a .gz after it does not count), or undefined for a name that says none. */
export function formatOfName(path: string): FileFormat | undefined {
  const extension = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return formats[extension];
}

/**
 * The entity a file's name or folder says: tickets.csv, tickets-2026.csv.gz, tickets_2.csv, tickets/2026-05.parquet.
 * The longest entity name wins, so ticket_events.csv is no file of tickets.
 */
export function entityOfName(path: string): EntityName | undefined {
  const parts = path.toLowerCase().split("/");
  const file = parts.pop() ?? "";
  const named = entityNames.filter((name) => new RegExp(`^${name}(?![a-z])`).test(file));
  const longest = named.sort((a, b) => b.length - a.length)[0];
  return longest ?? entityNames.find((name) => parts.includes(name));
}
