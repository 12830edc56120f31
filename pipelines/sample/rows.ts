import { type Category, type Component, categories } from "./categories.ts";
import { asOf, dateText, day, known, monthStart, monthText, type Seconds, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import { provinces } from "./provinces.ts";
import type { Random } from "./random.ts";
import type { Customer, Event, Ticket, Unit, Visit } from "./ticket.ts";
import { cell } from "./writer.ts";

export const regionName = (region: number): string => (provinces[region] as (typeof provinces)[number])[0];
export const categoryOf = (unit: Unit): Category => categories[unit.cell.model.category] as Category;

export const componentOf = (ticket: Ticket): Component | undefined =>
  ticket.component < 0 ? undefined : categoryOf(ticket.unit).components[ticket.component];

const stages: Record<string, string> = {
  install: "installation",
  inquiry: "use",
  return: "renewal",
};

/** A moment that may lie ahead, or nothing. */
const planned = (moment: Seconds): string => (moment > 0 ? stamp(moment) : "");

/** The state a ticket was in when it was read, as one CSV row. `stale` is an earlier reading, when it was still open. */
export function ticketRow(ticket: Ticket, description: string, dispatch: string, stale = false): string {
  const { unit, point } = ticket;
  const part = componentOf(ticket);
  const closed = ticket.lastClosed > 0 && ticket.lastClosed <= asOf && !stale ? stamp(ticket.lastClosed) : "";
  const status = closed === "" ? "open" : ticket.isCancelled ? "cancelled" : "closed";
  const customer = unit.customer;
  return `${ticket.id},${stamp(ticket.created)},${ticket.type},${ticket.channel},${ticket.mode},${status},${
    customer.tier === "standard" ? "normal" : "high"
  },${closed},${ticket.parentId},,${stages[ticket.type] ?? "use"},${categoryOf(unit).id},${unit.cell.model.id},${
    unit.serial
  },${unit.cell.batch},${customer.key},${customer.tier},${customer.ageBand},${regionName(unit.cell.region)},${
    point.tier
  },${point.id},${ticket.engineer.id},${planned(ticket.requestedFrom)},${planned(ticket.requestedTo)},${planned(
    ticket.promisedFrom,
  )},${planned(ticket.promisedTo)},${known(ticket.assigned)},${known(ticket.accepted)},${known(ticket.contacted)},${known(
    ticket.responded,
  )},${part?.code ?? ""},${part?.group ?? ""},${part?.zh ?? ""},${ticket.warranty},${cell(description)},${
    closed === "" ? "" : ticket.refusedBy
  },${dispatch}`;
}

/** Events up to the sample's end, in time order; those of one moment keep the order they happened in. */
export function writeEvents(files: Files, ticket: Ticket): void {
  const out = files.of("ticket_events");
  const events = ticket.events;
  for (let i = 1; i < events.length; i++) {
    const event = events[i] as Event;
    let j = i;
    for (; j > 0 && (events[j - 1] as Event).at > event.at; j--) events[j] = events[j - 1] as Event;
    events[j] = event;
  }
  for (const event of events) {
    if (event.at > asOf) break;
    out.row(
      `${ticket.id},${stamp(event.at)},${event.kind},${event.actorKind},${event.actor},${
        event.newFrom > 0 ? stamp(event.newFrom) : ""
      },${event.newTo > 0 ? stamp(event.newTo) : ""},${event.detail}`,
    );
  }
}

const ones = ["business_card", "shoe_covers", "floor_mat", "cleaning_cloth", "full_check"];
/** JSON lists of every subset of the five ones, as CSV cells. */
export const onesLists = Array.from({ length: 32 }, (_, bits) =>
  cell(JSON.stringify(ones.filter((_one, i) => bits & (1 << i)))),
);

/** Random subset of the five ones, each done with the given probability. */
export function someOnes(random: Random, p: number): number {
  let bits = 0;
  for (let i = 0; i < 5; i++) if (random.chance(p)) bits |= 1 << i;
  return bits;
}

export function visitRow(
  id: string,
  ticket: Ticket,
  visit: Visit,
  about: { km: string; checked: number; info: string; cause: string },
): string {
  const isOver = visit.left <= asOf;
  const part = componentOf(ticket);
  const found =
    isOver && (visit.outcome === "fixed" || visit.outcome === "awaiting_part" || visit.outcome === "replaced");
  return `${id},${ticket.id},${visit.engineer.id},${visit.engineer.point.id},${
    visit.plannedFrom > 0 ? stamp(visit.plannedFrom) : ""
  },${visit.plannedTo > 0 ? stamp(visit.plannedTo) : ""},${stamp(visit.arrived)},${visit.proof},${known(visit.left)},${
    isOver && visit.deadMinutes > 0 ? visit.deadMinutes : ""
  },${isOver ? visit.outcome : ""},${isOver ? visit.nffCause : ""},${found ? (part?.zh ?? "") : ""},${
    found ? cell(about.cause) : ""
  },${about.km},${ticket.mode === "on_site" && isOver ? onesLists[about.checked] : ""},${isOver ? about.info : ""}`;
}

export function unitRow(unit: Unit, firmware: string, note: string): string {
  const { cell: from } = unit;
  const sold = unit.soldDay;
  return `${unit.serial},${from.model.id},${from.batch},${monthText(from.producedMonth)},${dateText(sold)}T${
    sold % 2 ? "10:20:00" : "19:45:00"
  },${dateText(sold + 1 + (sold % 6))}T14:00:00,${unit.customer.key},${regionName(from.region)},${unit.status},${
    unit.status === "active" ? "" : known(unit.statusAt)
  },${firmware},${cell(note)}`;
}

export const customerRow = (customer: Customer, region: number, optedOut: boolean): string =>
  `${customer.key},${customer.tier},${customer.ageBand},${regionName(region)},${optedOut}`;

/** First day a unit of the cell can have been sold. */
export const earliestSale = (producedMonth: number): number => monthStart(producedMonth + 1);

export const dayOf = (at: Seconds): number => Math.floor(at / day);
