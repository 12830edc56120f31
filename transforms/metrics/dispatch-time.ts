import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "dispatch_time",
  code: "c-15",
  label: { zh: "派单时长", en: "Time in dispatch" },
  description: {
    zh: "工单停留在这个状态的时间：第一次派单到接单；还停在里面的按 Kaplan-Meier 计入。",
    en: "Time a ticket stays in this state: from the first assignment to the acceptance; those still in it count by Kaplan-Meier.",
  },
  numerator: { zh: "该状态的整分钟数", en: "Whole minutes in the state" },
  denominator: { zh: "当期进入该状态的工单", en: "Tickets that entered the state in the period" },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "assigned_at",
    where: "NOT is_cancelled AND (dispatch_minutes IS NOT NULL OR is_open)",
  },
  measure: {
    kind: "percentile",
    of: "dispatch_minutes",
    observed: "GREATEST(0, minutes_between(assigned_at, as_of()))",
    at: [50, 90],
  },
  requires: [["tickets.assigned_at", "ticket_events.kind"]],
  evidence: "accepted_at IS NOT NULL",
  grains: ["month", "quarter", "year", "all"],
});
