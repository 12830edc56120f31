import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "chronic_unit_rate",
  code: "c-11",
  label: { zh: "顽固机占比", en: "Chronic units" },
  description: {
    zh: "本次是同一台机器 24 个月内第三次或更多次维修的比例。",
    en: "Share where this repair is the third or later of the same unit in 24 months.",
  },
  numerator: { zh: "24 个月内第三次及以上的维修", en: "Third or later repairs of a unit in 24 months" },
  denominator: { zh: "当期首次关闭的维修工单", en: "Repair tickets first closed in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_chronic IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_chronic" },
  requires: [["tickets.serial", "tickets.customer_key"]],
  // Where no unit is ever seen twice nobody follows units, and no repeat could show.
  evidence: "repair_sequence > 1",
});
