import { defineEntity } from "./entity.ts";
import { required, text, timestamp } from "./field.ts";

export const loans = defineEntity({
  name: "loans",
  description: "A loan unit handed out during a repair.",
  key: ["ticket_id", "from_at"],
  fields: {
    ticket_id: required(text("The ticket")),
    serial: text("Serial number of the loan unit", { pii: true }),
    from_at: required(timestamp("Handed out")),
    to_at: timestamp("Handed back"),
    asked_at: timestamp("When the user asked for it"),
  },
});
