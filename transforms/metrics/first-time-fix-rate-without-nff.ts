import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_time_fix_rate_without_nff",
  code: "c-8",
  label: { zh: "一次修复率（不含未见故障）", en: "First-time fix without no fault found" },
  description: {
    zh: "同一次修复率，去掉“未见故障”的工单。",
    en: "First-time fix, leaving out tickets where no fault was found.",
  },
  numerator: {
    zh: "一次有效上门即修好，且关单后 30 天内同机同症状或同部件没有再次报修的工单",
    en: "Tickets fixed in exactly one productive visit with no repair of the same unit and symptom or component within 30 days of the close",
  },
  denominator: {
    zh: "一次修复率的分母去掉未见故障的工单",
    en: "The denominator of first-time fix less tickets with no fault found",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_fix_eligible AND is_matured AND NOT COALESCE(is_no_fault_found, FALSE)",
  },
  measure: { kind: "proportion", hit: "is_first_time_fix" },
  requires: ["visits.outcome"],
  maturity_days: 30,
});
