import { categories } from "./categories.ts";
import { asOf, day, hour, known, minute, type Seconds, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import { appoint, dispatch, push, receive } from "./journey.ts";
import { Random } from "./random.ts";
import { categoryOf, componentOf } from "./rows.ts";
import type { Mode, Ticket } from "./ticket.ts";
import { productive } from "./ticket.ts";
import { visit } from "./visits.ts";
import type { World } from "./world.ts";

type Counts = Record<string, number>;

/** Days before the sample's end on which a repair began that still waits for its part; every third is a phone. */
const strandedDays = [8, 16, 27, 38, 47, 62, 66, 71, 78, 85, 91, 96, 104, 118, 133, 151];
/** The same for phones whose parcel was lost on the way back. */
const lostDays = [12, 25, 33, 48, 70, 95];

/**
 * Parts from the van, quotes that users think over, loans for units sent in, and repairs that never end. Its own random numbers,
 * so that the journeys stay as they are.
 */
export class Supply {
  readonly truth: Counts = {};
  private readonly files: Files;
  private readonly random: Random;

  constructor(files: Files, seed: number) {
    this.files = files;
    this.random = new Random(seed, 21);
  }

  /** Out of warranty the bench asks for the user's word before it begins; the user takes some hours of the way to it. */
  quote(ticket: Ticket): void {
    const first = ticket.visits[0];
    if (ticket.mode !== "mail_in" || ticket.type !== "repair" || ticket.warranty !== "out" || first === undefined)
      return;
    const room = Math.floor((first.arrived - ticket.responded - 2 * hour) / hour);
    if (room < 2 || !this.random.chance(0.7)) return;
    const hours = this.random.between(1, Math.min(room, 40));
    const until = first.arrived - this.random.between(10, 50) * minute;
    if (until > asOf) return;
    ticket.pausedMinutes = hours * 60;
    push(ticket, until - hours * hour, "paused", "user", "", "等待用户确认报价");
    push(ticket, until, "resumed", "user");
    this.count("quote_waits");
  }

  /** Some logs tell what cannot be: a second close, or a call after the close. */
  mislog(ticket: Ticket): void {
    if (
      ticket.closed === 0 ||
      ticket.closed + 2 * hour > asOf ||
      ticket.isCancelled ||
      ticket.lastClosed !== ticket.closed
    )
      return;
    const u = this.random.next();
    if (u < 0.004) {
      push(ticket, ticket.closed + hour, "closed", "system");
      this.count("closed_twice");
    } else if (u < 0.007 && ticket.mode === "on_site") {
      push(ticket, ticket.closed + hour, "contacted", "human", ticket.engineer.id);
      this.count("worked_after_closed");
    }
  }

  /** Rows and truths of a ticket that has been lived through. */
  write(ticket: Ticket): void {
    this.vanParts(ticket);
    this.loan(ticket);
    this.record(ticket);
  }

  /** Work the part was at hand for. */
  private vanParts(ticket: Ticket): void {
    const { random } = this;
    const first = ticket.visits.find((one) => productive(one.outcome));
    if (ticket.type !== "repair" || ticket.parts.length > 0 || first === undefined) return;
    if (first.outcome !== "fixed" || first.left > asOf || !random.chance(0.32)) return;
    const at = stamp(first.arrived + 5 * minute);
    const number = `${componentOf(ticket)?.part ?? "XXX"}-${ticket.unit.cell.model.id}-${random.between(10, 99)}`;
    this.files.of("part_requests").row(`${ticket.id},${number},${at},${at},${!random.chance(0.02)}`);
    this.count("needed_part");
    this.count("first_pass_filled");
  }

  private loan(ticket: Ticket): void {
    if (ticket.mode !== "mail_in" || ticket.type !== "repair" || !this.random.chance(0.16)) return;
    const asked = ticket.responded + 30 * minute;
    const from = asked + this.random.between(3, 60) * hour;
    if (from > asOf) return;
    const back = ticket.returned === 0 ? 0 : ticket.returned + this.random.between(1, 20) * hour;
    this.files.of("loans").row(`${ticket.id},LN${ticket.id.slice(1)},${stamp(from)},${known(back)},${stamp(asked)}`);
    this.count("mail_in_loans");
  }

  private record(ticket: Ticket): void {
    const isClosed = ticket.closed > 0 && ticket.closed <= asOf && !ticket.isCancelled;
    if (ticket.parts.some(({ requested }) => requested <= asOf)) this.count("needed_part");
    if (isClosed && ticket.mode === "on_site") this.count("closed_on_site");
    const known = ticket.events.filter((event) => event.at <= asOf);
    const hands = known.filter(({ kind }) => kind === "transferred" || kind === "accepted").map(({ actor }) => actor);
    const changes = hands.filter((actor, i) => i > 0 && actor !== hands[i - 1]).length;
    if (isClosed) this.count("changes_of_hand", changes);
    if (known.some(({ kind }) => kind === "rejected")) this.count("rejected");
    if (ticket.mode !== "mail_in" || ticket.type !== "repair") return;
    this.count("mail_ins");
    if (ticket.returned > 0 && ticket.returned <= asOf) this.count("mail_ins_returned");
  }

  private count(name: string, by = 1): void {
    this.truth[name] = (this.truth[name] ?? 0) + by;
  }

  /** Repairs that do not end: a part that never comes, a parcel that never arrives. Each is handed to `written` when lived. */
  strand(world: World, nextId: () => string, written: (ticket: Ticket) => void): void {
    strandedDays.forEach((days, i) => {
      const isPhone = i % 3 === 2;
      const ticket = this.begin(
        world,
        nextId(),
        asOf - days * day,
        isPhone ? "phone" : "washer",
        isPhone ? "mail_in" : "on_site",
      );
      let at = ticket.responded + 2 * day;
      if (isPhone) at = this.send(ticket);
      else {
        dispatch(ticket, world.random, world.network, 1);
        appoint(ticket, world.random, 1);
        at = Math.max(ticket.windowFrom || ticket.contacted + day, ticket.contacted + hour);
      }
      const first = visit(ticket, world.random, at, "awaiting_part", [0, 0]);
      const requested = first.left;
      ticket.parts.push({ partNo: "", requested, received: 0 });
      push(ticket, requested, "part_requested", "human", ticket.engineer.id, "停产件");
      const age = Math.floor((asOf - requested) / day);
      if (age >= 60) this.count("part_waits_60_days");
      if (age >= 90) this.count("part_waits_90_days");
      written(ticket);
      world.release(ticket.unit);
    });
    for (const days of lostDays) {
      const ticket = this.begin(world, nextId(), asOf - days * day, "phone", "mail_in");
      const done = visit(ticket, world.random, this.send(ticket), "fixed", [0, 0]);
      ticket.shipped = done.left + 5 * hour;
      this.files.of("logistics_legs").row(`${ticket.id},outbound,${stamp(ticket.shipped)},,lost`);
      this.count("parcels_lost");
      written(ticket);
      world.release(ticket.unit);
    }
  }

  private begin(world: World, id: string, at: Seconds, category: string, mode: Mode): Ticket {
    const number = categories.findIndex(({ id: name }) => name === category);
    const from = world.cell(number, Math.floor(at / day), true);
    const unit = world.unit(from, at, true);
    const ticket = world.ticket(id, "repair", at, unit, world.point(unit.cell.region));
    ticket.mode = mode;
    ticket.channel = "app";
    ticket.component = world.random.int(categoryOf(unit).components.length);
    receive(ticket, world.random, 1);
    if (mode === "mail_in") ticket.assigned = ticket.responded + 20 * minute;
    return ticket;
  }

  /** The way to the workshop; returns when the bench begins. */
  private send(ticket: Ticket): Seconds {
    const pickup = ticket.responded + 20 * hour;
    const inbound = pickup + 40 * hour;
    const legs = this.files.of("logistics_legs");
    legs.row(`${ticket.id},pickup,${stamp(ticket.responded + hour)},${stamp(pickup)},delivered`);
    legs.row(`${ticket.id},inbound,${stamp(pickup)},${stamp(inbound)},delivered`);
    return inbound + 9 * hour;
  }
}
