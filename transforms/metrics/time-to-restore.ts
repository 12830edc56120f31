import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "time_to_restore",
  code: "c-5",
  label: { zh: "恢复使用时长", en: "Time to restore" },
  description: {
    zh: "从报修到产品恢复使用（最后一次有效上门结束）的分钟数，不是行政关单；仍在修的按 Kaplan-Meier 计入。",
    en: "Minutes from the report until the product works again (end of the last productive visit), not the administrative close; repairs still open count by Kaplan-Meier.",
  },
  numerator: { zh: "从 created_at 到恢复使用的整分钟数", en: "Whole minutes from created_at to restoration" },
  denominator: {
    zh: "当期创建的维修工单：已恢复或仍未关闭",
    en: "Repair tickets created in the period that were restored or are still open",
  },
  worked_example: {
    zh: "工程师 99 分钟时修好离开，265 分钟时用户致谢后关单：恢复使用 99 分钟。",
    en: "The engineer leaves with the unit fixed after 99 minutes; the ticket is closed after a thank-you at 265: 99 minutes.",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where: "type = 'repair' AND NOT is_cancelled AND (time_to_restore_minutes IS NOT NULL OR closed_at IS NULL)",
  },
  measure: {
    kind: "percentile",
    of: "time_to_restore_minutes",
    observed: "GREATEST(0, minutes_between(created_at, LEAST(COALESCE(closed_at, as_of()), as_of())))",
    at: [50, 80, 90, 95],
  },
  requires: [["visits.left_at", "visits.arrived_at"]],
  evidence: "time_to_restore_minutes IS NOT NULL",
  maturity_days: 30,
});
