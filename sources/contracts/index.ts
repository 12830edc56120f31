import type { z } from "zod";
import { campaignEvents } from "./campaign-events.ts";
import { campaigns } from "./campaigns.ts";
import { charges } from "./charges.ts";
import { contacts } from "./contacts.ts";
import { customers } from "./customers.ts";
import { engineers } from "./engineers.ts";
import { entitlements } from "./entitlements.ts";
import type { Entity } from "./entity.ts";
import { feedback } from "./feedback.ts";
import { installedBase } from "./installed-base.ts";
import { loans } from "./loans.ts";
import { logisticsLegs } from "./logistics-legs.ts";
import { orders } from "./orders.ts";
import { partRequests } from "./part-requests.ts";
import { proactiveTasks } from "./proactive-tasks.ts";
import { products } from "./products.ts";
import { ratings } from "./ratings.ts";
import { remoteSessions } from "./remote-sessions.ts";
import { servicePoints } from "./service-points.ts";
import { telemetryAlerts } from "./telemetry-alerts.ts";
import { ticketEvents } from "./ticket-events.ts";
import { tickets } from "./tickets.ts";
import { units } from "./units.ts";
import { visits } from "./visits.ts";

/** Every canonical entity, in the order they are loaded. */
export const entities = {
  products,
  units,
  installed_base: installedBase,
  customers,
  service_points: servicePoints,
  engineers,
  tickets,
  ticket_events: ticketEvents,
  visits,
  ratings,
  feedback,
  part_requests: partRequests,
  charges,
  logistics_legs: logisticsLegs,
  loans,
  entitlements,
  campaigns,
  campaign_events: campaignEvents,
  proactive_tasks: proactiveTasks,
  telemetry_alerts: telemetryAlerts,
  remote_sessions: remoteSessions,
  contacts,
  orders,
} as const satisfies Record<string, Entity>;

export type EntityName = keyof typeof entities;

/** A row of an entity, as its contract types it. */
export type Row<N extends EntityName> = z.infer<(typeof entities)[N]["schema"]>;

export const entityNames = Object.keys(entities) as EntityName[];

export { type Action, type Entity, type Field, fieldsOf, type Label, type Rule } from "./entity.ts";
export type { Kind } from "./field.ts";
export { fieldChecks, recordRules, ruleLabel } from "./rules.ts";
