import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "feedback_time",
  code: "c-15",
  label: { zh: "反馈时长", en: "Time in feedback" },
  description: {
    zh: "工单停留在这个状态的时间：修好到关单归档；还停在里面的按 Kaplan-Meier 计入。",
    en: "Time a ticket stays in this state: from the product working to the close; those still in it count by Kaplan-Meier.",
  },
  numerator: { zh: "该状态的整分钟数", en: "Whole minutes in the state" },
  denominator: { zh: "当期进入该状态的工单", en: "Tickets that entered the state in the period" },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "worked_at",
    where: "NOT is_cancelled AND (feedback_minutes IS NOT NULL OR is_open)",
  },
  measure: {
    kind: "percentile",
    of: "feedback_minutes",
    observed: "GREATEST(0, minutes_between(worked_at, as_of()))",
    at: [50, 90],
  },
  requires: [["visits.left_at", "visits.arrived_at"]],
  evidence: "worked_at IS NOT NULL",
  grains: ["month", "quarter", "year", "all"],
});
