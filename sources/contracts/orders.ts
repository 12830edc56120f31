import { defineEntity } from "./entity.ts";
import { boolean, number, required, text, timestamp } from "./field.ts";

export const orders = defineEntity({
  name: "orders",
  description: "A sales order, for repurchase, returns and trade-in.",
  key: ["order_id"],
  fields: {
    order_id: required(text("The order's identifier")),
    at: required(timestamp("When it was placed")),
    customer_key: text("The customer", { pii: true }),
    model: text("Product model"),
    serial: text("Serial number", { pii: true }),
    amount: number("Amount", { min: 0 }),
    currency: text("ISO 4217 code"),
    is_trade_in: boolean("Whether an old unit was traded in"),
    had_design: boolean("Whether a solution design came before it"),
    returned_at: timestamp("When it was returned"),
    return_reason: text("Why it was returned"),
  },
});
