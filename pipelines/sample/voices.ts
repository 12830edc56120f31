import { categories } from "./categories.ts";
import { asOf, day, firstDay, isHoliday, type Seconds, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import type { Planting } from "./planting.ts";
import type { Cell } from "./products.ts";
import { Random, runningTotals } from "./random.ts";
import { driversOf, voiceDelay } from "./ratings.ts";
import { categoryOf, regionName } from "./rows.ts";
import { seasonOf } from "./seasons.ts";
import type { Ticket } from "./ticket.ts";
import type { Truth } from "./truth.ts";
import { replyDelay, type Voice } from "./voice.ts";
import type { World } from "./world.ts";

/** Texts a day that no ticket causes, at scale 1. */
const unpromptedPerDay = 36;
const kinds = ["good", "bad", "ship", "price", "inquiry", "wish", "fault", "boilerplate"] as const;
const kindTotals = runningTotals([32, 16, 6, 5, 12, 8, 14, 7]);
const rules = {
  good: "good_text",
  bad: "bad_review",
  ship: "ship_text",
  price: "price_text",
  inquiry: "inquiry_text",
  wish: "wish_text",
  fault: "fault_text",
  boilerplate: "boilerplate",
} as const;
const feedbackKind = {
  good: "review",
  bad: "review",
  ship: "review",
  price: "review",
  inquiry: "inquiry",
  wish: "suggestion",
  fault: "complaint",
  boilerplate: "review",
} as const;

interface Line {
  at: Seconds;
  text: string;
  subjects: string[];
  kind: string;
  isSolicited: boolean;
  channel: string;
  source: string;
  cell: Cell;
  ticket?: Ticket;
  rating?: number;
}

/** Complaints, praise, reviews, questions and wishes, and the company's replies. */
export class Voices {
  private readonly files: Files;
  private readonly world: World;
  private readonly voice: Voice;
  private readonly planting: Planting;
  private readonly truth: Truth;
  /** A stream of its own, so that complaints that come back leave all other rows as they are. */
  private readonly again: Random;
  private count = 0;
  private againCount = 0;
  private lastText = "";
  private lastSubjects: string[] = [];

  constructor(files: Files, world: World, voice: Voice, planting: Planting, truth: Truth, seed: number) {
    this.files = files;
    this.world = world;
    this.voice = voice;
    this.planting = planting;
    this.truth = truth;
    this.again = new Random(seed, 14);
  }

  /** What the user says after a ticket; returns when a complaint was made, else 0. */
  about(ticket: Ticket): Seconds {
    if (ticket.lastClosed === 0 || ticket.type === "complaint" || ticket.type === "care") return 0;
    const { random } = this.voice;
    const drivers = driversOf(ticket);
    let p = 0.012;
    if (drivers.includes("late")) p += 0.11;
    if (drivers.includes("repeat")) p += 0.2;
    if (drivers.includes("part_wait")) p += 0.1;
    if (drivers.includes("fee_dispute")) p += 0.4;
    if (drivers.includes("bad_service_point")) p += 0.08;
    if (ticket.faultId !== "") p += 0.25;
    const isBad = drivers.some((driver) => driver !== "bad_service_point");
    if (random.chance(p)) {
      const at = ticket.lastClosed + voiceDelay(random);
      if (isBad) this.truth.count(this.truth.voices, at <= asOf ? "voiced" : "silent");
      this.complaint(ticket, at, drivers);
      return at;
    }
    if (isBad) this.truth.count(this.truth.voices, "silent");
    const from = ticket.unit.cell;
    const at = ticket.lastClosed + voiceDelay(random);
    if (!isBad && ticket.visits.length > 0 && random.chance(0.05)) {
      const text = this.voice.typed("praise_text", from, ticket.component, at);
      this.write({
        at,
        text,
        subjects: this.voice.subjects(),
        kind: "praise",
        isSolicited: random.chance(0.2),
        channel: random.pick(["app", "mail", "hotline", "wechat"]),
        source: "crm",
        cell: from,
        ticket,
      });
    } else if (random.chance(0.055)) {
      const rule = random.chance(isBad ? 0.1 : 0.75) ? "good_text" : "bad_review";
      const text = random.chance(0.08)
        ? this.voice.say("boilerplate", from, -1, at)
        : this.voice.typed(rule, from, ticket.component, at);
      this.write({
        at,
        text,
        subjects: this.voice.subjects(),
        kind: "review",
        isSolicited: true,
        channel: "app",
        source: "survey",
        cell: from,
        ticket,
        rating: rule === "good_text" ? random.between(4, 5) : random.between(1, 3),
      });
    }
    return 0;
  }

  private complaint(ticket: Ticket, at: Seconds, drivers: readonly string[]): void {
    const { random } = this.voice;
    const from = ticket.unit.cell;
    let rule =
      ticket.component < 0
        ? random.pick(["rude_text", "ship_text", "fee_text", "late_text"])
        : random.pick(["fault_text", "fault_text", "fault_more", "rude_text"]);
    if (drivers.includes("fee_dispute")) rule = "fee_text";
    else if (drivers.includes("repeat")) rule = random.chance(0.8) ? "repeat_text" : "fault_text";
    else if (drivers.includes("part_wait")) rule = random.chance(0.8) ? "part_text" : "fault_text";
    else if (drivers.includes("late")) rule = "late_text";
    else if (ticket.faultId !== "") rule = random.chance(0.8) ? "fault_text" : "fault_more";
    else if (drivers.includes("bad_service_point")) rule = "rude_text";
    const text = this.voice.typed(rule, from, ticket.component, at);
    const channel = random.pick(["hotline", "hotline", "app", "wechat", "social", "other"]);
    this.write({
      at,
      text,
      subjects: this.voice.subjects(),
      kind: "complaint",
      isSolicited: false,
      channel,
      source: channel === "other" ? "regulator" : "crm",
      cell: from,
      ticket,
    });
  }

  /** Shop reviews, questions and wishes of a day. */
  unprompted(d: number, scale: number): void {
    const { random } = this.voice;
    const n = random.count(unpromptedPerDay * scale * (isHoliday(d) ? 1.1 : 1) * (0.9 + ((d - firstDay) / 791) * 0.2));
    for (let i = 0; i < n; i++) {
      const category = random.int(categories.length);
      if (random.next() * 2.6 > seasonOf(category, d) + 0.6) continue;
      const from = this.world.cell(category, d, random.chance(0.5));
      const kind = kinds[random.weighted(kindTotals)] as (typeof kinds)[number];
      const at = this.world.moment(d);
      let text =
        kind === "boilerplate"
          ? this.voice.say("boilerplate", from, -1, at)
          : this.voice.typed(rules[kind], from, -1, at);
      let subjects = this.voice.subjects();
      if (random.chance(0.012) && this.lastText !== "") {
        text = this.lastText;
        subjects = this.lastSubjects;
        this.truth.count(this.truth.voices, "exact_duplicates");
      } else if (kind !== "boilerplate") {
        this.lastText = text;
        this.lastSubjects = subjects;
      }
      if (kind === "boilerplate") this.truth.count(this.truth.voices, "boilerplate");
      const isShop = feedbackKind[kind] === "review";
      this.write({
        at,
        text,
        subjects,
        kind: feedbackKind[kind],
        isSolicited: false,
        channel: isShop ? "other" : random.pick(["app", "web", "wechat", "social", "hotline"]),
        source: isShop ? "shop" : "online",
        cell: from,
        ...(isShop
          ? { rating: kind === "good" || kind === "boilerplate" ? random.between(4, 5) : random.between(1, 3) }
          : {}),
      });
    }
  }

  private write(line: Line): void {
    if (line.at > asOf || this.voice.isMute) return;
    const { random } = this.voice;
    const { cell, ticket, at } = line;
    const id = `F${String(++this.count).padStart(9, "0")}`;
    const text = random.chance(line.kind === "complaint" ? 0.06 : 0.01)
      ? this.planting.private(this.voice, "feedback", id, line.text, cell)
      : line.text;
    this.truth.count(this.truth.voices, line.kind);
    const out: Record<string, unknown> = {
      feedback_id: id,
      created_at: `${stamp(at)}+08:00`,
      text,
      kind: line.kind,
      is_solicited: line.isSolicited,
      channel: line.channel,
      source_system: line.source,
      category: (categories[cell.model.category] as (typeof categories)[number]).id,
      brand: cell.model.brand,
      model: cell.model.id,
      region: regionName(cell.region),
    };
    if (ticket !== undefined) {
      out.ticket_id = ticket.id;
      out.customer_key = ticket.unit.customer.key;
      if (ticket.unit.serial !== "") out.serial = ticket.unit.serial;
      out.batch = cell.batch;
      out.category = categoryOf(ticket.unit).id;
    } else if (random.chance(0.25)) out.batch = cell.batch;
    if (line.rating !== undefined) out.rating = line.rating;
    const resolved = line.kind === "complaint" ? this.answerComplaint(out, at) : 0;
    if (random.chance(line.kind === "complaint" ? 0.8 : 0.45)) {
      const replied = at + replyDelay(random);
      if (replied <= asOf) {
        out.replied_at = `${stamp(replied)}+08:00`;
        out.reply_text = this.voice.say("reply", cell, ticket?.component ?? -1, replied);
      }
    }
    if (random.chance(0.03)) {
      const follow = at + random.between(2, 90) * day;
      if (follow <= asOf) {
        out.follow_up_at = `${stamp(follow)}+08:00`;
        out.follow_up_text = this.voice.typed("follow", cell, ticket?.component ?? -1, follow);
      }
    }
    this.files.feedback.row(JSON.stringify(out));
    this.files.subjects.row(JSON.stringify({ feedback_id: id, subjects: line.subjects }));
    if (ticket !== undefined && resolved > 0) this.complainAgain(out, line.subjects, resolved);
  }

  /** Some complaints that were called resolved come back within 30 days. */
  private complainAgain(first: Record<string, unknown>, subjects: readonly string[], resolved: Seconds): void {
    const { again } = this;
    if (!again.chance(0.08)) return;
    const at = resolved + again.between(1, 28) * day + again.int(8) * 3600;
    if (at > asOf) return;
    const {
      replied_at: _at,
      reply_text: _text,
      follow_up_at: _later,
      follow_up_text: _more,
      upheld: _upheld,
      ...same
    } = first;
    const id = `FA${String(++this.againCount).padStart(8, "0")}`;
    const acknowledged = at + again.between(20, 900) * 60;
    const done = acknowledged + again.between(1, 9) * day;
    this.truth.count(this.truth.voices, "complaint");
    this.truth.count(this.truth.voices, "complaint_again");
    const known = (moment: Seconds) => (moment > asOf ? undefined : `${stamp(moment)}+08:00`);
    const row = {
      ...same,
      feedback_id: id,
      created_at: `${stamp(at)}+08:00`,
      text: `说是处理好了，结果还是老样子。${first.text}`,
      acknowledged_at: known(acknowledged),
      resolved_at: known(done),
    };
    this.files.feedback.row(JSON.stringify(row));
    this.files.subjects.row(JSON.stringify({ feedback_id: id, subjects }));
  }

  /** When a complaint was resolved, 0 where it was not. */
  private answerComplaint(out: Record<string, unknown>, at: Seconds): Seconds {
    const { random } = this.voice;
    const acknowledged = at + random.between(5, 2600) * 60;
    if (acknowledged > asOf || random.chance(0.06)) return 0;
    out.acknowledged_at = `${stamp(acknowledged)}+08:00`;
    const resolved = acknowledged + Math.round(random.quantile([0.1, 0.6, 1.5, 3, 5, 9, 25]) * day);
    if (resolved > asOf || random.chance(0.08)) return 0;
    out.resolved_at = `${stamp(resolved)}+08:00`;
    out.upheld = random.chance(0.62);
    return resolved;
  }
}
