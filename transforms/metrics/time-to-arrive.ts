import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "time_to_arrive",
  code: "c-3",
  label: { zh: "到达时长", en: "Time to arrive" },
  description: {
    zh: "从创建到工程师首次上门到达（有定位或用户确认）的分钟数；仍未到达的在途工单按 Kaplan-Meier 计入，未上门即关闭的不计。",
    en: "Minutes from creation to the first proven arrival (location or the user's confirmation); open tickets not reached yet count by Kaplan-Meier, tickets closed without a visit do not count.",
  },
  numerator: { zh: "从 created_at 到首次到达的整分钟数", en: "Whole minutes from created_at to the first arrival" },
  denominator: {
    zh: "当期创建的上门工单：已到达或仍未关闭",
    en: "On-site tickets created in the period that were reached or are still open",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where: "mode = 'on_site' AND NOT is_cancelled AND (time_to_arrive_minutes IS NOT NULL OR closed_at IS NULL)",
  },
  measure: {
    kind: "percentile",
    of: "time_to_arrive_minutes",
    observed: "GREATEST(0, minutes_between(created_at, LEAST(COALESCE(closed_at, as_of()), as_of())))",
    at: [50, 80, 90, 95],
  },
  requires: ["visits.arrived_at"],
  evidence: "time_to_arrive_minutes IS NOT NULL",
  maturity_days: 7,
});
