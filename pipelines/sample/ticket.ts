import type { Seconds } from "./clock.ts";
import type { Engineer, ServicePoint } from "./network.ts";
import type { Cell } from "./products.ts";

export type Type = "install" | "repair" | "maintenance" | "inquiry" | "complaint" | "return" | "care";
export type Mode = "on_site" | "carry_in" | "mail_in" | "remote";
export type Outcome =
  | "fixed"
  | "not_fixed"
  | "no_fault_found"
  | "no_access"
  | "quote_refused"
  | "awaiting_part"
  | "replaced"
  | "installed"
  | "maintained";

/** One valid answer to the recommendation question. */
export interface Answer {
  at: Seconds;
  nps: number;
  mode: string;
}

export interface Customer {
  key: string;
  tier: "standard" | "vip" | "premium";
  ageBand: string;
  answers: Answer[];
  /** Units that still may bring the customer back. */
  held: number;
}

export interface Unit {
  /** Empty when the ticket system does not know it. */
  serial: string;
  cell: Cell;
  customer: Customer;
  soldDay: number;
  status: "active" | "returned";
  statusAt: Seconds;
  isExtended: boolean;
  /** No new ticket before this moment, so that chance never looks like a repeat. */
  quietUntil: Seconds;
  isShelved: boolean;
}

export interface Visit {
  arrived: Seconds;
  left: Seconds;
  plannedFrom: Seconds;
  plannedTo: Seconds;
  proof: "geo" | "user" | "none";
  outcome: Outcome;
  engineer: Engineer;
  deadMinutes: number;
  nffCause: string;
}

export interface Event {
  at: Seconds;
  kind: string;
  actorKind: string;
  actor: string;
  newFrom: Seconds;
  newTo: Seconds;
  detail: string;
}

export interface PartRequest {
  partNo: string;
  requested: Seconds;
  received: Seconds;
}

/** A ticket being lived through; moments of 0 have not happened, moments after the sample's end are not written. */
export interface Ticket {
  id: string;
  type: Type;
  channel: string;
  mode: Mode;
  created: Seconds;
  /** Creation of the earliest ticket merged into this one, else its own. */
  asked: Seconds;
  parentId: string;
  unit: Unit;
  component: number;
  point: ServicePoint;
  engineer: Engineer;
  warranty: "in" | "out" | "extended";
  responded: Seconds;
  isLive: boolean;
  assigned: Seconds;
  accepted: Seconds;
  contacted: Seconds;
  requestedFrom: Seconds;
  requestedTo: Seconds;
  promisedFrom: Seconds;
  promisedTo: Seconds;
  /** The window that counts: the request, or what the user moved it to. */
  windowFrom: Seconds;
  windowTo: Seconds;
  /** Where the company moved the appointment to, else 0. */
  movedFrom: Seconds;
  movedTo: Seconds;
  movedAt: Seconds;
  userMoves: number;
  /** How long the user put the ticket off. */
  pausedMinutes: number;
  closed: Seconds;
  lastClosed: Seconds;
  isCancelled: boolean;
  refusedBy: string;
  isReopened: boolean;
  isRepeat: boolean;
  hasRepeat: boolean;
  isFeeDisputed: boolean;
  /** Sent back to the user and delivered, for mail-in. */
  shipped: Seconds;
  returned: Seconds;
  visits: Visit[];
  parts: PartRequest[];
  events: Event[];
  faultId: string;
  arrivalClass: "" | "on_time" | "early" | "late" | "not_arrived" | "cancelled" | "cancelled_by_company";
}

export const productive = (outcome: Outcome): boolean => outcome !== "no_access" && outcome !== "quote_refused";

/** Whether the product works after a visit that ended so. */
export const solved = (outcome: Outcome): boolean =>
  outcome === "fixed" ||
  outcome === "no_fault_found" ||
  outcome === "replaced" ||
  outcome === "installed" ||
  outcome === "maintained";

/** The first arrival that is proven, or 0. */
export function provenArrival(ticket: Ticket): Seconds {
  for (const visit of ticket.visits) if (visit.proof !== "none") return visit.arrived;
  return 0;
}
