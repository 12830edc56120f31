import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "repeat_repair_rate",
  code: "c-11",
  label: { zh: "30 天返修率", en: "Repeat repair within 30 days" },
  description: {
    zh: "关单后 30 天内同机同症状或同部件再报修的比例，计在前一次维修名下。",
    en: "Share followed within 30 days by a repair of the same unit and symptom or component, charged to the earlier repair.",
  },
  numerator: { zh: "30 天内有同问题返修的工单", en: "Tickets followed by a repeat within 30 days" },
  denominator: {
    zh: "当期首次关闭、关单已满 30 天的维修工单",
    en: "Repair tickets first closed in the period and at least 30 days ago",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_fix_eligible AND is_matured",
  },
  measure: { kind: "proportion", hit: "is_repeated" },
  requires: [["tickets.serial", "tickets.customer_key"]],
  // Where no unit is ever seen twice nobody follows units, and no repeat could show.
  evidence: "repair_sequence > 1",
  maturity_days: 30,
});
