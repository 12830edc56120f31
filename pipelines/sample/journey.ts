import { asOf, day, hour, inServiceHours, isHoliday, minute, type Seconds, weekday } from "./clock.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { Event, Ticket } from "./ticket.ts";

/** Minutes until a person answers an app, web or message request in service hours, by quantile. */
const responseMinutes = [0.3, 1, 2, 3.5, 5, 7, 10, 14, 20, 34, 150];
const dispatchMinutes = [0.3, 1, 2, 3, 5, 8, 14, 30, 90, 480];
const acceptMinutes = [1, 4, 8, 14, 22, 35, 55, 90, 180, 700];
const contactMinutes = [3, 8, 15, 25, 40, 60, 95, 150, 300, 900];
const slotStarts = [8, 9, 9, 10, 10, 13, 14, 14, 15, 16, 18];

export function push(
  ticket: Ticket,
  at: Seconds,
  kind: string,
  actorKind: string,
  actor = "",
  detail = "",
  newFrom = 0,
  newTo = 0,
): void {
  const event: Event = { at, kind, actorKind, actor, newFrom, newTo, detail };
  ticket.events.push(event);
}

const minutesOf = (random: Random, table: readonly number[], factor = 1): Seconds =>
  Math.round(random.quantile(table) * factor * minute);

/** The request, the first response, the dispatch and the engineer's call. `load` is 1 on an ordinary day. */
export function receive(ticket: Ticket, random: Random, load: number): void {
  push(ticket, ticket.created, "created", ticket.channel === "device" ? "system" : "user");
  const agent = `A${String(random.between(1, 480)).padStart(4, "0")}`;
  if (ticket.channel === "hotline" || ticket.channel === "store") {
    ticket.isLive = true;
    ticket.responded = ticket.created;
  } else {
    if (random.chance(0.85))
      push(ticket, ticket.created + random.between(1, 40), "auto_replied", random.chance(0.6) ? "bot" : "system");
    const slow = ticket.channel === "mail" ? 6 : ticket.channel === "social" ? 2.2 : 1;
    ticket.responded =
      inServiceHours(ticket.created, random.between(60, 1800), 22.5) + minutesOf(random, responseMinutes, slow * load);
  }
  push(ticket, ticket.responded, "responded", "human", agent);
}

export function dispatch(ticket: Ticket, random: Random, network: Network, load: number): void {
  const assigned = ticket.responded + minutesOf(random, dispatchMinutes, load);
  push(ticket, assigned, "assigned", random.chance(0.8) ? "system" : "human", ticket.point.id);
  ticket.assigned = assigned;
  let at = assigned;
  if (random.chance(0.03)) {
    at += random.between(10, 200) * minute;
    push(ticket, at, "rejected", "human", ticket.engineer.id, "排期已满");
    at += random.between(5, 60) * minute;
    ticket.engineer = pickEngineer(ticket, random, network);
    push(ticket, at, "assigned", "human", ticket.point.id);
  }
  at = inServiceHours(at, random.between(0, 3600)) + minutesOf(random, acceptMinutes, load);
  ticket.accepted = at;
  push(ticket, at, "accepted", "human", ticket.engineer.id);
  if (random.chance(0.025)) {
    at += random.between(20, 400) * minute;
    const from = ticket.engineer.id;
    ticket.engineer = pickEngineer(ticket, random, network);
    push(ticket, at, "transferred", "human", ticket.engineer.id, `由${from}转出`);
  }
  while (random.chance(0.07)) {
    at = inServiceHours(at + random.between(70, 200) * minute, random.between(0, 1800));
    push(ticket, at, "contact_failed", "human", ticket.engineer.id, random.chance(0.5) ? "无人接听" : "用户关机");
  }
  at = inServiceHours(at + minutesOf(random, contactMinutes, load), random.between(0, 3600));
  ticket.contacted = at;
  push(ticket, at, "contacted", "human", ticket.engineer.id);
}

export function pickEngineer(ticket: Ticket, random: Random, network: Network) {
  const { engineerFrom, engineerCount } = ticket.point;
  return network.engineers[engineerFrom + random.int(engineerCount)] as Network["engineers"][number];
}

/** A window of two or four hours on the day the user likes, after `earliest`. */
function slot(random: Random, earliest: Seconds, spread: readonly number[]): [Seconds, Seconds] {
  let d = Math.floor(earliest / day) + Math.floor(random.quantile(spread));
  if (isHoliday(d) && random.chance(0.5)) d++;
  if (weekday(d) === 0 && random.chance(0.3)) d++;
  let start = d * day + random.pick(slotStarts) * hour;
  while (start < earliest) {
    start += random.between(2, 3) * hour;
    if (start % day > 18 * hour) start = (Math.floor(start / day) + 1) * day + 9 * hour;
  }
  return [start, start + (random.chance(0.7) ? 2 : 4) * hour];
}

/** The window the user asks for (or not), what the company promises, and what either moves. */
export function appoint(ticket: Ticket, random: Random, load: number): void {
  const far = ticket.point.tier === "rural" ? 0.6 : ticket.point.tier === "county" ? 0.3 : 0;
  const days = [0, 0, 0.7, 1, 1, 1.6, 2.2, 3.5 + far * 2 + (load - 1) * 3];
  if (random.chance(0.9)) {
    [ticket.requestedFrom, ticket.requestedTo] = slot(random, ticket.created + 3 * hour, days);
    ticket.windowFrom = ticket.requestedFrom;
    ticket.windowTo = ticket.requestedTo;
    // Whatever came before must leave the engineer time to get there.
    const latest = ticket.requestedFrom - random.between(35, 150) * minute;
    if (ticket.contacted > latest) squeeze(ticket, latest);
    ticket.promisedFrom = ticket.requestedFrom;
    ticket.promisedTo = ticket.requestedTo;
    if (random.chance(0.08)) ticket.promisedTo = ticket.requestedFrom + hour;
    else if (random.chance(0.05)) {
      ticket.promisedFrom += 4 * hour;
      ticket.promisedTo += 4 * hour;
    }
    const moved = random.next();
    if (moved < 0.055) moveByUser(ticket, random);
    else if (moved < 0.055 + 0.028 * load) {
      ticket.movedAt = between(random, ticket.contacted, ticket.requestedFrom - 10 * minute);
      [ticket.movedFrom, ticket.movedTo] = slot(random, ticket.requestedTo + 6 * hour, [0, 1, 1, 2, 3]);
      push(
        ticket,
        ticket.movedAt,
        "company_rescheduled",
        "human",
        ticket.engineer.id,
        "人手不足",
        ticket.movedFrom,
        ticket.movedTo,
      );
    }
  } else if (random.chance(0.7)) {
    [ticket.promisedFrom, ticket.promisedTo] = slot(random, ticket.contacted + 2 * hour, [0, 0, 1, 1, 2]);
  }
}

/** Some users put a ticket off by their own wish, and take it up again before the appointment. */
export function pause(ticket: Ticket, random: Random): void {
  const from = ticket.contacted + random.between(5, 40) * minute;
  const room = Math.floor((ticket.requestedFrom - 30 * minute - from) / minute);
  if (ticket.requestedFrom === 0 || ticket.userMoves > 0 || ticket.movedAt > 0 || room < 60) return;
  const minutes = random.between(30, room);
  if (from + minutes * minute > asOf) return;
  ticket.pausedMinutes = minutes;
  push(ticket, from, "paused", "user", "", "用户出差");
  push(ticket, from + minutes * minute, "resumed", "user");
}

function moveByUser(ticket: Ticket, random: Random): void {
  do {
    const at = between(random, Math.max(ticket.contacted, movedLast(ticket)), ticket.windowFrom - 20 * minute);
    [ticket.windowFrom, ticket.windowTo] = slot(random, ticket.windowTo + 4 * hour, [0, 1, 1, 2, 4]);
    ticket.userMoves++;
    push(ticket, at, "user_rescheduled", "user", "", "用户改约", ticket.windowFrom, ticket.windowTo);
  } while (ticket.userMoves < 3 && random.chance(0.12));
}

const movedLast = (ticket: Ticket): Seconds =>
  ticket.userMoves === 0 ? 0 : (ticket.events[ticket.events.length - 1] as Event).at + minute;

const between = (random: Random, low: Seconds, high: Seconds): Seconds =>
  high <= low ? low : low + random.int(high - low);

/** Draws everything between the request and the engineer's call into the time before `latest`. */
function squeeze(ticket: Ticket, latest: Seconds): void {
  const span = ticket.contacted - ticket.created;
  const room = Math.max(latest - ticket.created, 20 * minute);
  if (span <= room) return;
  const closer = (at: Seconds) =>
    at <= ticket.created ? at : ticket.created + Math.max(1, Math.floor(((at - ticket.created) / span) * room));
  for (const event of ticket.events) event.at = closer(event.at);
  ticket.responded = closer(ticket.responded);
  ticket.assigned = closer(ticket.assigned);
  ticket.accepted = closer(ticket.accepted);
  ticket.contacted = closer(ticket.contacted);
}
