import { defineEntity } from "./entity.ts";
import { choice, list, number, required, text, timestamp } from "./field.ts";

export const visits = defineEntity({
  name: "visits",
  description: "One visit or workshop session on a ticket.",
  key: ["visit_id"],
  fields: {
    visit_id: required(text("The visit's identifier")),
    ticket_id: required(text("The ticket it serves")),
    engineer_id: text("The engineer", { pii: true }),
    service_point_id: text("The engineer's service point"),
    planned_from: timestamp("Start of the planned window"),
    planned_to: timestamp("End of the planned window"),
    arrived_at: timestamp("Arrival at the place the user named, or start of work in a workshop"),
    arrival_proof: choice(["geo", "user", "none"], "How the arrival is proven"),
    left_at: timestamp("End of the visit"),
    dead_minutes: number("Minutes of the visit in which no work was possible", { min: 0 }),
    outcome: choice(
      [
        "fixed",
        "not_fixed",
        "no_fault_found",
        "no_access",
        "quote_refused",
        "awaiting_part",
        "replaced",
        "installed",
        "maintained",
      ],
      "How the visit ended",
    ),
    nff_cause: choice(["user_environment", "user_knowledge", "intermittent", "mis_triage"], "Why no fault was found"),
    cause_component: text("The component found at fault"),
    cause: text("The cause as the engineer wrote it", { pii: true }),
    km: number("Distance travelled in kilometres", { min: 0 }),
    checked_items: list("Which of the five ones (五个一) were done"),
    info_items: list("Information brought back from the visit", { pii: true }),
  },
  rules: [
    {
      name: "left_at_before_arrived_at",
      field: "left_at",
      when: "left_at < arrived_at",
      action: "quarantine",
      label: { zh: "离开早于到达", en: "The visit ends before it starts" },
    },
  ],
});
