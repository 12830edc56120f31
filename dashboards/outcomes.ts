/** What became of tickets, needs and care tasks beyond metric values, as publish wrote it. */

import type { Listed } from "./flows.ts";

/** mart_chronic_units: a unit by its newest repair and the two before it. */
export interface ChronicUnit {
  ticket_id: string;
  previous_ticket_id: string;
  earlier_ticket_id: string;
  repair_count: number;
  category: string | null;
  model: string | null;
  region: string | null;
  service_point_id: string | null;
  created_at: string;
  is_open: boolean;
}

/** mart_warranty_alerts; each kind fills its own columns. */
export interface WarrantyAlert {
  ticket_id: string;
  kind: "exchange_due" | "part_wait" | "warranty_extended";
  category: string | null;
  model: string | null;
  region: string | null;
  service_point_id: string | null;
  created_at: string;
  is_open: boolean;
  earlier_repair_count: number | null;
  wait_days: number | null;
  /** YYYY-MM-DD */
  warranty_ends_on: string | null;
  extended_to: string | null;
}

/** mart_warranty_policy; the category "" holds for those not named. */
export interface WarrantyThreshold {
  category: string;
  repairs_before_exchange: number;
  parts_wait_days: number;
  extends_by_repair_days: boolean;
  status: string;
}

/** Birthdays of the next 30 days in one region. */
export interface RegionDues {
  region: string | null;
  due: number;
  vip: number;
  called: number;
  done: number;
  opted_out: number;
  /** With an installer's note on the unit. */
  noted: number;
  /** YYYY-MM-DD of the next one. */
  first_on: string;
}

/** How far the birthdays came whose 30 days have passed, of the last 365 days of them. */
export interface CareFunnel {
  eligible: number;
  called: number;
  consented: number;
  visited: number;
  found: number;
  done: number;
  opted_out: number;
  /** Of those visited. */
  card_given: number;
  maintained: number;
  opinion_asked: number;
  /** Of those eligible, units with an installer's note. */
  noted: number;
}

/** nff_escape_rate of one model over all time. */
export interface ModelEscapes {
  model: string;
  period_start: string;
  n: number;
  value: number;
  lo: number;
  hi: number;
}

export interface Outcomes {
  /** The most often repaired first. */
  chronicUnits: Listed<ChronicUnit>;
  /** Tickets closed 30 to 395 days before the as-of where no fault was found, by cause. */
  nffCauses: readonly { cause: string; tickets: number; escapes: number }[];
  /** Models of ten cases at least, most cases first. */
  nffModels: readonly ModelEscapes[];
  /** Tickets that went badly, by closing month and reason. */
  badReasons: readonly { month: string; reason: string; silent: number; voiced: number }[];
  warrantyAlerts: Listed<WarrantyAlert>;
  warrantyPolicy: readonly WarrantyThreshold[];
  dueByRegion: readonly RegionDues[];
  /** Null where no birthday fell due. */
  careFunnel: CareFunnel | null;
}
