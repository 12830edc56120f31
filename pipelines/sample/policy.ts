import type { Seconds } from "./clock.ts";
import { day, dayNumber } from "./clock.ts";
import type { Tier } from "./network.ts";
import type { Mode, Ticket } from "./ticket.ts";

const urbanChange = dayNumber(2026, 1, 1) * day;

/** Minutes from the request to the first human response, as data/sla_policy.csv promises. */
export function firstResponseTarget(ticket: Ticket): number {
  const { tier } = ticket.unit.customer;
  return tier === "premium" ? 15 : tier === "vip" ? 30 : 60;
}

/** Minutes from the request to the arrival on site. */
export function arrivalTarget(tier: Tier, asked: Seconds): number {
  if (tier === "urban") return asked < urbanChange ? 2880 : 2160;
  return tier === "county" ? 4320 : 5760;
}

/** Minutes from a request for repair until its first closure. */
export function restoreTarget(mode: Mode, tier: Tier): number {
  if (mode === "carry_in") return 4320;
  if (mode === "mail_in") return 14400;
  if (mode === "remote") return 11520;
  return tier === "urban" ? 7200 : tier === "county" ? 8640 : 11520;
}
