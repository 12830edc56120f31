import type { Lang } from "./published.ts";

/** A part of a report that Markdown, HTML and a mail can all show. Texts are plain; each form escapes them. */
export type Block =
  | { kind: "heading"; text: string }
  | { kind: "text"; text: string; isNote?: boolean }
  | { kind: "list"; items: readonly string[] }
  | { kind: "table"; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  /** The caption says what the picture shows: Markdown and most mail programs show nothing else of it. */
  | { kind: "figure"; svg: string; caption: string };

export interface Column {
  label: string;
  isNumber?: boolean;
}

/** A report before it takes a form. */
export interface ReportDocument {
  lang: Lang;
  title: string;
  /** The one sentence to read, under the title. */
  lead: string;
  /** As-of, run and rows, as they stand on every report. */
  stamp: string;
  blocks: readonly Block[];
}
