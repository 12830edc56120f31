import { asOf, day, hour, inServiceHours, minute, monthStart, type Seconds } from "./clock.ts";
import { pickEngineer, push } from "./journey.ts";
import type { Network } from "./network.ts";
import { arrivalTarget } from "./policy.ts";
import type { Random } from "./random.ts";
import type { Outcome, Ticket, Visit } from "./ticket.ts";

/** From this month on more repairs end at the first visit. */
export const improvedMonth = 18;
export const improvedDay = monthStart(improvedMonth);

const lateMinutes = [1, 8, 18, 30, 45, 70, 110, 240, 900, 2600];
const workMinutes = [12, 25, 35, 45, 55, 68, 85, 110, 150, 260];
const partDays = [0.4, 1, 1.6, 2.3, 3, 4, 5.5, 8, 13, 34];
const closeMinutes = [2, 5, 12, 30, 70, 160, 400, 900, 1500, 3200];
const reopenDays = [0.3, 1, 1.8, 3, 4.5, 7];

/** What may happen in a visit depends on the job, the month and the service point. */
function firstOutcome(ticket: Ticket, random: Random, at: Seconds): Outcome {
  if (ticket.type === "install") return random.chance(0.97) ? "installed" : "not_fixed";
  if (ticket.type === "maintenance" || ticket.type === "care") return "maintained";
  const improved = at >= improvedDay * day;
  const hard = ticket.point.isBad ? 2.2 : 1;
  const u = random.next();
  let edge = (improved ? 0.046 : 0.076) * hard * (ticket.mode === "carry_in" ? 1.2 : 1);
  if (u < edge) return "awaiting_part";
  edge += (improved ? 0.014 : 0.022) * hard;
  if (u < edge) return "not_fixed";
  edge += 0.06;
  if (u < edge) return "no_fault_found";
  edge += 0.012;
  if (u < edge) return "replaced";
  if (ticket.warranty === "out" && u > 0.955) return "quote_refused";
  return "fixed";
}

const nffCauses = [
  "user_environment",
  "user_environment",
  "user_knowledge",
  "user_knowledge",
  "intermittent",
  "mis_triage",
];

export function visit(
  ticket: Ticket,
  random: Random,
  arrived: Seconds,
  outcome: Outcome,
  window: readonly [Seconds, Seconds],
): Visit {
  const dead = ticket.mode === "on_site" && random.chance(0.12) ? random.between(5, 45) : 0;
  const work =
    outcome === "no_access"
      ? random.between(6, 20)
      : random.quantile(workMinutes) * (ticket.type === "install" ? 1.4 : 1) + dead;
  const done: Visit = {
    arrived,
    left: arrived + Math.round(work * minute),
    plannedFrom: window[0],
    plannedTo: window[1],
    proof: ticket.mode !== "on_site" || random.chance(0.7) ? "geo" : random.chance(0.95) ? "user" : "none",
    outcome,
    engineer: ticket.engineer,
    deadMinutes: dead,
    nffCause: outcome === "no_fault_found" ? random.pick(nffCauses) : "",
  };
  ticket.visits.push(done);
  return done;
}

/** Arrival within the window that the company now means to keep, sometimes early or late. */
function arrival(ticket: Ticket, random: Random, load: number): Seconds {
  const from = ticket.movedFrom || ticket.windowFrom;
  const to = ticket.movedTo || ticket.windowTo;
  if (from === 0) {
    const target = arrivalTarget(ticket.point.tier, ticket.asked) * minute;
    const u = random.next();
    const share = u < 0.92 ? 0.12 + u * 0.8 : 1.05 + (u - 0.92) * 12;
    return inServiceHours(Math.max(ticket.asked + Math.round(target * share), ticket.contacted + 20 * minute), 600);
  }
  const tier = ticket.point.tier === "urban" ? 0.985 : ticket.point.tier === "county" ? 0.97 : 0.92;
  const onTime = ticket.point.isBad ? 0.68 : tier - (load - 1) * 0.16;
  if (random.chance(onTime)) return from - 14 * minute + random.int(to - from + 13 * minute);
  if (random.chance(0.14)) return Math.max(from - random.between(17, 100) * minute, ticket.contacted + 5 * minute);
  return to + Math.round(random.quantile(lateMinutes) * minute) + 30;
}

/** All visits of a ticket on site, its parts, its first closure and what may follow. */
export function visitOnSite(ticket: Ticket, random: Random, network: Network, load: number): void {
  let at = arrival(ticket, random, load);
  let window: readonly [Seconds, Seconds] = ticket.movedFrom
    ? [ticket.movedFrom, ticket.movedTo]
    : [ticket.promisedFrom || ticket.windowFrom, ticket.promisedTo || ticket.windowTo];
  if (random.chance(0.04) && (ticket.windowFrom === 0 || at >= ticket.windowFrom - 15 * minute)) {
    const missed = visit(ticket, random, at, "no_access", window);
    push(
      ticket,
      missed.left + random.between(1, 30) * minute,
      "contacted",
      "human",
      ticket.engineer.id,
      "用户不在家，另约",
    );
    const start = (Math.floor(missed.left / day) + random.between(1, 3)) * day + random.between(8, 17) * hour;
    window = [start, start + 2 * hour];
    at = start + random.int(100 * minute);
    if (random.chance(0.08)) {
      // Nobody at home again and no further wish: closed without access.
      visit(ticket, random, at, "no_access", window);
      close(ticket, random);
      return;
    }
  }
  repairFrom(ticket, random, network, at, window);
}

/** Work in a shop or workshop: the visit is the time on the bench. */
export function workInShop(ticket: Ticket, random: Random, network: Network, from: Seconds): void {
  repairFrom(ticket, random, network, inServiceHours(from, random.between(0, 5400)), [0, 0]);
}

function repairFrom(
  ticket: Ticket,
  random: Random,
  network: Network,
  start: Seconds,
  first: readonly [Seconds, Seconds],
): void {
  let last = visit(ticket, random, start, firstOutcome(ticket, random, start), first);
  let rounds = 0;
  while (last.outcome === "awaiting_part" || last.outcome === "not_fixed") {
    let back = last.left + Math.round(random.quantile([0.6, 1, 1.5, 2.2, 4]) * day);
    if (last.outcome === "awaiting_part") back = waitForParts(ticket, random, last.left) + random.between(3, 40) * hour;
    else if (random.chance(0.3)) {
      ticket.engineer = pickEngineer(ticket, random, network);
      push(ticket, last.left + hour, "transferred", "human", ticket.engineer.id, "换人处理");
    }
    back = inServiceHours(back, random.between(600, 7200));
    const window: readonly [Seconds, Seconds] =
      ticket.mode === "on_site" ? [back - (back % hour), back - (back % hour) + 2 * hour] : [0, 0];
    rounds++;
    const outcome: Outcome =
      ticket.type === "install"
        ? "installed"
        : rounds < 3 && random.chance(0.08)
          ? "not_fixed"
          : random.chance(0.03)
            ? "replaced"
            : "fixed";
    last = visit(ticket, random, back, outcome, window);
  }
  if (last.outcome === "quote_refused") ticket.refusedBy = "user";
  if (ticket.mode === "mail_in") {
    ticket.shipped = last.left + random.between(2, 30) * hour;
    ticket.returned = ticket.shipped + random.between(20, 110) * hour;
  }
  close(ticket, random);
}

/** One or two parts, asked for at the end of the visit; returns when all are there. */
function waitForParts(ticket: Ticket, random: Random, from: Seconds): Seconds {
  const count = random.chance(0.12) ? 2 : 1;
  let until = 0;
  for (let i = 0; i < count; i++) {
    const requested = from + i * random.between(1, 30) * hour;
    const received = requested + Math.round(random.quantile(partDays) * day);
    ticket.parts.push({ partNo: "", requested, received });
    push(ticket, requested, "part_requested", "human", ticket.engineer.id, i === 0 ? "主件" : "辅件");
    push(ticket, received, "part_received", "system", "", i === 0 ? "主件" : "辅件");
    until = Math.max(until, received);
  }
  return until;
}

/** Closes after the last visit; sometimes a thank-you or a failed repair opens the ticket again. */
export function close(ticket: Ticket, random: Random): void {
  const last = ticket.visits[ticket.visits.length - 1] as Visit;
  ticket.closed = (ticket.returned || last.left) + Math.round(random.quantile(closeMinutes) * minute);
  ticket.lastClosed = ticket.closed;
  push(ticket, ticket.closed, "closed", random.chance(0.7) ? "human" : "system", ticket.engineer.id);
  if (last.outcome === "fixed" && ticket.mode !== "mail_in" && random.chance(ticket.point.isBad ? 0.04 : 0.015))
    reopen(ticket, random);
  else if (random.chance(0.008)) thank(ticket, random);
}

function reopen(ticket: Ticket, random: Random): void {
  const at = ticket.closed + Math.round(random.quantile(reopenDays) * day);
  if (at > asOf) return;
  ticket.isReopened = true;
  push(ticket, at, "reopened", "user", "", "用户反映未修好");
  const back = inServiceHours(at + random.between(4, 60) * hour, random.between(600, 7200));
  const again = visit(
    ticket,
    random,
    back,
    "fixed",
    ticket.mode === "on_site" ? [back - (back % hour), back - (back % hour) + 2 * hour] : [0, 0],
  );
  ticket.lastClosed = again.left + random.between(5, 600) * minute;
  push(ticket, ticket.lastClosed, "closed", "human", ticket.engineer.id);
}

/** A thank-you that the system takes for a reopening. */
function thank(ticket: Ticket, random: Random): void {
  const at = ticket.closed + random.between(30, 4000) * minute;
  if (at > asOf) return;
  push(ticket, at, "thanked", "user", "", "用户来信致谢");
  if (random.chance(0.5)) return;
  push(ticket, at, "reopened", "system", "", "收到来信自动重开");
  ticket.lastClosed = at + random.between(5, 90) * minute;
  push(ticket, ticket.lastClosed, "closed", "human", ticket.engineer.id);
}
