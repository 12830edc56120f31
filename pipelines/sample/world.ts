import { categories } from "./categories.ts";
import { day, endDay, firstDay, hour, monthCount, monthOf, type Seconds } from "./clock.ts";
import { type Fault, plantFaults } from "./faults.ts";
import { buildNetwork, type Network, type ServicePoint } from "./network.ts";
import { buildCatalogue, type Catalogue, type Cell } from "./products.ts";
import { Random } from "./random.ts";
import { earliestSale } from "./rows.ts";
import type { Customer, Ticket, Type, Unit } from "./ticket.ts";
import type { Truth } from "./truth.ts";
import { mobilePrefix } from "./voice.ts";

const ageBands = ["18-29", "30-39", "30-39", "40-49", "40-49", "50-59", "60-69", "70+"];
const shelfSize = 3000;
const hourTable = [0, 6.8, 8.1, 8.8, 9.5, 10.3, 11.2, 12.6, 14.1, 15.2, 16.4, 18.2, 19.8, 21.5, 23.99];

/** Everything the journeys draw on: products, places, people, and units that come back. */
export class World {
  readonly random: Random;
  readonly network: Network;
  readonly catalogue: Catalogue;
  readonly faults: Fault[];
  readonly truth: Truth;
  onUnit: (unit: Unit) => void = () => {};
  onCustomer: (customer: Customer, cell: Cell) => void = () => {};
  private readonly shelf: Unit[][] = categories.map(() => []);
  private unitCount = 0;
  private customerCount = 0;

  constructor(seed: number, scale: number, truth: Truth) {
    this.random = new Random(seed, 1);
    const setting = new Random(seed, 2);
    this.network = buildNetwork(
      setting,
      firstDay,
      endDay,
      categories.map(({ id }) => id),
    );
    this.catalogue = buildCatalogue(setting, scale);
    this.faults = plantFaults(this.catalogue);
    this.truth = truth;
  }

  /** A moment of a day as people ask for service. */
  moment(d: number): Seconds {
    return d * day + Math.floor(this.random.quantile(hourTable) * hour);
  }

  point(region: number): ServicePoint {
    const { points, totals } = this.network.byRegion[region] as Network["byRegion"][number];
    return points[this.random.weighted(totals)] as ServicePoint;
  }

  /** A cell in use (or, for installs, just sold), drawn by units. */
  cell(category: number, d: number, isNew: boolean): Cell {
    const { cells, use, sold } = this.catalogue.byCategory[category] as Catalogue["byCategory"][number];
    const totals = (isNew ? sold : use)[Math.min(monthOf(d), monthCount - 1)] as Float64Array;
    return cells[this.random.weighted(totals)] as Cell;
  }

  /** A unit of the cell: mostly one never seen, sometimes one that was here long ago. */
  unit(cell: Cell, at: Seconds, isNew: boolean): Unit {
    const { random } = this;
    const shelf = this.shelf[cell.model.category] as Unit[];
    if (!isNew && random.chance(0.14) && shelf.length > 0) {
      const known = random.pick(shelf);
      if (known.quietUntil < at && known.status === "active" && known.cell.region === cell.region) return known;
      if (known.quietUntil < at && known.status === "active" && random.chance(0.25)) return known;
    }
    const today = Math.floor(at / day);
    const first = earliestSale(cell.producedMonth);
    const soldDay = isNew
      ? today - random.between(1, 9)
      : Math.min(first + Math.floor(random.quantile([0, 20, 40, 60, 85, 120, 205])), today - random.between(8, 40));
    const isKnown = !random.chance(0.04);
    const unit: Unit = {
      serial: isKnown ? this.serial(cell) : "",
      cell,
      customer: this.customer(cell, isKnown, at),
      soldDay,
      status: "active",
      statusAt: 0,
      isExtended: random.chance(0.09),
      quietUntil: 0,
      isShelved: false,
    };
    unit.customer.held++;
    return unit;
  }

  private serial(cell: Cell): string {
    this.unitCount++;
    return `${cell.model.id}${cell.batch.slice(1)}${String(this.unitCount).padStart(8, "0")}`;
  }

  private customer(cell: Cell, mayReturn: boolean, at: Seconds): Customer {
    const { random } = this;
    if (mayReturn && random.chance(0.06)) {
      const shelf = random.pick(this.shelf);
      const known = shelf.length > 0 ? random.pick(shelf) : undefined;
      if (known !== undefined && known.serial !== "" && known.cell.region === cell.region && known.quietUntil < at) {
        return known.customer;
      }
    }
    this.customerCount++;
    const isMobile = this.customerCount % 500 === 7;
    const u = random.next();
    const customer: Customer = {
      key: isMobile
        ? mobilePrefix + String(10000000 + this.customerCount).slice(-8)
        : `C${String(this.customerCount).padStart(9, "0")}`,
      tier: u < 0.88 ? "standard" : u < 0.97 ? "vip" : "premium",
      ageBand: random.pick(ageBands),
      answers: [],
      held: 0,
    };
    this.onCustomer(customer, cell);
    return customer;
  }

  /** Lets go of a unit after its tickets; some stay on the shelf to come back one day. */
  release(unit: Unit): void {
    if (unit.isShelved) return;
    const shelf = this.shelf[unit.cell.model.category] as Unit[];
    if (unit.serial !== "") this.onUnit(unit);
    if (unit.serial === "" || !this.random.chance(0.3)) {
      this.forget(unit);
      return;
    }
    unit.isShelved = true;
    if (shelf.length < shelfSize) shelf.push(unit);
    else {
      const place = this.random.int(shelfSize);
      this.forget(shelf[place] as Unit);
      shelf[place] = unit;
    }
  }

  private forget(unit: Unit): void {
    unit.customer.held--;
    if (unit.customer.held === 0) this.truth.settle(unit.customer);
  }

  /** Settles everybody who could still have come back. */
  end(): void {
    for (const shelf of this.shelf) for (const unit of shelf) this.forget(unit);
  }

  /** A ticket with nothing but its request. */
  ticket(id: string, type: Type, created: Seconds, unit: Unit, point: ServicePoint): Ticket {
    const age = Math.floor(created / day) - unit.soldDay;
    const years = categories[unit.cell.model.category]?.mobile ? 1 : 3;
    return {
      id,
      type,
      channel: "hotline",
      mode: "on_site",
      created,
      asked: created,
      parentId: "",
      unit,
      component: -1,
      point,
      engineer: this.network.engineers[point.engineerFrom + this.random.int(point.engineerCount)] as Ticket["engineer"],
      warranty: age <= years * 365 ? "in" : unit.isExtended ? "extended" : "out",
      responded: 0,
      isLive: false,
      assigned: 0,
      accepted: 0,
      contacted: 0,
      requestedFrom: 0,
      requestedTo: 0,
      promisedFrom: 0,
      promisedTo: 0,
      windowFrom: 0,
      windowTo: 0,
      movedFrom: 0,
      movedTo: 0,
      movedAt: 0,
      userMoves: 0,
      pausedMinutes: 0,
      closed: 0,
      lastClosed: 0,
      isCancelled: false,
      refusedBy: "",
      isReopened: false,
      isRepeat: false,
      hasRepeat: false,
      isFeeDisputed: false,
      shipped: 0,
      returned: 0,
      visits: [],
      parts: [],
      events: [],
      faultId: "",
      arrivalClass: "",
    };
  }
}
