import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "intake_time",
  code: "c-15",
  label: { zh: "受理时长", en: "Time in intake" },
  description: {
    zh: "工单停留在这个状态的时间：报修到第一次派单；还停在里面的按 Kaplan-Meier 计入。",
    en: "Time a ticket stays in this state: from the request to the first assignment; those still in it count by Kaplan-Meier.",
  },
  numerator: { zh: "该状态的整分钟数", en: "Whole minutes in the state" },
  denominator: { zh: "当期进入该状态的工单", en: "Tickets that entered the state in the period" },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "created_at",
    where: "NOT is_cancelled AND (intake_minutes IS NOT NULL OR is_open)",
  },
  measure: {
    kind: "percentile",
    of: "intake_minutes",
    observed: "GREATEST(0, minutes_between(created_at, as_of()))",
    at: [50, 90],
  },
  requires: [["tickets.assigned_at", "ticket_events.kind"]],
  evidence: "assigned_at IS NOT NULL",
  grains: ["month", "quarter", "year", "all"],
});
