import { defineEntity } from "./entity.ts";
import { required, text, timestamp } from "./field.ts";

export const products = defineEntity({
  name: "products",
  description: "A product model.",
  key: ["model"],
  fields: {
    model: required(text("Product model")),
    brand: text("Brand"),
    category: text("Category"),
    subcategory: text("Subcategory"),
    launched_at: timestamp("Start of sales"),
    end_of_production_at: timestamp("End of production"),
  },
});
