import { defineEntity } from "./entity.ts";
import { date, list, required, text } from "./field.ts";

export const campaigns = defineEntity({
  name: "campaigns",
  description: "A service or sales campaign.",
  key: ["campaign_id"],
  fields: {
    campaign_id: required(text("The campaign's identifier")),
    kind: text("Service day, battery replacement, trade-in, festival greeting, …"),
    name: text("Name"),
    starts_on: date("First day"),
    ends_on: date("Last day"),
    category: text("Category it is for"),
    models: list("Models it is for; empty means all"),
  },
});
