import { defineEntity } from "./entity.ts";
import { boolean, choice, date, list, required, text, timestamp } from "./field.ts";

export const proactiveTasks = defineEntity({
  name: "proactive_tasks",
  description: "A care task the company owes a unit: birthday, maintenance, firmware, health check.",
  key: ["task_id"],
  fields: {
    task_id: required(text("The task's identifier")),
    kind: required(choice(["birthday", "maintenance", "firmware", "health_check", "other"], "What kind of task")),
    serial: required(text("Serial number", { pii: true })),
    due_on: required(date("Day it is due")),
    called_at: timestamp("When the user was called"),
    consented: boolean("Whether the user agreed"),
    visited_at: timestamp("When the visit took place"),
    completed_at: timestamp("When it was completed"),
    items_done: list("Sub-tasks done"),
    found: list("What was found", { pii: true }),
    opted_out: boolean("Whether the user declined for good"),
  },
});
