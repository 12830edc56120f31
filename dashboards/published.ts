/** What pages read: the files `publish` writes, as typed rows. Pages compute no statistic of their own. */

import type { Action } from "./actions.ts";
import type { Flows } from "./flows.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Products } from "./products.ts";
import type { Services } from "./services.ts";
import type { Signals } from "./signals.ts";
import type { ThemeStatus, Themes } from "./themes.ts";

export type Lang = "zh" | "en";
export type Text = Readonly<Record<Lang, string>>;
export type Grain = "day" | "week" | "month" | "quarter" | "year" | "all";
export type Unit =
  | "percent"
  | "minutes"
  | "points"
  | "per_thousand"
  | "per_hundred"
  | "per_hundred_tickets"
  | "per_thousand_unit_months"
  | "ratio"
  | "count"
  | "days";
export type Verdict = "better" | "flat" | "worse" | "lack";
export type Standard = "on_call" | "fixed" | "delight" | "insight";
export type Dims = Readonly<Record<string, string>>;

export interface Series {
  id: string;
  label: Text;
  unit: Unit;
}

/** One metric of the registry. */
export interface Definition {
  id: string;
  code: string;
  label: Text;
  description: Text;
  numerator: Text;
  denominator: Text;
  worked_example?: Text;
  unit: Unit;
  better: "higher" | "lower" | "neither";
  standard?: Standard;
  /** Ids of mart_metric_values that this definition yields; one for a proportion, one a percentile for a span. */
  series: readonly Series[];
  interval: string;
  maturity: { days: number } & Text;
  requires: readonly string[];
  /** The metric in SQL, as the registry states it. */
  sql?: string;
  /** What it was before, oldest first; `sql` is null where that can no longer be stated. */
  changes?: readonly { on: string; why: Text; sql: string | null }[];
}

/** mart_definition_effects: a month by a definition that no longer holds, and by the one that does. */
export interface DefinitionEffect {
  /** The series. */
  metric_id: string;
  definition_id: string;
  /** Of the definition before. */
  version: number;
  period_start: string;
  n_before: number | null;
  value_before: number | null;
  n: number;
  value: number | null;
}

/** What people want a number to reach, from a day on; in the unit of the number. */
export interface Target {
  /** A series of mart_metric_values. */
  metric: string;
  /** {} is the total. */
  slice: Dims;
  target: number;
  /** YYYY-MM-DD */
  since: string;
}

/** Percentages are fractions 0..1, spans are minutes, NPS is -100..100, rates are per their base. */
export interface MetricValue {
  metric_id: string;
  grain: Grain;
  period_start: string;
  dims: Dims;
  n: number;
  x: number | null;
  value: number | null;
  lo: number | null;
  hi: number | null;
  method: string;
  maturity: "matured" | "provisional";
}

export interface MetricChange {
  metric_id: string;
  grain: Grain;
  period_start: string;
  baseline_start: string;
  baseline_kind: "year" | "previous";
  dims: Dims;
  n: number;
  baseline_n: number;
  difference: number | null;
  lo: number | null;
  hi: number | null;
  p_adjusted: number | null;
  verdict: Verdict;
}

/** Whether a definition could be computed at all; `missing` names the fields the input lacks. */
export interface MetricStatus {
  metric_id: string;
  status: "ok" | "no_input" | "no_rows";
  missing: string | null;
}

export type Band = "far_worse" | "worse" | "alike" | "better" | "far_better" | "small";

/**
 * One service point, engineer or region by one metric, against what its cases let expect. For a share `effect` is O/E of what went wrong
 * and `posterior` its shrunken form; for a score both are differences in points. Under 10 cases (30 answers) only n is given.
 */
export interface Scorecard {
  metric_id: string;
  unit_kind: "service_point" | "engineer" | "region";
  /** The service point's id, the keyed name of an engineer, or the region. */
  unit_id: string;
  service_point_id: string | null;
  /** Name of the service point. */
  name: string | null;
  province: string | null;
  window_start: string;
  /** First day after the window. */
  window_end: string;
  /** Began inside the window. */
  is_new: boolean;
  /** Cases an appeal took out. */
  appealed: number;
  n: number;
  x: number | null;
  expected: number | null;
  value: number | null;
  expected_value: number | null;
  effect: number | null;
  lo95: number | null;
  hi95: number | null;
  lo998: number | null;
  hi998: number | null;
  phi: number | null;
  funnel: "worse" | "within" | "better" | null;
  posterior: number | null;
  posterior_lo: number | null;
  posterior_hi: number | null;
  adjusted: number | null;
  adjusted_lo: number | null;
  adjusted_hi: number | null;
  centre: number | null;
  target: number | null;
  p_worse: number | null;
  p_worst_fifth: number | null;
  p_best_fifth: number | null;
  band: Band;
}

/** A case that people took out of the comparison. */
export interface Appeal {
  metric_id: string;
  ticket_id: string;
  service_point_id: string | null;
  name: string | null;
  reason: string;
  by_role: string;
}

export interface SourceQuality {
  source: string;
  entity: string;
  read: number;
  loaded: number;
  quarantined: number;
  superseded: number;
  newest_at: string | null;
  /** Whole days between the newest row and the as-of. */
  freshness_days: number | null;
}

export interface QualityRow {
  source: string;
  entity: string;
  rule: string;
  label: Text;
  action: string;
  rows: number;
  share: number | null;
}

export interface Finding {
  rule: string;
  severity: "warn" | "fail";
  subject: string;
  rows: number;
  message: Text;
}

/** quality.json */
export interface Quality {
  run_id: string;
  as_of: string;
  gate: { passed: boolean; findings: readonly Finding[] };
  totals: { read: number; loaded: number; quarantined: number; superseded: number };
  sources: readonly SourceQuality[];
  rules: readonly QualityRow[];
  calendar: { years: readonly number[] };
  presence: readonly { entity: string; field: string; rows: number; filled: number }[];
  /** Days after the as-of by which the sources promise newer data; absent where none promises. */
  promised_days?: number;
}

/** manifest.json */
export interface Manifest {
  run_id: string;
  as_of: string;
  zone: string;
  engine: string;
  code_version: string;
  /** What the numbers rest on: `loads` files up to `sequence`, rows `forgotten` since, and the hash of each file people wrote. */
  basis: {
    sequence: number;
    loads: number;
    newest_event_at: string | null;
    files: Readonly<Record<string, string>>;
    forgotten?: number;
  };
  files: readonly { path: string; sha256: string; rows: number | null; bytes: number }[];
}

/**
 * Why a number is another than in the run before. Its rows are `new` (happened since), `late` (had happened and came in
 * since), `corrected` (replaced by their source), `related` (hang on such a row), `forgotten` on request, or of a longer `time`
 * (ran on or fell due with the as-of); or the `definition`, a `policy`, the `calendar`, the `curation` of themes or the `code` is another.
 */
export const differenceReasons = [
  "new",
  "late",
  "corrected",
  "related",
  "forgotten",
  "time",
  "definition",
  "policy",
  "calendar",
  "curation",
  "code",
] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

/** One number of a month that reads otherwise than in the run before; null where a run had none. */
export interface DifferentNumber {
  metric_id: string;
  period_start: string;
  before: { n: number; value: number | null } | null;
  now: { n: number; value: number | null } | null;
  /**
   * The rows of the number that came, went or changed, by reason; no count where several reasons cannot be told apart. `files` are
   * those of the policy or calendar that differ and that the number rests on.
   */
  reasons: readonly { reason: DifferenceReason; rows: number | null; files?: readonly string[] }[];
}

/** A decision of people about a theme, as mart_theme_events has it, that the run before had not, had otherwise, or had alone. */
export interface DifferentOperation {
  operation_id: string;
  kind: string;
  change: "added" | "changed" | "withdrawn";
}

/** A theme that reads otherwise than in the run before; null where a run had it not. Rows are its texts, each once. */
export interface DifferentTheme {
  theme_id: string;
  before: { label: string; status: ThemeStatus; n: number } | null;
  now: { label: string; status: ThemeStatus; n: number } | null;
  /** Texts of both runs that another theme, or none, had before, and that another has now. */
  moved_in: number;
  moved_out: number;
  operations: readonly DifferentOperation[];
  reasons: readonly { reason: DifferenceReason; rows: number }[];
}

/** What changed from the run before to this one. */
export interface RunDifference {
  run_id: string;
  before: { run_id: string; as_of: string; code_version: string; loads: number };
  now: { as_of: string; code_version: string; loads: number };
  /** Files people wrote that came, went or changed. */
  files: readonly string[];
  /** Metrics whose definition changed, that were added, and that are gone. */
  metrics: { changed: readonly string[]; added: readonly string[]; removed: readonly string[] };
  /** Months of the total, newest first. */
  numbers: readonly DifferentNumber[];
  /** Themes by id; absent from differences written before there were themes. */
  themes?: readonly DifferentTheme[];
}

/** A count of tickets or answers by one key, with the total it is a part of. */
export interface Share {
  key: string;
  rows: number;
  of: number;
}

/** How many answers a score as it stands needs: for an interval of ± points, and each period for a change of so many points. */
export interface NpsNeeds {
  /** Shares of the last year's answers. */
  promoters: number;
  detractors: number;
  n: number;
  margins: readonly { points: number; answers: number }[];
  changes: readonly { points: number; answers: number }[];
}

/** What one trouble is associated with: the score of answers where it held against like answers where it did not. */
export interface Driver {
  measure: "nps" | "csat";
  /** A column of fct_answers. */
  driver: string;
  window_start: string;
  /** First day after the window. */
  window_end: string;
  n: number;
  known: number;
  held: number;
  matched: number;
  /** Points, -100 to 100. */
  score_with: number | null;
  score_without: number | null;
  difference: number | null;
  lo: number | null;
  hi: number | null;
  /** Points of the overall score. */
  stake: number | null;
  stake_lo: number | null;
  stake_hi: number | null;
}

/** A service point whose scores look begged: its answers of one mode, those suspected, and how many make a finding. */
export interface SurveySuspect {
  service_point_id: string;
  name: string | null;
  rule: "quick_on_device" | "streak" | "engineer_streak";
  survey_mode: string;
  answers: number;
  suspected: number;
  least: number;
  /** YYYY-MM-DD */
  first_on: string;
  last_on: string;
}

/** A complaint not resolved at the as-of. */
export interface OpenComplaint {
  feedback_id: string;
  ticket_id: string | null;
  /** YYYY-MM-DD */
  created_on: string;
  age_days: number;
  complaint_source: string;
  category: string | null;
  model: string | null;
  region: string | null;
  service_point_id: string | null;
  is_acknowledged: boolean;
  is_replied: boolean;
  is_overdue: boolean | null;
}

/** One of the five ones, or all of them: claimed by the engineer and confirmed by the user on the same tickets of the last year. */
export interface FiveOne {
  item: string;
  n: number;
  claimed: number;
  confirmed: number;
  /** Claimed less confirmed, as a fraction, with its interval. */
  gap: number;
  lo: number;
  hi: number;
}

/** What the pages of users' voices read beyond metric values. */
export interface Voices {
  /** Of the last year's answers; null without any. */
  npsNeeds: NpsNeeds | null;
  drivers: readonly Driver[];
  suspects: readonly SurveySuspect[];
  /** The oldest open complaints, and how many there are in all. */
  openComplaints: { total: number; overdue: number; rows: readonly OpenComplaint[] };
  fiveOnes: readonly FiveOne[];
}

/** What repairs of a month were about, with the Wilson interval of the share. Key '' is not known, '*' the rest. */
export interface FaultShare extends Share {
  month: string;
  lo: number;
  hi: number;
}

export interface Published {
  flows: Flows;
  outcomes: Outcomes;
  services: Services;
  /** Recurring faults. */
  signals: Signals;
  /** What people did about them, and what it did. */
  actions: readonly Action[];
  manifest: Manifest;
  quality: Quality;
  definitions: readonly Definition[];
  /** by since, oldest first */
  targets: readonly Target[];
  /** dims {} at week, month, quarter, year and all */
  values: readonly MetricValue[];
  /** one dimension at month and quarter, the newest periods only; survey modes for 13 months and more */
  slices: readonly MetricValue[];
  changes: readonly MetricChange[];
  status: readonly MetricStatus[];
  effects: readonly DefinitionEffect[];
  products: Products;
  scorecards: readonly Scorecard[];
  appeals: readonly Appeal[];
  /** why tickets of a closing month were not fixed the first time; key = reason */
  fixReasons: readonly (Share & { month: string })[];
  /** newest month first, most frequent first; the same month a year before after it */
  faults: readonly FaultShare[];
  /** what changed since the run before; null for a first run */
  difference: RunDifference | null;
  /** answers by score; key = "0".."10" */
  npsScores: readonly (Share & { month: string })[];
  voices: Voices;
  themes: Themes;
}
