import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "unquoted_charge_rate",
  code: "c-27",
  label: { zh: "未报价收费率", en: "Charged without a quote" },
  description: {
    zh: "收了费的工单里，有收费项没有报价的比例。",
    en: "Of tickets on which something was taken, the share with a charge that was not quoted.",
  },
  numerator: { zh: "有未报价收费项的工单", en: "Tickets with a charge that had no quote" },
  denominator: {
    zh: "当期最后一次收费、实收大于零的工单",
    en: "Tickets last charged in the period on which something was taken",
  },
  unit: "percent",
  better: "lower",
  population: { from: "fct_charges", id: "ticket_id", at: "charged_at", where: "is_charged AND NOT is_cancelled" },
  measure: { kind: "proportion", hit: "is_unquoted" },
  requires: ["charges.quoted", "charges.charged"],
});
