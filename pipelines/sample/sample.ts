import { settleCharges, writeLeg, writeUnit } from "./aftermath.ts";
import { categories } from "./categories.ts";
import { asOf, day, endDay, firstDay, hour, minute, monthOf, type Seconds } from "./clock.ts";
import type { Fault } from "./faults.ts";
import type { Files } from "./files.ts";
import { appoint, dispatch, pause, push, receive } from "./journey.ts";
import { Needs } from "./needs.ts";
import { Planting } from "./planting.ts";
import { Random, runningTotals } from "./random.ts";
import { Remote } from "./remote.ts";
import { categoryOf, componentOf, customerRow } from "./rows.ts";
import { Scribe } from "./scribe.ts";
import { Demand, type Planned, seasonOf, volumes } from "./seasons.ts";
import { Supply } from "./supply.ts";
import type { Mode, Ticket, Type } from "./ticket.ts";
import { productive } from "./ticket.ts";
import { Truth } from "./truth.ts";
import { improvedDay, visitOnSite, workInShop } from "./visits.ts";
import { Voice } from "./voice.ts";
import { Voices } from "./voices.ts";
import { World } from "./world.ts";

const channels = ["hotline", "app", "wechat", "web", "store", "mail", "social", "device", "other"];
const channelTotals = runningTotals([46, 14, 17, 8, 6, 1.5, 3, 2.5, 2]);
const repeatDays = [0.4, 1.5, 3, 5, 7.5, 10.5, 14, 18, 23, 29.5];

/** Lives through 26 months of service day by day and writes every row as it happens. Memory does not grow with the scale. */
export class Sample {
  readonly truth = new Truth();
  readonly planting: Planting;
  readonly world: World;
  readonly faultTickets = new Map<string, number>();
  readonly voices: Voices;
  readonly supply: Supply;
  readonly needs: Needs;
  readonly remote: Remote;
  private readonly files: Files;
  private readonly random: Random;
  private readonly scribe: Scribe;
  private readonly demand: Demand;
  private readonly scale: number;
  private tickets = 0;
  private load = 1;

  constructor(files: Files, scale: number, seed: number, hasText: boolean) {
    this.files = files;
    this.scale = scale;
    this.world = new World(seed, scale, this.truth);
    this.random = this.world.random;
    const voice = new Voice(seed, !hasText);
    this.demand = new Demand(this.world.catalogue, scale);
    this.planting = new Planting(files, seed);
    this.supply = new Supply(files, seed);
    this.needs = new Needs(files, seed);
    this.remote = new Remote(files, seed);
    this.voices = new Voices(files, this.world, voice, this.planting, this.truth, seed);
    this.scribe = new Scribe(files, this.world, voice, this.planting, new Random(seed, 13));
    let units = 0;
    this.world.onUnit = (unit) => writeUnit(files, unit, this.random, voice, ++units);
    this.world.onCustomer = (customer, from) => {
      files.of("customers").row(customerRow(customer, from.region, this.random.chance(0.02)));
      if (!customer.key.startsWith("C")) this.planting.canary("customers", customer.key, "customer_key", customer.key);
    };
  }

  run(onMonth: (month: number) => void): void {
    const { random } = this;
    for (let d = firstDay; d < endDay; d++) {
      for (let category = 0; category < categories.length; category++) {
        this.load = 1 + Math.max(0, seasonOf(category, d) - 1.35) * 0.4;
        for (const planned of Object.keys(volumes) as Planned[]) {
          const n = random.count(this.demand.expected(planned, category, d));
          for (let i = 0; i < n; i++) this.ask(planned, category, d);
        }
      }
      for (const fault of this.world.faults) this.breakMore(fault, d);
      this.voices.unprompted(d, this.scale);
      if (monthOf(d + 1) !== monthOf(d)) {
        this.planting.badRows(monthOf(d), d);
        onMonth(monthOf(d));
      }
    }
    this.last();
    this.supply.strand(
      this.world,
      () => this.nextId(),
      (ticket) => this.file(ticket),
    );
    this.world.end();
  }

  /** One request at the very last second, so that the newest moment in the data is the sample's as-of. */
  private last(): void {
    const from = this.world.cell(0, endDay - 1, false);
    const unit = this.world.unit(from, asOf, false);
    const ticket = this.world.ticket(this.nextId(), "inquiry", asOf, unit, this.world.point(from.region));
    ticket.mode = "remote";
    this.live(ticket);
    this.world.release(unit);
  }

  private nextId(): string {
    this.tickets++;
    return `T${String(this.tickets).padStart(9, "0")}`;
  }

  private ask(type: Planned, category: number, d: number): void {
    const from = this.world.cell(category, d, type === "install");
    this.begin(type, from, d, -1, "");
  }

  private begin(type: Type, from: ReturnType<World["cell"]>, d: number, component: number, faultId: string): void {
    const { random, world } = this;
    const at = world.moment(d);
    const unit = world.unit(from, at, type === "install");
    const ticket = world.ticket(this.nextId(), type, at, unit, world.point(unit.cell.region));
    ticket.channel = type === "care" ? "other" : (channels[random.weighted(channelTotals)] as string);
    if (type === "repair" || type === "return") {
      ticket.component = component >= 0 ? component : random.weighted(unit.cell.model.componentTotals);
    }
    ticket.faultId = faultId;
    ticket.mode = this.modeOf(ticket);
    if (ticket.mode === "carry_in") ticket.channel = "store";
    this.live(ticket);
    world.release(unit);
  }

  private modeOf(ticket: Ticket): Mode {
    const u = this.random.next();
    if (ticket.type === "inquiry" || ticket.type === "complaint") return "remote";
    if (ticket.type === "return") return u < 0.5 ? "mail_in" : "carry_in";
    if (!categoryOf(ticket.unit).mobile) return ticket.type === "repair" && u < 0.08 ? "remote" : "on_site";
    return u < 0.56 ? "carry_in" : u < 0.92 ? "mail_in" : "remote";
  }

  /** The extra repairs of a planted fault. */
  private breakMore(fault: Fault, d: number): void {
    if (d < fault.startDay) return;
    const month = monthOf(d);
    const components = (categories[fault.category] as (typeof categories)[number]).components;
    const all = components.reduce((sum, component) => sum + component.weight, 0);
    const share = (components[fault.component] as (typeof components)[number]).weight / all;
    let units = 0;
    for (const from of fault.cells) units += from.units[month] as number;
    const mean = this.demand.repairsOf(fault.category, units, d) * share * (fault.ratio - 1);
    const n = this.random.count(mean);
    if (n === 0) return;
    const totals = runningTotals(fault.cells.map((from) => from.units[month] as number));
    for (let i = 0; i < n; i++) {
      this.faultTickets.set(fault.id, (this.faultTickets.get(fault.id) ?? 0) + 1);
      const from = fault.cells[this.random.weighted(totals)] as Fault["cells"][number];
      this.begin("repair", from, d, fault.component, fault.id);
    }
  }

  /** Everything that happens to one ticket and to those it causes. */
  private live(ticket: Ticket): void {
    const { random, world, files } = this;
    this.mergeInto(ticket);
    receive(ticket, random, this.load);
    const isField = ticket.mode === "on_site";
    if (isField) {
      dispatch(ticket, random, world.network, this.load);
      appoint(ticket, random, this.load);
      if (random.chance(0.03)) pause(ticket, random);
    } else ticket.assigned = ticket.responded + random.between(1, 40) * minute;
    if (isField && ticket.type !== "care" && !ticket.isRepeat && random.chance(0.035)) this.cancel(ticket);
    if (!ticket.isCancelled) this.serve(ticket);
    settleCharges(files, ticket, random);
    this.takeBack(ticket);
    ticket.unit.quietUntil =
      Math.max(ticket.unit.quietUntil, ticket.lastClosed || ticket.closed, asOfIfOpen(ticket)) + 32 * day;
    this.again(ticket);
    this.file(ticket);
    const complaint = this.voices.about(ticket);
    if (complaint > 0 && complaint <= asOf && random.chance(0.75)) this.complain(ticket, complaint);
  }

  /** Counts a ticket among the truths and writes it down. */
  private file(ticket: Ticket): void {
    this.supply.quote(ticket);
    this.supply.mislog(ticket);
    this.truth.record(ticket, categoryOf(ticket.unit).id);
    this.scribe.write(ticket);
    this.supply.write(ticket);
    this.needs.write(ticket);
    this.remote.write(ticket);
  }

  /** A unit that was replaced is in use no more; if its row is written already, a newer one follows. */
  private takeBack(ticket: Ticket): void {
    const replaced = ticket.visits.find((visit) => visit.outcome === "replaced" && visit.left <= asOf);
    const { unit } = ticket;
    if (replaced === undefined || unit.status === "returned") return;
    unit.status = "returned";
    unit.statusAt = replaced.left;
    if (unit.isShelved) this.planting.unit(unit);
  }

  private serve(ticket: Ticket): void {
    const { random, world, files } = this;
    if (ticket.mode === "on_site") {
      visitOnSite(ticket, random, world.network, this.load);
      return;
    }
    if (ticket.type === "repair" && ticket.mode === "carry_in") {
      workInShop(ticket, random, world.network, ticket.created + random.between(4, 150) * minute);
      return;
    }
    if (ticket.mode === "mail_in") {
      const pickup = ticket.responded + random.between(3, 40) * hour;
      const inbound = pickup + random.between(14, 80) * hour;
      writeLeg(files, ticket, "pickup", ticket.responded + hour, pickup);
      writeLeg(files, ticket, "inbound", pickup, inbound);
      if (ticket.type === "repair") {
        workInShop(ticket, random, world.network, inbound + random.between(2, 60) * hour);
        writeLeg(files, ticket, "outbound", ticket.shipped, ticket.returned);
        return;
      }
      ticket.closed = inbound + random.between(5, 90) * hour;
    } else {
      const wait = ticket.type === "complaint" ? random.between(8, 150) * hour : random.between(3, 90) * minute;
      ticket.closed = ticket.responded + wait;
    }
    ticket.lastClosed = ticket.closed;
    push(ticket, ticket.closed, "closed", "human", `A${String(random.between(1, 480)).padStart(4, "0")}`);
  }

  private cancel(ticket: Ticket): void {
    const { random } = this;
    const at = ticket.contacted + random.between(5, 300) * minute;
    if (at > asOf || at > (ticket.windowFrom || at)) return;
    ticket.isCancelled = true;
    ticket.closed = at;
    ticket.lastClosed = at;
    const u = random.next();
    ticket.refusedBy = u < 0.6 ? "user" : u < 0.72 ? "company" : "";
    push(ticket, at, "closed", "human", ticket.engineer.id, "取消");
  }

  /** Some requests are entered twice; the second entry, or now and then the first, is merged into this ticket. */
  private mergeInto(ticket: Ticket): void {
    const { random } = this;
    if (ticket.type !== "repair" || ticket.isRepeat || !random.chance(0.016)) return;
    const shift = random.between(4, 150) * minute;
    const isEarlier = random.chance(0.3);
    const created = isEarlier ? ticket.created - shift : ticket.created + shift;
    if (created > asOf || created < firstDay * day) return;
    if (isEarlier) ticket.asked = created;
    this.planting.merged(ticket, this.nextId(), created, random.pick(channels));
    this.truth.count(this.truth.tickets, "merged");
  }

  /** The repair that comes back within 30 days, and look-alikes that do not count. */
  private again(ticket: Ticket): void {
    const { random } = this;
    const isFixed = ticket.visits.some((visit) => productive(visit.outcome));
    if (
      !isFixed ||
      ticket.unit.status === "returned" ||
      ticket.isReopened ||
      ticket.closed > asOf ||
      ticket.refusedBy !== ""
    )
      return;
    if (ticket.type !== "repair" && ticket.type !== "install") return;
    const improved = ticket.closed >= improvedDay * day;
    let p = ticket.type === "install" ? 0.032 : improved ? 0.042 : 0.06;
    if (ticket.point.isBad) p *= 3;
    if (ticket.visits.some((visit) => visit.outcome === "no_fault_found")) p *= 1.5;
    const u = random.next();
    if (u < p) this.returnVisit(ticket, Math.round(random.quantile(repeatDays) * day), "repeat");
    else if (ticket.type === "install") return;
    else if (u < p + 0.014) this.returnVisit(ticket, 30 * day + random.between(1, 25 * 24) * hour, "too_late");
    else if (u < p + 0.024) this.returnVisit(ticket, random.between(1, 28) * day, "other_symptom");
  }

  private returnVisit(first: Ticket, delay: Seconds, kind: "repeat" | "too_late" | "other_symptom"): void {
    const { random, world } = this;
    const created = first.closed + Math.max(hour, delay);
    if (created > asOf) return;
    const point = random.chance(0.4) ? world.point(first.unit.cell.region) : first.point;
    const ticket = world.ticket(this.nextId(), "repair", created, first.unit, point);
    ticket.channel = channels[random.weighted(channelTotals)] as string;
    ticket.component = first.component < 0 ? random.weighted(first.unit.cell.model.componentTotals) : first.component;
    if (kind === "other_symptom") {
      ticket.component = this.otherComponent(first);
      if (ticket.component < 0) return;
    }
    ticket.mode = first.mode;
    if (ticket.mode === "carry_in") ticket.channel = "store";
    ticket.isRepeat = kind === "repeat" && first.type === "repair";
    if (kind === "repeat") first.hasRepeat = true;
    this.truth.count(this.truth.tickets, `returned_${kind}`);
    this.live(ticket);
  }

  private otherComponent(first: Ticket): number {
    const { components } = categoryOf(first.unit);
    const group = componentOf(first)?.group;
    for (let tries = 0; tries < 8; tries++) {
      const i = this.random.int(components.length);
      if (components[i]?.group !== group) return i;
    }
    return -1;
  }

  /** A complaint that is also a ticket of its own. */
  private complain(about: Ticket, at: Seconds): void {
    const ticket = this.world.ticket(this.nextId(), "complaint", at, about.unit, about.point);
    ticket.mode = "remote";
    ticket.parentId = about.id;
    ticket.channel = this.random.pick(["hotline", "hotline", "app", "wechat", "social", "other"]);
    this.live(ticket);
  }
}

/** Tickets still open keep their unit away for good. */
const asOfIfOpen = (ticket: Ticket): Seconds => (ticket.closed === 0 ? asOf : 0);
