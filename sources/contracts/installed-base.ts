import { defineEntity } from "./entity.ts";
import { month, number, required, text } from "./field.ts";

export const installedBase = defineEntity({
  name: "installed_base",
  description: "Units in use, by model, month and where known batch and region.",
  key: ["model", "month", "batch", "region"],
  fields: {
    model: required(text("Product model")),
    month: required(month("The month")),
    units: required(number("Units in use in the month", { min: 0 })),
    batch: text("Production batch"),
    region: text("Province or city"),
    units_sold: number("Units sold in the month", { min: 0 }),
  },
});
