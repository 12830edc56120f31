import { defineMetric } from "./metric.ts";

const inWarranty = "type = 'repair' AND NOT is_cancelled AND warranty IN ('in', 'extended')";

export default defineMetric({
  id: "warranty_charge_rate",
  code: "c-27",
  label: { zh: "保内收费率", en: "Charged in warranty" },
  description: {
    zh: "每千张关闭的保内维修里，收了用户钱的有多少张。人为损坏可以收费，所以是待核对，不是结论。",
    en: "Of a thousand closed repairs in warranty, those on which the user was charged. Damage by the user may be charged: cases to look at, no verdict.",
  },
  numerator: {
    zh: "当期关闭、收了费的保内维修工单",
    en: "Repairs in warranty closed in the period on which something was taken",
  },
  denominator: {
    zh: "当期首次关闭的保内（含延保）维修工单",
    en: "Repairs in warranty, or extended, first closed in the period",
  },
  unit: "per_thousand",
  better: "lower",
  population: { from: "fct_tickets", id: "ticket_id", at: "closed_at", where: inWarranty },
  measure: {
    kind: "rate",
    per: 1000,
    events: { from: "fct_charges", id: "ticket_id", at: "closed_at", where: `${inWarranty} AND is_charged` },
  },
  requires: ["charges.charged", "tickets.warranty"],
});
