/** What the pages of themes read: rows of the published theme tables, counted over one window by the loader. */

export type ThemeKind = "fault" | "service" | "price" | "logistics" | "praise" | "other";
export type ThemeStatus = "active" | "emerging" | "merged" | "retired";

/** `x` of `n` texts, with the Wilson interval of the share as fractions. */
export interface ThemeShare {
  x: number;
  n: number;
  lo: number;
  hi: number;
}

/** One theme or parent. Numbers are of texts, each counted once a theme; totals over themes are never added. */
export interface Theme {
  theme_id: string;
  label_zh: string;
  label_en: string | null;
  keywords: readonly string[];
  parent_theme_id: string | null;
  is_parent: boolean;
  kind: ThemeKind;
  status: ThemeStatus;
  merged_into: string | null;
  is_curated: boolean;
  /** YYYY-MM-DD */
  first_seen_on: string | null;
  last_seen_on: string | null;
  /** Texts of all time. */
  total: number;
  /** Of the window's texts. */
  share: ThemeShare;
  /** Texts of the window that tell of a danger in it. */
  dangers: number;
  /** Texts of the 13 newest weeks, oldest first. */
  weeks: readonly number[];
  /** Against the same weeks of the year before, where the test could speak. */
  verdict: "better" | "flat" | "worse" | null;
}

export interface ThemeMonth extends ThemeShare {
  /** First day of the month. */
  month: string;
  is_complete: boolean;
}

/** Texts of a theme in one model or region over twelve months, against what the others let expect. */
export interface ThemeSlice {
  dimension: "model" | "region";
  key: string;
  n: number;
  expected: number;
  /** n over expected, with Byar's interval; null where nothing can be expected. */
  ratio: number | null;
  lo: number | null;
  hi: number | null;
}

export interface ThemeQuote {
  text_id: string;
  ticket_id: string | null;
  feedback_id: string | null;
  created_on: string | null;
  model: string | null;
  channel: string | null;
  clause: string;
  evidence: readonly string[];
  score: number | null;
  margin: number | null;
  /** The theme that came next, `margin` behind. */
  runner_up_id: string | null;
  reason: string | null;
  /** Whether it tells of a danger, such as leaking current or fire. */
  is_safety: boolean;
}

export interface ThemeEvent {
  at: string;
  kind: string;
  what: string | null;
  operation_id: string | null;
  author: string | null;
  reason: string | null;
}

/** A part that the texts of a theme name, or that their tickets record. */
export interface ThemePart {
  name: { zh: string; en: string };
  texts: number;
  of: number;
  source: "text" | "ticket";
}

export interface ThemeNps {
  n: number;
  nps: number;
  lo: number;
  hi: number;
}

export interface ThemeDetail {
  /** Up to 25 months, oldest first. */
  months: readonly ThemeMonth[];
  slices: readonly ThemeSlice[];
  quotes: readonly ThemeQuote[];
  terms: readonly { term: string; weight: number }[];
  parts: readonly ThemePart[];
  overlaps: readonly { other_id: string; texts: number }[];
  events: readonly ThemeEvent[];
  nps: ThemeNps | null;
}

export interface Themes {
  /** First and last day of the window: thirteen weeks, fewer where the explorer's file reaches less far back. */
  since: string;
  until: string;
  /** First day of the explorer's file. */
  fileSince: string;
  /** Texts of the window: with a theme, with an emerging one only, with none. */
  texts: { all: number; assigned: ThemeShare; emerging: ThemeShare; unassigned: ThemeShare };
  /** Largest first; parents too. */
  list: readonly Theme[];
  details: ReadonlyMap<string, ThemeDetail>;
}

export const noThemes: Themes = {
  since: "",
  until: "",
  fileSince: "",
  texts: {
    all: 0,
    assigned: { x: 0, n: 0, lo: 0, hi: 0 },
    emerging: { x: 0, n: 0, lo: 0, hi: 0 },
    unassigned: { x: 0, n: 0, lo: 0, hi: 0 },
  },
  list: [],
  details: new Map(),
};
