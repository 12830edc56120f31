import { defineEntity } from "./entity.ts";
import { required, text, timestamp } from "./field.ts";

export const campaignEvents = defineEntity({
  name: "campaign_events",
  description: "A customer or unit touched by a campaign, or a benefit used.",
  key: ["campaign_id", "event_id"],
  fields: {
    campaign_id: required(text("The campaign")),
    event_id: required(text("The event's identifier")),
    at: required(timestamp("When it happened")),
    kind: text("Sent, read, used, opted out, complained"),
    benefit: text("The benefit used"),
    customer_key: text("The customer", { pii: true }),
    serial: text("Serial number", { pii: true }),
    ticket_id: text("Ticket it led to"),
  },
});
