/** The words and measures the page hands to its script. */
export interface ExplorerText {
  /** Days of the usual period, and its texts. */
  days: number;
  texts: number;
  /** Name of the list's CSV. */
  file: string;
  /** Address of each theme's own page. */
  pages: Record<string, string>;
  spark: number;
  few: number;
  thin: number;
  dims: Record<string, string>;
  channels: Record<string, string>;
  columns: string[];
  preview: Record<string, string>;
  all: string;
  option: string;
  row: string;
  count: string;
  group: string;
  fewWeeks: string;
  unassigned: string;
  unassignedNote: string;
  unassignedParts: string;
  interval: string;
  filtered: string;
  emptyTitle: string;
  relax: string;
  emptyHopeless: string;
  failed: string;
  loading: string;
  clauses: string;
  clausesOf: string;
  clausesFew: string;
  clausesHidden: string;
  more: string;
  why: string;
  whyWords: string;
  whyScore: string;
  runnerUp: string;
  danger: string;
  dangers: string;
  dangersAlt: string;
  quoted: string;
  curated: string;
  wrong: string;
  incomplete: string;
}
