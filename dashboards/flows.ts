/** Lists of tickets that are no metric, as publish wrote them; each with how many there are in all. */

export interface Listed<Row> {
  rows: readonly Row[];
  /** All there are; `rows` may be the first of them. */
  total: number;
}

/** mart_part_alerts: a ticket that has waited 60 days or more for a part. */
export interface PartAlert {
  ticket_id: string;
  category: string | null;
  model: string | null;
  region: string | null;
  service_point_id: string | null;
  open_since_at: string;
  open_part_count: number;
  age_days: number;
  level: number;
}

/** mart_illegal_steps by rule. */
export interface IllegalSteps {
  rule: string;
  tickets: number;
  example: string;
}

/** mart_at_risk_tickets: one clock of an open ticket, due within 24 hours or past due. */
export interface RiskTicket {
  ticket_id: string;
  clock: string;
  due_at: string;
  /** Below zero once the time is past. */
  minutes_left: number;
  reason: string;
  category: string | null;
  region: string | null;
  service_point_id: string | null;
  customer_tier: string | null;
}

export interface RiskCount {
  clock: string;
  reason: string;
  overdue: number;
  due: number;
}

/** One part of the time to restore, of the repairs restored in the newest complete month; percentiles by nearest rank, in minutes. */
export interface RestorePart {
  part: string;
  p50: number;
  p90: number;
  /** Repairs with any such minutes. */
  tickets: number;
}

export interface Flows {
  restoreParts: readonly RestorePart[];
  /** Due within 24 hours, the next first. */
  dueSoon: Listed<RiskTicket>;
  /** Past due, the longest first. */
  overdue: Listed<RiskTicket>;
  /** All of them, by clock and reason. */
  riskCounts: readonly RiskCount[];
  partAlerts: Listed<PartAlert>;
  illegalSteps: readonly IllegalSteps[];
  /** Open tickets by state. */
  openStates: readonly { state: string; tickets: number }[];
  /** Closed tickets of the newest 90 days by the first step their log lacks. */
  missingSteps: readonly { step: string; tickets: number }[];
}
