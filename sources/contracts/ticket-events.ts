import { defineEntity } from "./entity.ts";
import { choice, required, text, timestamp } from "./field.ts";

export const ticketEvents = defineEntity({
  name: "ticket_events",
  description: "What happened to a ticket, in order; events at the same time keep the order of the file.",
  key: ["ticket_id", "at", "kind", "actor_kind", "actor_id", "new_from", "new_to", "detail"],
  fields: {
    ticket_id: required(text("The ticket")),
    at: required(timestamp("When it happened")),
    kind: required(
      choice(
        [
          "created",
          "responded",
          "auto_replied",
          "assigned",
          "rejected",
          "accepted",
          "contact_failed",
          "contacted",
          "user_rescheduled",
          "company_rescheduled",
          "transferred",
          "paused",
          "resumed",
          "part_requested",
          "part_received",
          "closed",
          "reopened",
          "callback",
          "thanked",
          "other",
        ],
        "What happened",
      ),
    ),
    actor_kind: choice(["human", "bot", "system", "user"], "Who did it"),
    actor_id: text("Identifier of the actor; of an acceptance or a transfer, who holds the ticket from then on", {
      pii: true,
    }),
    new_from: timestamp("Start of the new window after a reschedule"),
    new_to: timestamp("End of the new window after a reschedule"),
    detail: text("Free text of the source system", { pii: true }),
  },
});
