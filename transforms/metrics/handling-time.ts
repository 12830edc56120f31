import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "handling_time",
  code: "c-15",
  label: { zh: "处理时长", en: "Time in handling" },
  description: {
    zh: "工单停留在这个状态的时间：接单到修好；没有修好记录的到关单；还停在里面的按 Kaplan-Meier 计入。",
    en: "Time a ticket stays in this state: from the acceptance until the product works, or until the close where no such moment is known; those still in it count by Kaplan-Meier.",
  },
  numerator: { zh: "该状态的整分钟数", en: "Whole minutes in the state" },
  denominator: { zh: "当期进入该状态的工单", en: "Tickets that entered the state in the period" },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "accepted_at",
    where: "NOT is_cancelled AND (handling_minutes IS NOT NULL OR is_open)",
  },
  measure: {
    kind: "percentile",
    of: "handling_minutes",
    observed: "GREATEST(0, minutes_between(accepted_at, as_of()))",
    at: [50, 90],
  },
  requires: [["tickets.assigned_at", "ticket_events.kind"]],
  evidence: "accepted_at IS NOT NULL",
  grains: ["month", "quarter", "year", "all"],
});
