import { defineEntity } from "./entity.ts";
import { choice, required, text, timestamp } from "./field.ts";

export const logisticsLegs = defineEntity({
  name: "logistics_legs",
  description: "One leg of a mail-in service.",
  key: ["ticket_id", "leg", "started_at"],
  fields: {
    ticket_id: required(text("The ticket")),
    leg: required(choice(["pickup", "inbound", "outbound"], "Which leg")),
    started_at: timestamp("Start of the leg"),
    ended_at: timestamp("End of the leg"),
    status: text("State of the parcel"),
  },
});
