/** Fees, coverage, alerts and the groups that service points and engineers fall into, beyond metric values, as publish wrote them. */

import type { Listed } from "./flows.ts";

/** mart_wrong_charges: a ticket of the last year whose charges are to be looked at. Amounts are null where currencies are mixed. */
export interface WrongCharge {
  ticket_id: string;
  reason: "in_warranty" | "over_quote" | "unquoted";
  category: string | null;
  region: string | null;
  service_point_id: string | null;
  charged_at: string;
  currency: string | null;
  quoted: number | null;
  charged: number | null;
  over_quote: number | null;
}

/** mart_region_coverage with the plan's places that are due. */
export interface RegionCoverage {
  region: string;
  points: number;
  own_points: number;
  counties: number;
  township_points: number;
  tickets: number;
  planned: number;
  covered: number;
}

/** fct_coverage_plan: a place without a service point. */
export interface CoverageGap {
  place_id: string;
  region_tier: string | null;
  /** YYYY-MM-DD */
  due_on: string;
  is_due: boolean;
}

/** Alerts of units, each once in 30 days, mature, by what the unit called them. */
export interface AlertSeverity {
  severity: string | null;
  alerts: number;
  followed: number;
}

/** mart_group_comparisons: many cases together against what they let expect; see Scorecard for `effect`. */
export interface GroupComparison {
  metric_id: string;
  group_kind: "ownership" | "certificate";
  group_id: string;
  window_start: string;
  window_end: string;
  n: number;
  x: number | null;
  expected: number | null;
  value: number | null;
  expected_value: number | null;
  effect: number | null;
  lo: number | null;
  hi: number | null;
  verdict: "better" | "flat" | "worse" | "lack";
}

/** mart_certificates: an active engineer whose certificate ends within 60 days, has ended or has no end. */
export interface Certificate {
  engineer_key: string;
  service_point_id: string | null;
  region: string | null;
  certified_until: string | null;
  days_left: number | null;
  state: "lapsed" | "expiring" | "undated";
}

export interface Services {
  /** The newest first. */
  wrongCharges: Listed<WrongCharge>;
  coverage: readonly RegionCoverage[];
  /** Those overdue longest first. */
  gaps: readonly CoverageGap[];
  /** The plan's places that are due, and of these covered, and covered on the day; null without a plan. */
  plan: { due: number; covered: number; in_time: number } | null;
  alerts: readonly AlertSeverity[];
  groups: readonly GroupComparison[];
  certificates: Listed<Certificate>;
}
