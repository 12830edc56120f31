import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "arrival_on_promise_rate",
  code: "c-4",
  label: { zh: "按承诺到达率", en: "Arrival on promise" },
  description: {
    zh: "在公司承诺的时间窗内到达的比例；与准时上门率并看，可见承诺是否偏离用户要求。",
    en: "Share reached inside the window the company promised; beside on-time arrival it shows promises that drift from what was asked.",
  },
  numerator: { zh: "在承诺窗口内到达的工单", en: "Tickets reached inside the promised window" },
  denominator: {
    zh: "承诺窗口在当期到期的上门工单",
    en: "On-site tickets whose promised window fell due in the period",
  },
  unit: "percent",
  better: "higher",
  standard: "on_call",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "promise_due_at",
    where: "is_promise_due",
  },
  measure: { kind: "proportion", hit: "is_promise_kept" },
  requires: ["visits.arrived_at", "tickets.promised_to"],
});
