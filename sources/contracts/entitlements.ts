import { defineEntity } from "./entity.ts";
import { choice, date, required, text, timestamp } from "./field.ts";

export const entitlements = defineEntity({
  name: "entitlements",
  description: "A warranty or service contract of a unit.",
  key: ["serial", "kind", "starts_on"],
  fields: {
    serial: required(text("Serial number", { pii: true })),
    kind: required(choice(["statutory", "extended", "screen"], "What it covers")),
    bought_at: timestamp("When it was bought"),
    starts_on: date("First day"),
    ends_on: date("Last day"),
  },
});
