import { asOf, businessMinutes, day, minute, monthIndex, monthText, type Seconds } from "./clock.ts";
import { arrivalTarget, firstResponseTarget, restoreTarget } from "./policy.ts";
import { type Customer, productive, provenArrival, type Ticket } from "./ticket.ts";

type Counts = Record<string, number>;
type Table = Record<string, Counts>;

function add(table: Table, row: string, column: string, by = 1): void {
  let counts = table[row];
  if (counts === undefined) {
    counts = {};
    table[row] = counts;
  }
  counts[column] = (counts[column] ?? 0) + by;
}

/** True values, counted from what happened and not from what was written. Rows named `all` hold the whole sample. */
export class Truth {
  tickets: Counts = {};
  created: Table = {};
  arrival: Table = {};
  arrivalAnyProof: Table = {};
  firstFix: Table = {};
  installFirstFix: Table = {};
  sla: Record<string, Table> = { first_response: {}, arrival: {}, restore: {} };
  npsByMode: Table = {};
  npsByMonth: Table = {};
  answers: Counts = {};
  drivers: Table = {};
  voices: Counts = {};
  visits: Counts = {};
  response: Table = {};

  count(group: Counts, name: string, by = 1): void {
    group[name] = (group[name] ?? 0) + by;
  }

  private both(table: Table, at: Seconds, column: string): void {
    add(table, "all", column);
    add(table, monthText(monthIndex(at)), column);
  }

  /** Records a finished journey. The repeat that it may have caused must be known by now. */
  record(ticket: Ticket, categoryId: string): void {
    const t = this.tickets;
    this.count(t, "total");
    this.count(t, `type_${ticket.type}`);
    this.count(t, `mode_${ticket.mode}`);
    this.both(this.created, ticket.created, categoryId);
    const isClosed = ticket.closed > 0 && ticket.closed <= asOf;
    if (ticket.isCancelled) this.count(t, "cancelled");
    else this.count(t, ticket.lastClosed > 0 && ticket.lastClosed <= asOf ? "closed" : "open");
    if (isClosed && !ticket.isCancelled) {
      this.count(t, "ever_closed");
      if (ticket.isReopened && ticket.events.some((event) => event.kind === "reopened" && event.at <= asOf)) {
        this.count(t, "reopened");
      }
    }
    if (ticket.isRepeat) this.count(t, "repeats");
    if (ticket.pausedMinutes > 0) this.count(t, "paused_by_user");
    if (ticket.userMoves > 0) this.count(t, "user_rescheduled");
    if (ticket.movedAt > 0 && ticket.movedAt <= asOf) this.count(t, "company_rescheduled");
    if (ticket.visits.some((visit) => visit.outcome === "no_access" && visit.left <= asOf)) this.count(t, "no_access");
    if (ticket.parts.length > 0) this.count(t, "awaited_part");
    this.recordArrival(ticket);
    this.recordSla(ticket);
    this.recordFirstFix(ticket);
  }

  private recordArrival(ticket: Ticket): void {
    if (ticket.mode !== "on_site") return;
    if (ticket.requestedFrom === 0) this.count(this.tickets, "window_missing");
    const opens = ticket.windowFrom || ticket.asked;
    const due = ticket.windowTo || ticket.asked + arrivalTarget(ticket.point.tier, ticket.asked) * minute;
    const classify = (arrived: Seconds) => {
      if (arrived === 0 || arrived > asOf) {
        if (!ticket.isCancelled) return "not_arrived";
        return ticket.refusedBy === "company" ? "cancelled_by_company" : "cancelled";
      }
      if (ticket.windowFrom > 0 && arrived < opens - 15 * minute) return "early";
      return arrived <= due ? "on_time" : "late";
    };
    const name = classify(provenArrival(ticket));
    ticket.arrivalClass = name;
    if (due > asOf) return;
    this.both(this.arrival, due, name);
    const first = ticket.visits[0];
    this.both(this.arrivalAnyProof, due, classify(first === undefined ? 0 : first.arrived));
  }

  private judge(metric: string, ticket: Ticket, due: Seconds, at: Seconds): void {
    const isWithdrawn = ticket.isCancelled && ticket.refusedBy !== "company" && ticket.closed <= due;
    if (due > asOf || (isWithdrawn && at === 0)) return;
    const table = this.sla[metric] as Table;
    this.both(table, due, "due");
    if (at > 0 && at <= due) this.both(table, due, "met");
  }

  private recordSla(ticket: Ticket): void {
    this.judge("first_response", ticket, ticket.asked + firstResponseTarget(ticket) * minute, ticket.responded);
    if (ticket.responded > 0 && ticket.responded <= asOf) {
      const row = ticket.responded === ticket.asked ? "live" : "not_live";
      add(this.response, row, "responses");
      add(this.response, row, "calendar_minutes", Math.floor((ticket.responded - ticket.asked) / minute));
      add(this.response, row, "business_minutes", Math.floor(businessMinutes(ticket.asked, ticket.responded)));
    }
    // A pause of the user's own moves the later promises, by three days at most.
    const pause = Math.min(ticket.pausedMinutes, 4320) * minute;
    if (ticket.mode === "on_site") {
      const due = ticket.asked + arrivalTarget(ticket.point.tier, ticket.asked) * minute;
      this.judge("arrival", ticket, Math.max(due, ticket.windowTo) + pause, provenArrival(ticket));
    }
    if (ticket.type === "repair") {
      const due = ticket.asked + restoreTarget(ticket.mode, ticket.point.tier) * minute;
      this.judge("restore", ticket, due + pause, ticket.isCancelled ? 0 : ticket.closed);
    }
  }

  private recordFirstFix(ticket: Ticket): void {
    const isRepair = ticket.type === "repair" && ticket.mode !== "remote";
    if ((!isRepair && ticket.type !== "install") || ticket.isCancelled) return;
    if (ticket.closed === 0 || ticket.closed + 30 * day > asOf) return;
    const done = ticket.visits.filter((visit) => productive(visit.outcome) && visit.left <= asOf);
    if (done.length === 0 || ticket.visits.some((visit) => visit.outcome === "quote_refused")) return;
    const table = isRepair ? this.firstFix : this.installFirstFix;
    const outcome = done[0]?.outcome;
    const isOneVisit = done.length === 1;
    const isFixed = isOneVisit && (outcome === "fixed" || outcome === "no_fault_found" || outcome === "installed");
    this.both(table, ticket.closed, "matured");
    if (isFixed) this.both(table, ticket.closed, "by_visit");
    if (isFixed && !ticket.hasRepeat) this.both(table, ticket.closed, "first_time_fix");
    if (ticket.hasRepeat) this.both(table, ticket.closed, "repeated");
  }

  /** Counts a customer's latest answer of all and of each month, once no more can come. */
  settle(customer: Customer): void {
    if (customer.answers.length === 0) return;
    customer.answers.sort((a, b) => a.at - b.at);
    customer.answers.forEach((answer, i) => {
      const next = customer.answers[i + 1];
      const kind = answer.nps >= 9 ? "promoters" : answer.nps <= 6 ? "detractors" : "passives";
      this.count(this.answers, "valid");
      const month = monthIndex(answer.at);
      if (next === undefined || monthIndex(next.at) !== month) {
        add(this.npsByMonth, monthText(month), "n");
        add(this.npsByMonth, monthText(month), kind);
      }
      if (next !== undefined) return;
      for (const row of ["all", answer.mode]) {
        add(this.npsByMode, row, "n");
        add(this.npsByMode, row, kind);
      }
    });
    customer.answers = [];
  }

  driver(name: string, nps: number): void {
    add(this.drivers, name, "n");
    add(this.drivers, name, nps >= 9 ? "promoters" : nps <= 6 ? "detractors" : "passives");
  }
}
