import { defineEntity } from "./entity.ts";
import { choice, month, required, text, timestamp } from "./field.ts";

export const units = defineEntity({
  name: "units",
  description: "One unit in the field.",
  key: ["serial"],
  fields: {
    serial: required(text("Serial number", { pii: true })),
    model: required(text("Product model")),
    batch: text("Production batch"),
    production_month: month("Month of production"),
    sold_at: timestamp("When it was sold"),
    in_use_at: timestamp("When its use began"),
    customer_key: text("Its owner", { pii: true }),
    region: text("Province or city"),
    status: choice(["active", "returned", "scrapped"], "Whether it is still in use"),
    status_at: timestamp("Since when it has that status"),
    firmware: text("Firmware version"),
    install_note: text("Note of the installer", { pii: true }),
  },
});
