import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "nff_escape_rate",
  code: "c-10",
  label: { zh: "未见故障后又报修率", en: "No-fault-found escapes" },
  description: {
    zh: "上门未见故障的工单里，关单后 30 天内同机同症状或同部件又报修的比例：当时的“没有故障”并不成立。只统计关单满 30 天的工单；按型号看趋势。",
    en: "Of tickets where no fault was found, the share reported again for the same unit and symptom or component within 30 days of the close: the fault was there. Only tickets closed 30 days ago or longer; read as a trend by model.",
  },
  numerator: { zh: "30 天内又报修的未见故障工单", en: "No-fault-found tickets reported again within 30 days" },
  denominator: {
    zh: "当期首次关闭、关单已满 30 天的未见故障工单",
    en: "No-fault-found tickets first closed in the period and at least 30 days ago",
  },
  worked_example: {
    zh: "20 张未见故障，其中 3 张在 30 天内又报修：15.0%。",
    en: "20 tickets without a fault found, three of them reported again within 30 days: 15.0 %.",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_nff_escape IS NOT NULL AND is_matured",
  },
  measure: { kind: "proportion", hit: "is_nff_escape" },
  requires: ["visits.outcome", ["tickets.serial", "tickets.customer_key"]],
  // Where no unit is ever seen twice nobody follows units, and no repeat could show.
  evidence: "repair_sequence > 1",
  maturity_days: 30,
});
