import { asOf, day, hour, known, minute, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import { Random } from "./random.ts";
import type { Ticket } from "./ticket.ts";

type Counts = Record<string, number>;

/**
 * Remote sessions before a visit: most do not help, some are said to have helped and the visit comes all the same. Now and then
 * nobody wrote down the user's consent. Its own random numbers, so that the journeys stay as they are.
 */
export class Remote {
  readonly truth: Counts = {};
  private readonly files: Files;
  private readonly random: Random;

  constructor(files: Files, seed: number) {
    this.files = files;
    this.random = new Random(seed, 27);
  }

  /** The sessions of a ticket that has been lived through; those of remote repairs were written by then and are counted. */
  write(ticket: Ticket): void {
    if (ticket.type !== "repair") return;
    if (ticket.mode === "remote" && ticket.closed > 0 && ticket.closed <= asOf) {
      this.count(ticket.closed, ticket.closed, true);
    }
    const first = ticket.visits[0];
    if (ticket.mode !== "on_site" || first === undefined || !this.random.chance(0.03)) return;
    const start = ticket.responded + this.random.between(5, 40) * minute;
    const end = start + this.random.between(6, 35) * minute;
    if (end > asOf || end > first.arrived - hour) return;
    const isSaidSolved = this.random.chance(0.2);
    const consent = this.random.chance(0.02) ? "" : "true";
    this.files
      .of("remote_sessions")
      .row(
        `RT${ticket.id.slice(1)},${ticket.id},${ticket.unit.serial},${stamp(start)},${known(end)},${consent},${isSaidSolved},${ticket.engineer.id}`,
      );
    if (consent === "") this.add("consent_missing");
    this.count(end, first.arrived, isSaidSolved);
  }

  private count(end: number, visited: number, isSaidSolved: boolean): void {
    if (end + 7 * day > asOf) return;
    this.add("needs");
    const isVisited = visited > end && visited <= end + 7 * day;
    if (isSaidSolved && !isVisited) this.add("solved");
  }

  private add(name: string): void {
    this.truth[name] = (this.truth[name] ?? 0) + 1;
  }
}
