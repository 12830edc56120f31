import { asOf, dateText, day, monthOf, type Seconds, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import type { Cell } from "./products.ts";
import { Random } from "./random.ts";
import { categoryOf, componentOf, regionName, unitRow } from "./rows.ts";
import type { Ticket, Unit } from "./ticket.ts";
import type { Voice } from "./voice.ts";

const keepCanaries = 500;

/** A kind of row that must end in quarantine: why, and how many were written. */
interface BadRow {
  entity: string;
  field: string;
  reason: string;
  rows: number;
}

/** Puts into the files what a real export has: late rows, repeated rows, newer versions, personal data, broken rows. */
export class Planting {
  readonly superseded: Record<string, number> = { tickets: 0, ratings: 0, units: 0 };
  readonly late = { rows: 0, exact_duplicates: 0, newer_versions: 0 };
  readonly bad: BadRow[] = [];
  readonly canaries: { entity: string; id: string; kind: string; value: string }[] = [];
  readonly privateTexts: Record<string, number> = {};
  private readonly files: Files;
  private readonly random: Random;
  private badCount = 0;

  constructor(files: Files, seed: number) {
    this.files = files;
    this.random = new Random(seed, 11);
  }

  private ticketFile(created: Seconds) {
    const month = monthOf(Math.floor(created / day));
    return this.files.tickets[month < 4 ? 0 : month < 16 ? 1 : 2] as Files["late"];
  }

  /** Writes a ticket where it belongs, or late, or twice, or first in an older state. */
  ticket(ticket: Ticket, row: (stale: boolean) => string): void {
    const { files, late } = this;
    const u = this.random.next();
    const file = this.ticketFile(ticket.created);
    if (u < 0.004) {
      late.rows++;
      files.late.row(row(false));
      return;
    }
    file.row(row(u >= 0.007 && u < 0.011));
    if (u >= 0.011) return;
    if (u < 0.007) late.exact_duplicates++;
    else late.newer_versions++;
    this.superseded.tickets = (this.superseded.tickets ?? 0) + 1;
    files.late.row(row(false));
  }

  /** The other entry of a request that was entered twice. */
  merged(ticket: Ticket, id: string, created: Seconds, channel: string): void {
    const { unit } = ticket;
    const part = componentOf(ticket);
    this.ticketFile(created).row(
      `${id},${stamp(created)},${ticket.type},${channel},${ticket.mode},merged,normal,${stamp(
        Math.min(asOf, Math.max(created, ticket.created) + 600),
      )},,${ticket.id},use,${categoryOf(unit).id},${unit.cell.model.id},${unit.serial},${unit.cell.batch},${
        unit.customer.key
      },${unit.customer.tier},${unit.customer.ageBand},${regionName(unit.cell.region)},${ticket.point.tier},${
        ticket.point.id
      },,,,,,,,,,${part?.code ?? ""},${part?.group ?? ""},${part?.zh ?? ""},${ticket.warranty},重复报修,,manual`,
    );
    this.files.of("ticket_events").row(`${id},${stamp(created)},created,user,,,,`);
  }

  /** A newer version of a unit's row. */
  unit(unit: Unit): void {
    this.files.of("units").row(unitRow(unit, "", ""));
    this.superseded.units = (this.superseded.units ?? 0) + 1;
  }

  rating(row: string): void {
    const out = this.files.of("ratings");
    out.row(row);
    if (this.random.next() >= 0.002) return;
    out.row(row);
    this.superseded.ratings = (this.superseded.ratings ?? 0) + 1;
  }

  /** The text with invented personal data in it. */
  private(voice: Voice, entity: string, id: string, text: string, cell: Cell): string {
    const out = voice.withPrivate(text, cell);
    for (const { kind, value } of voice.canaries) this.canary(entity, id, kind, value);
    this.privateTexts[entity] = (this.privateTexts[entity] ?? 0) + 1;
    return out;
  }

  canary(entity: string, id: string, kind: string, value: string): void {
    if (this.canaries.length < keepCanaries) this.canaries.push({ entity, id, kind, value });
  }

  /** A handful of rows at each month's end that no check may let through. */
  badRows(month: number, d: number): void {
    const at = `${dateText(d)}T10:00:00`;
    const later = `${dateText(d)}T12:00:00`;
    const { files } = this;
    const tickets = this.ticketFile(d * day);
    const id = () => `X${String(++this.badCount).padStart(6, "0")}`;
    const ticket = (values: {
      id?: string;
      created?: string;
      type?: string;
      closed?: string;
      merged?: string;
      from?: string;
      to?: string;
    }) =>
      `${values.id ?? id()},${values.created ?? at},${values.type ?? "repair"},hotline,on_site,closed,normal,${
        values.closed ?? later
      },,${values.merged ?? ""},use,washer,XY80A1,,,CX${this.badCount},standard,30-39,北京,urban,SP0001,E00001,${
        values.from ?? ""
      },${values.to ?? ""},,,,,,,,,,in,坏行,,manual`;
    const plan: [string, string, string, () => void][] = [
      [
        "tickets",
        "created_at",
        "date that does not exist",
        () => tickets.row(ticket({ created: "2025-13-45T10:00:00" })),
      ],
      ["tickets", "created_at", "required value missing", () => tickets.row(ticket({ created: "" }))],
      ["tickets", "ticket_id", "required value missing", () => tickets.row(ticket({ id: "" }))],
      ["tickets", "closed_at", "closed before created", () => tickets.row(ticket({ created: later, closed: at }))],
      ["tickets", "type", "value outside the list", () => tickets.row(ticket({ type: "repairs" }))],
      ["tickets", "requested_to", "window ends before it starts", () => tickets.row(ticket({ from: later, to: at }))],
      [
        "tickets",
        "merged_into",
        "merged into itself",
        () => {
          const self = id();
          tickets.row(ticket({ id: self, merged: self }));
        },
      ],
      ["tickets", "", "too many columns", () => tickets.row(`${ticket({})},多,余,的,列`)],
      [
        "ticket_events",
        "kind",
        "value outside the list",
        () => files.of("ticket_events").row(`${id()},${at},teleported,human,,,,`),
      ],
      [
        "ticket_events",
        "at",
        "required value missing",
        () => files.of("ticket_events").row(`${id()},,created,user,,,,`),
      ],
      [
        "visits",
        "left_at",
        "left before arrived",
        () => files.of("visits").row(`${id()},T000000001,E00001,SP0001,,,${later},geo,${at},,fixed,,,,1.0,,`),
      ],
      [
        "visits",
        "km",
        "not a number",
        () => files.of("visits").row(`${id()},T000000001,E00001,SP0001,,,${at},geo,${later},,fixed,,,,约五公里,,`),
      ],
      [
        "visits",
        "dead_minutes",
        "out of range",
        () => files.of("visits").row(`${id()},T000000001,E00001,SP0001,,,${at},geo,${later},-5,fixed,,,,1.0,,`),
      ],
      [
        "ratings",
        "nps",
        "out of range",
        () => files.of("ratings").row(`${id()},T000000001,C0,sms,${at},${later},11,,,,,`),
      ],
      [
        "ratings",
        "csat",
        "out of range",
        () => files.of("ratings").row(`${id()},T000000001,C0,sms,${at},${later},8,0,,,,`),
      ],
      [
        "ratings",
        "answered_at",
        "answered before invited",
        () => files.of("ratings").row(`${id()},T000000001,C0,sms,${later},${at},8,,,,,`),
      ],
      [
        "ratings",
        "nps",
        "not a number",
        () => files.of("ratings").row(`${id()},T000000001,C0,sms,${at},${later},十分,,,,,`),
      ],
      [
        "feedback",
        "",
        "broken JSON",
        () => files.feedback.row(`{"feedback_id":"${id()}","created_at":"${at}+08:00","text":"没写完`),
      ],
      [
        "feedback",
        "text",
        "required value missing",
        () => files.feedback.row(`{"feedback_id":"${id()}","created_at":"${at}+08:00","text":"","kind":"review"}`),
      ],
      [
        "feedback",
        "created_at",
        "date that does not exist",
        () =>
          files.feedback.row(`{"feedback_id":"${id()}","created_at":"昨天","text":"时间写错的一条","kind":"review"}`),
      ],
      ["units", "model", "required value missing", () => files.of("units").row(`${id()},,B2401,2024-01,,,,,active,,,`)],
      ["customers", "tier", "value outside the list", () => files.of("customers").row(`${id()},gold,30-39,北京,false`)],
    ];
    // Each kind comes round every few months, so that the numbers do not depend on the scale.
    plan.forEach(([entity, field, reason, write], i) => {
      if ((month + i) % 3 !== 0) return;
      write();
      this.reject(entity, field, reason);
    });
  }

  /** Broken rows of the files that are written once. */
  badFixed(): void {
    this.files.of("service_points").row("SPX001,越界服务站,own,city,北京,北京,东屏区,191.5,116.4,,");
    this.reject("service_points", "lat", "out of range");
  }

  reject(entity: string, field: string, reason: string): void {
    let kind = this.bad.find((row) => row.entity === entity && row.field === field && row.reason === reason);
    if (kind === undefined) {
      kind = { entity, field, reason, rows: 0 };
      this.bad.push(kind);
    }
    kind.rows++;
  }
}
