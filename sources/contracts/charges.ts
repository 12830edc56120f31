import { defineEntity } from "./entity.ts";
import { number, required, text, timestamp } from "./field.ts";

export const charges = defineEntity({
  name: "charges",
  description: "Money asked for and paid on a ticket.",
  key: ["ticket_id", "kind", "at"],
  fields: {
    ticket_id: required(text("The ticket")),
    kind: required(text("What was charged: door fee, labour, part, …")),
    quoted: number("Amount quoted", { min: 0 }),
    charged: number("Amount charged", { min: 0 }),
    currency: text("ISO 4217 code"),
    at: timestamp("When it was charged"),
  },
});
