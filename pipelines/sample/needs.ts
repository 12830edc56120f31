import { asOf, day, hour, known, minute, type Seconds, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import { Random } from "./random.ts";
import type { Ticket } from "./ticket.ts";

type Counts = Record<string, number>;

const week = 7 * day;
const channels = ["hotline", "hotline", "app", "wechat"];

/**
 * Needs that are solved at once or not: a call that asks for the repair, a question about use some days after it. Of those not solved
 * some are asked again within the week, some a little after it, some given up. Its own random numbers, so that the journeys stay as they are.
 */
export class Needs {
  readonly truth: Counts = {};
  private readonly files: Files;
  private readonly random: Random;
  private contacts = 0;

  constructor(files: Files, seed: number) {
    this.files = files;
    this.random = new Random(seed, 23);
  }

  /** The needs of a ticket that has been lived through. A repeat's are left to its first repair, so that chance joins no two. */
  write(ticket: Ticket): void {
    const { random } = this;
    if (ticket.type !== "repair" || ticket.isRepeat || ticket.hasRepeat || ticket.parentId !== "") return;
    if (random.chance(0.05)) {
      const isVisited = ticket.visits.some((visit) => visit.arrived <= asOf);
      this.need(ticket, "request", ticket.asked - random.between(2, 8) * minute, isVisited);
    }
    if (ticket.closed > 0 && random.chance(0.05)) {
      this.need(ticket, "how_to", ticket.closed + random.between(9, 300) * hour, false);
    }
  }

  private need(ticket: Ticket, intent: string, at: Seconds, isVisited: boolean): void {
    const { random } = this;
    if (at > asOf) return;
    const u = random.next();
    const again =
      u < 0.18 ? at + random.int(week - minute) + minute : u < 0.24 ? at + week + random.between(1, 48) * hour : 0;
    const isAbandoned = u >= 0.24 && u < 0.28;
    const isUnsolved = u >= 0.28 && u < 0.33;
    this.contact(ticket, intent, at, isAbandoned, !isUnsolved && !isAbandoned);
    if (again > 0 && again <= asOf) this.contact(ticket, intent, again, false, true);
    this.count(intent, isVisited, at, u >= 0.18 && !isAbandoned && !isUnsolved);
    if (u >= 0.18 && again > 0 && again <= asOf) this.count(intent, false, again, true);
  }

  private contact(ticket: Ticket, intent: string, at: Seconds, isAbandoned: boolean, isResolved: boolean): void {
    const { random } = this;
    const id = `KN${String(++this.contacts).padStart(8, "0")}`;
    const answered = isAbandoned ? "" : known(at + random.between(3, 240));
    const actor = isAbandoned ? "" : random.chance(0.8) ? "human" : "bot";
    this.files
      .of("contacts")
      .row(
        `${id},${stamp(at)},${random.pick(channels)},service,${intent},${stamp(at)},${answered},${isAbandoned},${actor},${ticket.id},${ticket.unit.customer.key},,${isResolved}`,
      );
  }

  /** Counts a need once its week has passed. */
  private count(intent: string, isVisited: boolean, at: Seconds, isSolved: boolean): void {
    if (at + week > asOf) return;
    for (const name of [intent, ...(isVisited ? [] : [`${intent}_net`])]) {
      this.truth[name] = (this.truth[name] ?? 0) + 1;
      if (isSolved) this.truth[`${name}_solved`] = (this.truth[`${name}_solved`] ?? 0) + 1;
    }
  }
}
