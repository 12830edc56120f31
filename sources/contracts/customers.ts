import { defineEntity } from "./entity.ts";
import { boolean, choice, required, text } from "./field.ts";

export const customers = defineEntity({
  name: "customers",
  description: "A customer, by key only.",
  key: ["customer_key"],
  fields: {
    customer_key: required(text("The customer's key in the source system", { pii: true })),
    tier: choice(["standard", "vip", "premium"], "Tier"),
    age_band: text("Age band"),
    region: text("Province or city"),
    opted_out: boolean("Whether the customer asked not to be contacted"),
  },
});
