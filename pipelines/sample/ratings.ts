import { asOf, day, hour, type Seconds, stamp } from "./clock.ts";
import type { Random } from "./random.ts";
import { solved, type Ticket } from "./ticket.ts";

/** How an answer was asked for, its share, its response rate and its shift of the score in points. */
export const surveyModes = [
  { mode: "sms", weight: 46, response: 0.2, shift: 0 },
  { mode: "app", weight: 13, response: 0.3, shift: -4 },
  { mode: "wechat", weight: 20, response: 0.34, shift: 0 },
  { mode: "phone", weight: 20, response: 0.55, shift: 8 },
  { mode: "mail", weight: 1, response: 0.1, shift: -8 },
] as const;
export const tablet = { mode: "store_tablet", response: 0.72, shift: 14 } as const;
const modeTotals = [46, 59, 79, 99, 100];

/** Points of NPS each of these costs; planted, and stated in planted.json. */
export const driverPoints = { late: 25, repeat: 34, part_wait: 18, fee_dispute: 40, bad_service_point: 10 } as const;
/** Promoters and detractors, in percent, when nothing went wrong and the mode adds nothing. */
export const baseline = { promoters: 57.5, detractors: 12.5 } as const;

export interface Rating {
  mode: string;
  invited: Seconds;
  /** 0 without an answer. */
  answered: Seconds;
  nps: number;
  csat: number;
  ces: number;
  isBeforeFix: boolean;
  isBegged: boolean;
  drivers: (keyof typeof driverPoints)[];
}

const answerHours = [0.02, 0.1, 0.4, 1, 2.5, 6, 14, 30, 70];

export function driversOf(ticket: Ticket): (keyof typeof driverPoints)[] {
  const found: (keyof typeof driverPoints)[] = [];
  if (ticket.arrivalClass === "late") found.push("late");
  if (ticket.isRepeat) found.push("repeat");
  if (ticket.parts.length > 0) found.push("part_wait");
  if (ticket.isFeeDisputed) found.push("fee_dispute");
  if (ticket.point.isBad) found.push("bad_service_point");
  return found;
}

/** An invitation after the close (or a callback before the fix) and, for some, an answer. */
export function rate(ticket: Ticket, random: Random): Rating | undefined {
  if (!random.chance(ticket.type === "complaint" ? 0.3 : 0.86)) return undefined;
  const last = ticket.visits[ticket.visits.length - 1];
  const isBeforeFix =
    last !== undefined &&
    solved(last.outcome) &&
    !ticket.isReopened &&
    ticket.mode === "on_site" &&
    random.chance(0.012);
  const kind =
    ticket.mode === "carry_in" && random.chance(0.6)
      ? tablet
      : (surveyModes[isBeforeFix ? 3 : random.weighted(modeTotals)] as (typeof surveyModes)[number]);
  const invited = isBeforeFix
    ? Math.max(last.arrived, last.left - 8 * 60)
    : ticket.lastClosed + (kind === tablet ? 60 : random.between(5, 40) * hour);
  if (invited > asOf) return undefined;
  const drivers = driversOf(ticket);
  const cost = drivers.reduce((sum, driver) => sum + driverPoints[driver], 0) - kind.shift;
  const response = kind.response * (drivers.length > 0 ? 0.9 : 1) * (cost > 60 ? 1.25 : 1);
  const rating: Rating = {
    mode: kind.mode,
    invited,
    answered: 0,
    nps: -1,
    csat: 0,
    ces: 0,
    isBeforeFix,
    isBegged: false,
    drivers,
  };
  if (!isBeforeFix && !random.chance(response)) return rating;
  const wait = isBeforeFix
    ? 120
    : Math.round(random.quantile(answerHours) * hour * (kind.mode === "phone" ? 0 : 1)) + 30;
  const answered = invited + wait;
  if (answered > asOf) return rating;
  rating.answered = answered;
  const u = random.next() * 100;
  const promoters = Math.max(2, baseline.promoters - cost / 2);
  const detractors = Math.min(96, Math.max(1, baseline.detractors + cost / 2));
  if (u < promoters) rating.nps = random.chance(0.72) ? 10 : 9;
  else if (u < 100 - detractors) rating.nps = random.chance(0.62) ? 8 : 7;
  else rating.nps = Math.floor(random.quantile([0, 1, 3, 5, 6, 6.99]));
  if (random.chance(0.04)) rating.nps = -1;
  const mood = u < promoters ? 5 : u < 100 - detractors ? 4 : random.between(1, 3);
  rating.csat = random.chance(0.8) ? mood : Math.min(5, Math.max(1, mood + (random.chance(0.5) ? 1 : -1)));
  rating.ces = random.chance(0.35) ? Math.min(7, Math.max(1, mood + random.between(0, 2))) : 0;
  return rating;
}

/** The score that an engineer gives himself on his tablet before he leaves, in place of what the user would have been asked. */
export function beg(ticket: Ticket, rating: Rating, random: Random): Rating {
  const answered = ticket.lastClosed + random.between(35, 115);
  const isBegged = ticket.point.isBegging && ticket.mode === "on_site" && random.chance(0.8) && answered <= asOf;
  if (!isBegged) return rating;
  return {
    ...rating,
    mode: tablet.mode,
    invited: ticket.lastClosed + 15,
    answered,
    nps: 10,
    csat: 5,
    isBeforeFix: false,
    isBegged,
  };
}

export function ratingRow(
  id: string,
  ticket: Ticket,
  rating: Rating,
  touchpoint: string,
  confirmed: string,
  comment: string,
): string {
  const isAnswered = rating.answered > 0;
  return `${id},${ticket.id},${ticket.unit.customer.key},${rating.mode},${stamp(rating.invited)},${
    isAnswered ? stamp(rating.answered) : ""
  },${rating.nps < 0 ? "" : rating.nps},${rating.csat || ""},${rating.ces || ""},${touchpoint},${confirmed},${comment}`;
}

/** Within how long after the close a complaint or a praise is written. */
export const voiceDelay = (random: Random): Seconds =>
  Math.round(random.quantile([0.05, 0.3, 0.8, 1.6, 3, 6, 14]) * day);
