/** What the page of actions reads: the register with what each action did. Ratios are of rates after to before, over the same of the control. */

export type ActionVerdict = "effective" | "unproven" | "worse" | "few" | "pending" | "unmeasured";

export type ActionReason =
  | "not_done"
  | "too_soon"
  | "short_before"
  | "no_reports"
  | "no_subject"
  | "no_model"
  | "no_batch"
  | "no_firmware";

export interface Action {
  action_id: string;
  title: string | null;
  type: "product" | "process" | "policy" | "training";
  owner: string;
  status: "planned" | "done" | "cancelled";
  planned_on: string | null;
  done_on: string | null;
  signals: readonly string[];
  themes: readonly string[];
  note: string | null;
  models: readonly string[];
  comparison: "models" | "regions" | "service_points" | "cut_in" | null;
  exposure_kind: "unit_months" | "reports" | "tickets" | null;
  controls: number | null;
  before_from: string | null;
  after_from: string | null;
  after_until: string | null;
  before_reports: number | null;
  after_reports: number | null;
  expected: number | null;
  ratio: number | null;
  lo: number | null;
  hi: number | null;
  needed: number | null;
  verdict: ActionVerdict;
  reason: ActionReason | null;
}
