import { defineEntity } from "./entity.ts";
import { boolean, choice, required, text, timestamp } from "./field.ts";

export const contacts = defineEntity({
  name: "contacts",
  description: "One contact of a customer with the company.",
  key: ["contact_id"],
  fields: {
    contact_id: required(text("The contact's identifier")),
    at: required(timestamp("When it began")),
    channel: text("Channel"),
    kind: text("Presale, service, follow-up"),
    intent: text("What the customer wanted: progress, usage, price, …"),
    queued_at: timestamp("Entered the queue"),
    answered_at: timestamp("Answered by a person"),
    abandoned: boolean("Given up before an answer"),
    actor_kind: choice(["human", "bot", "system", "user"], "Who answered"),
    ticket_id: text("The ticket"),
    customer_key: text("The customer", { pii: true }),
    appointment_at: timestamp("Agreed appointment"),
    is_resolved: boolean("Whether it solved the need"),
  },
});
