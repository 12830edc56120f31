import { asOf, dateText, day, hour, known, minute, type Seconds, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import type { Random } from "./random.ts";
import { categoryOf, componentOf, unitRow } from "./rows.ts";
import type { Ticket, Unit } from "./ticket.ts";
import type { Voice } from "./voice.ts";
import { cell } from "./writer.ts";

/** Money, parts, parcels, loans and remote sessions of a ticket. Decides whether its fee is disputed. */
export function settleCharges(files: Files, ticket: Ticket, random: Random): void {
  const last = ticket.visits[ticket.visits.length - 1];
  if (ticket.type !== "repair" || last === undefined || last.left > asOf) return;
  const isFree = ticket.warranty !== "out";
  if (isFree && !random.chance(0.012)) return;
  ticket.isFeeDisputed = isFree || random.chance(0.06);
  const out = files.of("charges");
  const at = stamp(last.left);
  const extra = ticket.isFeeDisputed ? random.between(3, 20) * 10 : 0;
  if (ticket.mode === "on_site") out.row(`${ticket.id},door_fee,${isFree ? 0 : 30},30,CNY,${at}`);
  if (last.outcome === "quote_refused") return;
  const labour = random.between(5, 18) * 10;
  out.row(`${ticket.id},labour,${isFree ? 0 : labour},${labour + extra},CNY,${at}`);
  if (random.chance(0.6)) {
    const part = random.between(4, 90) * 10;
    out.row(`${ticket.id},part,${part},${part},CNY,${at}`);
  }
}

export function writeLogistics(files: Files, ticket: Ticket, random: Random): void {
  const part = componentOf(ticket);
  for (const request of ticket.parts) {
    if (request.requested > asOf) continue;
    const number = `${part?.part ?? "XXX"}-${ticket.unit.cell.model.id}-${random.between(10, 99)}`;
    files
      .of("part_requests")
      .row(`${ticket.id},${number},${stamp(request.requested)},${known(request.received)},${!random.chance(0.03)}`);
  }
  if (ticket.mode === "remote" && ticket.type === "repair" && ticket.closed <= asOf) {
    const start = ticket.closed - random.between(8, 50) * minute;
    files
      .of("remote_sessions")
      .row(
        `RS${ticket.id.slice(1)},${ticket.id},${ticket.unit.serial},${stamp(start)},${stamp(ticket.closed)},true,true,${ticket.engineer.id}`,
      );
  }
  const first = ticket.visits[0];
  if (ticket.mode === "carry_in" && ticket.parts.length > 0 && first !== undefined && random.chance(0.4)) {
    const from = first.left + 10 * minute;
    if (from <= asOf) {
      const loan = `LN${ticket.id.slice(1)}`;
      files.of("loans").row(`${ticket.id},${loan},${stamp(from)},${known(ticket.closed)},${stamp(from - 5 * minute)}`);
    }
  }
}

export function writeLeg(files: Files, ticket: Ticket, leg: string, from: Seconds, to: Seconds): void {
  if (from > asOf) return;
  files
    .of("logistics_legs")
    .row(`${ticket.id},${leg},${stamp(from)},${known(to)},${to <= asOf ? "delivered" : "in_transit"}`);
}

/** What the company holds about a unit beside its tickets: the unit itself, warranty, order, care task, alert. */
export function writeUnit(files: Files, unit: Unit, random: Random, voice: Voice, counter: number): void {
  const category = categoryOf(unit);
  const { customer, serial } = unit;
  const sold = unit.soldDay;
  const firmware = `${1 + (counter % 3)}.${(unit.cell.producedMonth + 60) % 12}.${counter % 5}`;
  const note = random.chance(0.03)
    ? voice.random.pick([
        "阳台预留水口偏高",
        "厨房吊柜挡烟管",
        "用户要求挂高十公分",
        "水压偏低已告知",
        "女儿结婚用房，约周末联系",
      ])
    : "";
  files.of("units").row(unitRow(unit, category.mobile || category.id === "tv" ? firmware : "", note));
  const years = category.mobile ? 1 : 3;
  if (random.chance(0.15)) {
    files
      .of("entitlements")
      .row(`${serial},statutory,${dateText(sold)}T10:20:00,${dateText(sold)},${dateText(sold + years * 365)}`);
  }
  if (unit.isExtended) {
    const bought = sold + random.between(0, 20);
    files
      .of("entitlements")
      .row(
        `${serial},extended,${dateText(bought)}T15:00:00,${dateText(sold + years * 365)},${dateText(sold + years * 365 + 730)}`,
      );
  }
  if (category.mobile && random.chance(0.12)) {
    const bought = sold + random.between(0, 34);
    files
      .of("entitlements")
      .row(`${serial},screen,${dateText(bought)}T15:00:00,${dateText(bought)},${dateText(bought + 365)}`);
  }
  if (random.chance(0.06) && sold * day > asOf - 790 * day) writeOrder(files, unit, random, counter);
  if ((category.id === "tv" || customer.tier !== "standard") && random.chance(0.22))
    writeBirthday(files, unit, random, voice);
  if (random.chance(0.03)) writeAlert(files, unit, random, counter);
}

function writeOrder(files: Files, unit: Unit, random: Random, counter: number): void {
  const at = unit.soldDay * day + random.between(9, 22) * hour + random.int(3600);
  if (at > asOf) return;
  const isReturned = random.chance(0.03);
  const returned = at + random.between(2, 9) * day;
  const amount = random.between(8, 75) * 100 - 1;
  files
    .of("orders")
    .row(
      `O${String(counter).padStart(9, "0")},${stamp(at)},${unit.customer.key},${unit.cell.model.id},${unit.serial},${amount},CNY,${random.chance(0.2)},${random.chance(0.15)},${
        isReturned ? known(returned) : ""
      },${isReturned ? random.pick(["尺寸放不下", "买错型号", "质量问题", "不想要了"]) : ""}`,
    );
}

/** Birthday of the unit in its first five years: every year for televisions and VIP customers. */
function writeBirthday(files: Files, unit: Unit, random: Random, voice: Voice): void {
  const inUse = dateText(unit.soldDay + 1 + (unit.soldDay % 6));
  const year = random.between(2025, 2026);
  if (Number(inUse.slice(0, 4)) >= year) return;
  const monthDay = inUse.slice(5) === "02-29" ? "02-28" : inUse.slice(5);
  const due = `${year}-${monthDay}`;
  const dueDay = Math.round((Date.parse(`${due}T00:00:00Z`) - Date.UTC(2015, 0, 1)) / 86400000);
  const called = (dueDay - random.between(1, 10)) * day + random.between(9, 18) * hour;
  const isCalled = called <= asOf && random.chance(0.85);
  const consents = isCalled && random.chance(0.6);
  const visited = (dueDay + random.between(-5, 40)) * day + random.between(9, 17) * hour;
  const isDone = consents && visited <= asOf && random.chance(0.9);
  const items = isDone ? cell(JSON.stringify(["card", "maintenance", "opinions"].slice(0, random.between(1, 3)))) : "";
  const found =
    isDone && random.chance(0.12) ? cell(JSON.stringify([voice.say("wish_text", unit.cell, -1, visited)])) : "";
  files
    .of("proactive_tasks")
    .row(
      `PT${unit.serial}-${year},birthday,${unit.serial},${due},${isCalled ? stamp(called) : ""},${isCalled ? consents : ""},${
        isDone ? stamp(visited) : ""
      },${isDone ? stamp(visited + hour) : ""},${items},${found},${isCalled && !consents && random.chance(0.2)}`,
    );
}

function writeAlert(files: Files, unit: Unit, random: Random, counter: number): void {
  const at = asOf - random.int(790 * day);
  if (at < (unit.soldDay + 8) * day) return;
  const part = categoryOf(unit).components[random.weighted(unit.cell.model.componentTotals)];
  files
    .of("telemetry_alerts")
    .row(
      `AL${String(counter).padStart(9, "0")},${unit.serial},${stamp(at)},${random.pick(["E1", "E2", "E4", "F2", "H6"])},${random.pick(["info", "warning", "critical"])},${part?.zh ?? ""},1.${counter % 9}.0,`,
    );
}

/** A unit without a known serial number is none that sends alerts. */
export function alertBefore(files: Files, ticket: Ticket, random: Random): void {
  const at = ticket.created - random.between(5, 4000) * minute;
  const part = componentOf(ticket);
  const code = random.pick(["E1", "E2", "E4", "F2", "H6"]);
  if (ticket.unit.serial === "") return;
  files
    .of("telemetry_alerts")
    .row(
      `AT${ticket.id.slice(1)},${ticket.unit.serial},${stamp(at)},${code},warning,${part?.zh ?? ""},1.2.0,${ticket.id}`,
    );
}

/** A call or message about a ticket after the request: chasing, asking, or giving up in the queue. */
export function writeContact(files: Files, ticket: Ticket, random: Random): void {
  const at = ticket.created + random.between(2, 96) * hour;
  if (at > asOf) return;
  const queue = random.between(3, 240);
  const isAbandoned = random.chance(0.08);
  files
    .of("contacts")
    .row(
      `K${ticket.id.slice(1)},${stamp(at)},${random.pick(["hotline", "hotline", "app", "wechat"])},service,${random.pick(["progress", "progress", "usage", "price", "warranty"])},${stamp(at)},${
        isAbandoned ? "" : known(at + queue)
      },${isAbandoned},${random.chance(0.75) ? "human" : "bot"},${ticket.id},${ticket.unit.customer.key},,${!isAbandoned && random.chance(0.7)}`,
    );
}
