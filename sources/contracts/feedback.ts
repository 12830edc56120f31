import { defineEntity } from "./entity.ts";
import { boolean, choice, number, required, text, timestamp } from "./field.ts";

export const feedback = defineEntity({
  name: "feedback",
  description: "One text from a user: complaint, praise, suggestion, inquiry or review.",
  key: ["feedback_id"],
  fields: {
    feedback_id: required(text("The text's identifier")),
    created_at: required(timestamp("When it was written")),
    text: required(text("What the user wrote", { pii: true })),
    kind: choice(["complaint", "praise", "suggestion", "inquiry", "review"], "What kind of text it is"),
    is_solicited: boolean("Whether the user was asked for it"),
    ticket_id: text("The ticket it is about"),
    channel: text("Where it was written"),
    source_system: text("The system it was read from"),
    customer_key: text("The customer's key in the source system", { pii: true }),
    category: text("Product category"),
    brand: text("Brand"),
    model: text("Product model"),
    serial: text("Serial number of the unit", { pii: true }),
    batch: text("Production batch"),
    region: text("Province or city"),
    rating: number("Score given with the text, on the source's scale"),
    reply_text: text("The company's reply", { pii: true }),
    replied_at: timestamp("When the company replied"),
    follow_up_text: text("What the user added later", { pii: true }),
    follow_up_at: timestamp("When the user added it"),
    acknowledged_at: timestamp("When the complaint was acknowledged"),
    resolved_at: timestamp("When the complaint was resolved"),
    upheld: boolean("Whether the complaint was found justified"),
  },
  rules: [
    {
      name: "replied_at_before_created_at",
      field: "replied_at",
      when: "replied_at < created_at",
      action: "warn",
      label: { zh: "回复早于来文", en: "The reply comes before the text" },
    },
  ],
});
