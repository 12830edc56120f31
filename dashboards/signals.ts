/** What the pages of recurring faults read: the published tables of signals, and what is known of the reports behind them. */

export type SignalStage =
  | "new"
  | "confirmed"
  | "false_alarm"
  | "containment"
  | "root_cause"
  | "action"
  | "verifying"
  | "closed_effective"
  | "reopened";
export type SignalKind = "component" | "theme" | "safety";
export type SignalMethod = "installed_base" | "peer_share" | "safety_words";

/** One recurring fault. Ratios are observed over expected; exposure is in unit-months. Dates are YYYY-MM-DD. */
export interface Signal {
  signal_id: string;
  subject_kind: SignalKind;
  category: string | null;
  model: string;
  theme_id: string | null;
  component: string | null;
  batch: string | null;
  region: string | null;
  window_start: string;
  window_end: string;
  observed: number;
  customers: number;
  expected: number | null;
  exposure: number | null;
  rate_ratio: number | null;
  rr_lo: number | null;
  rr_hi: number | null;
  p_value: number | null;
  q_value: number | null;
  ebgm: number | null;
  eb05: number | null;
  prr: number | null;
  prr_lo: number | null;
  prr_hi: number | null;
  ror: number | null;
  ror_lo: number | null;
  ror_hi: number | null;
  share_of_model: number | null;
  cluster_p: number | null;
  is_safety: boolean;
  severity: "critical" | "major" | "minor";
  priority: number | null;
  status: SignalStage;
  is_open: boolean;
  first_seen_on: string;
  closed_on: string | null;
  method: SignalMethod;
  /** Days from the first alarm to the as-of, or to its end. */
  age_days: number;
}

/** Reports of a week, of the whole model and where the evidence lies. */
export interface SignalWeek {
  week_start: string;
  observed: number;
  expected: number | null;
  observed_there: number | null;
  expected_there: number | null;
  is_alarm: boolean;
}

/** A batch or region of the model in the signal's window. */
export interface SignalPart {
  part_kind: "batch" | "region";
  part_id: string;
  production_month: string | null;
  observed: number;
  expected: number | null;
  ratio: number | null;
  lo: number | null;
  hi: number | null;
  is_there: boolean;
}

/** Units of a signal and of the other models up to the end of a month in service; hazards are cumulated faults a unit. */
export interface SignalAge {
  months_in_service: number;
  faults: number;
  unit_months: number;
  hazard: number | null;
  hazard_lo: number | null;
  hazard_hi: number | null;
  peer_hazard: number | null;
  ratio: number | null;
  ratio_lo: number | null;
  ratio_hi: number | null;
}

/** What is known of the reports behind a signal. */
export interface SignalFacts {
  tickets: number;
  texts: number;
  first_on: string;
  last_on: string;
  /** Repairs whose first fix can be judged, and those fixed at the first go. */
  fix_n: number;
  fix_x: number;
  restored: number;
  restore_minutes_p50: number | null;
  replaced: number;
  no_fault_found: number;
  waited_for_parts: number;
  parts_wait_minutes_p50: number | null;
  /** Reports that lack a batch, a region, a service point. */
  no_batch: number;
  no_region: number;
  no_service_point: number;
  /** The service point and channel with most of the reports. */
  top_service_point_id: string | null;
  top_service_point: number;
  top_channel: string | null;
  top_channel_reports: number;
  /** Valid scores of the reports' tickets, and of the model's other tickets of the same weeks. */
  nps_n: number;
  nps: number | null;
  others_nps_n: number;
  others_nps: number | null;
}

/** A report of the evidence, and a part that engineers found at fault. */
export interface SignalReport {
  report_id: string;
  created_on: string | null;
  batch: string | null;
  region: string | null;
  service_point_id: string | null;
}
export interface SignalCause {
  component: string;
  visits: number;
}

export interface SignalQuote {
  report_id: string;
  created_on: string | null;
  channel: string | null;
  clause: string;
  evidence: readonly string[];
  is_safety: boolean;
}

export interface SignalDetail {
  weeks: readonly SignalWeek[];
  parts: readonly SignalPart[];
  /** By months in service; none where the sale of units is not known, and of themes and dangers. */
  ages: readonly SignalAge[];
  facts: SignalFacts | null;
  causes: readonly SignalCause[];
  /** Of a signal of danger: what was said to have happened, most frequent first. */
  dangers: readonly { zh: string; en: string }[];
  /** None unless three customers reported. */
  quotes: readonly SignalQuote[];
  reports: readonly SignalReport[];
}

export interface SignalRun {
  subject_kind: SignalKind;
  families: number;
  weeks: number;
  reports: number;
  level: number | null;
  open_signals: number;
  peer_share_models: number | null;
  models: number | null;
}

export interface Signals {
  runs: readonly SignalRun[];
  /** Open first, by priority. */
  list: readonly Signal[];
  details: ReadonlyMap<string, SignalDetail>;
}

/** Days within which somebody has to have looked at a new signal. */
export const triageDays = 7;

/** Nobody has decided about it in time. */
export const isOverdue = ({ status, is_open, age_days }: Signal): boolean =>
  is_open && (status === "new" || status === "reopened") && age_days > triageDays;
