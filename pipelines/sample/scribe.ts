import { alertBefore, writeContact, writeLogistics } from "./aftermath.ts";
import { asOf, day, monthOf } from "./clock.ts";
import type { Files } from "./files.ts";
import { push } from "./journey.ts";
import type { Planting } from "./planting.ts";
import type { Random } from "./random.ts";
import { beg, rate, ratingRow } from "./ratings.ts";
import { onesLists, someOnes, ticketRow, visitRow, writeEvents } from "./rows.ts";
import type { Ticket } from "./ticket.ts";
import type { Voice } from "./voice.ts";
import type { World } from "./world.ts";
import { cell } from "./writer.ts";

const kmTables = {
  urban: [0.5, 2, 3.5, 5, 7, 9, 12, 18],
  county: [1, 4, 8, 12, 17, 22, 30, 45],
  rural: [3, 10, 18, 25, 33, 42, 60, 110],
};
/** August 2026: from here on engineers bring information back. */
const infoFrom = 23;

/** Writes down a ticket that has been lived through: itself, its events, visits and rating. */
export class Scribe {
  private readonly files: Files;
  private readonly world: World;
  private readonly voice: Voice;
  private readonly planting: Planting;
  private readonly begging: Random;
  private visits = 0;
  private ratings = 0;

  constructor(files: Files, world: World, voice: Voice, planting: Planting, begging: Random) {
    this.files = files;
    this.world = world;
    this.voice = voice;
    this.planting = planting;
    this.begging = begging;
  }

  write(ticket: Ticket): void {
    const { files, voice } = this;
    const { random } = this.world;
    if (ticket.channel === "device") alertBefore(files, ticket, random);
    writeLogistics(files, ticket, random);
    this.writeVisits(ticket);
    this.writeRating(ticket);
    if (random.chance(0.05)) writeContact(files, ticket, random);
    writeEvents(files, ticket);
    let description = voice.typed(`desc_${ticket.type}`, ticket.unit.cell, ticket.component, ticket.created);
    if (random.chance(0.015) && !voice.isMute) {
      description = this.planting.private(voice, "tickets", ticket.id, description, ticket.unit.cell);
    }
    const mark = random.chance(0.8) ? "auto" : "manual";
    this.planting.ticket(ticket, (stale) => ticketRow(ticket, description, mark, stale));
  }

  private writeVisits(ticket: Ticket): void {
    const { files, voice } = this;
    const { random, truth } = this.world;
    for (const visit of ticket.visits) {
      if (visit.arrived > asOf) break;
      this.visits++;
      const isOver = visit.left <= asOf;
      truth.count(truth.visits, "visits");
      let info = "";
      if (ticket.mode === "on_site" && isOver) {
        if (monthOf(Math.floor(visit.arrived / day)) >= infoFrom) {
          truth.count(truth.visits, "on_site_since_2026_08");
          if (random.chance(0.045) && !voice.isMute) {
            const items = [voice.say("info", ticket.unit.cell, ticket.component, visit.left)];
            if (random.chance(0.15)) items.push(voice.say("info", ticket.unit.cell, -1, visit.left));
            truth.count(truth.visits, "info_items_since_2026_08", items.length);
            info = cell(JSON.stringify(items));
          }
        }
      }
      const checked = someOnes(random, ticket.point.isBad ? 0.75 : 0.93);
      if (ticket.mode === "on_site" && isOver && checked === 31) truth.count(truth.visits, "all_five_ones");
      const km = ticket.mode === "on_site" ? random.quantile(kmTables[ticket.point.tier]).toFixed(1) : "";
      const cause = ticket.component < 0 ? "" : voice.say("cause", ticket.unit.cell, ticket.component, visit.left);
      files
        .of("visits")
        .row(visitRow(`V${String(this.visits).padStart(9, "0")}`, ticket, visit, { km, checked, info, cause }));
    }
  }

  private writeRating(ticket: Ticket): void {
    const { voice } = this;
    const { random, truth } = this.world;
    if (ticket.lastClosed === 0 || ticket.lastClosed > asOf || ticket.isCancelled) return;
    const asked = rate(ticket, random);
    if (asked === undefined) return;
    const rating = beg(ticket, asked, this.begging);
    this.ratings++;
    truth.count(truth.answers, "invited");
    if (rating.isBeforeFix) {
      push(ticket, rating.invited, "callback", "human", "");
      if (rating.answered > 0) truth.count(truth.answers, "before_fix");
    } else if (rating.mode === "phone" && rating.answered > 0) push(ticket, rating.answered, "callback", "human", "");
    if (rating.answered > 0) truth.count(truth.answers, "answered");
    if (rating.isBegged) truth.count(truth.answers, "begged");
    if (rating.nps >= 0 && rating.answered > 0 && !rating.isBeforeFix) {
      ticket.unit.customer.answers.push({ at: rating.answered, nps: rating.nps, mode: rating.mode });
      if (!rating.isBegged)
        truth.driver(
          rating.drivers.length === 0
            ? "none"
            : rating.drivers.length === 1
              ? (rating.drivers[0] as string)
              : "several",
          rating.nps,
        );
    }
    const isVisited = ticket.mode === "on_site" && asked.answered > 0 && random.chance(0.5);
    const confirmed = isVisited ? (onesLists[someOnes(random, 0.85)] as string) : "";
    let comment = "";
    if (asked.answered > 0 && random.chance(0.2)) {
      comment = cell(voice.typed("comment", ticket.unit.cell, ticket.component, asked.answered));
    }
    const touchpoint = random.pick(["call", "appointment", "arrival", "repair", "repair", "price", "follow-up"]);
    this.planting.rating(
      ratingRow(`R${String(this.ratings).padStart(9, "0")}`, ticket, rating, touchpoint, confirmed, comment),
    );
  }
}
