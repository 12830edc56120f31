import type { Lang } from "./published.ts";

/** A part of a report that a page, Markdown, HTML and a mail can all show. Texts are plain; each form escapes them. */
export type Block =
  /** With a step, of the eight disciplines, it opens that step. */
  | { kind: "heading"; text: string; step?: string }
  | { kind: "part"; text: string }
  | { kind: "text"; text: string; isNote?: boolean }
  /** What is not there yet, and who is to fill it in. */
  | { kind: "empty"; text: string }
  | { kind: "list"; items: readonly string[] }
  | { kind: "facts"; columns: readonly [string, string]; rows: readonly (readonly [string, string])[] }
  /** Intervals are those of the rows, for a page to draw beside them; the name is that of the file a page links to. */
  | {
      kind: "table";
      name?: string;
      columns: readonly Column[];
      rows: readonly (readonly string[])[];
      intervals?: readonly (Interval | null)[];
    }
  | { kind: "quotes"; quotes: readonly Quote[] }
  /** The caption says what the picture shows: Markdown and most mail programs show nothing else of it. */
  | { kind: "figure"; svg: string; caption: string };

export interface Column {
  label: string;
  isNumber?: boolean;
}

/** A ratio with its interval; an end that is null lies beyond every axis. */
export interface Interval {
  value: number;
  lo: number | null;
  hi: number | null;
}

export interface Quote {
  clause: string;
  /** The words that put it here. */
  evidence: readonly string[];
  /** Where it comes from: ids, dates. */
  from: readonly string[];
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
