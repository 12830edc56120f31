import { defineEntity } from "./entity.ts";
import { choice, integer, list, required, text, timestamp } from "./field.ts";

export const ratings = defineEntity({
  name: "ratings",
  description: "One invitation to rate and, when it was answered, the answer.",
  key: ["rating_id"],
  fields: {
    rating_id: required(text("The rating's identifier")),
    ticket_id: text("The ticket it is about"),
    customer_key: text("The customer's key in the source system", { pii: true }),
    mode: choice(["sms", "app", "phone", "store_tablet", "wechat", "mail"], "How the answer was asked for"),
    invited_at: timestamp("When the invitation went out"),
    answered_at: timestamp("When it was answered; empty without an answer"),
    nps: integer("Answer to the 0 to 10 recommendation question", { min: 0, max: 10 }),
    csat: integer("Satisfaction, 1 to 5", { min: 1, max: 5 }),
    ces: integer("Ease, 1 to 7, 7 easiest", { min: 1, max: 7 }),
    touchpoint: text("What was rated: call, appointment, arrival, repair, price, follow-up"),
    confirmed_items: list("Which of the five ones the user confirmed"),
    comment: text("What the user wrote", { pii: true }),
  },
  rules: [
    {
      name: "answered_at_before_invited_at",
      field: "answered_at",
      when: "answered_at < invited_at",
      action: "quarantine",
      label: { zh: "回答早于邀请", en: "The answer comes before the invitation" },
    },
  ],
});
