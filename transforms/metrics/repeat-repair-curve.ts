import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "repeat_repair_curve",
  code: "c-8c",
  label: { zh: "返修曲线", en: "Repeat repair curve" },
  description: {
    zh: "关单后 7、14、30、60、90 天内同机同问题再报修的比例，用 Kaplan-Meier 估计，未满观察期的工单也用上。",
    en: "Share reported again for the same unit and problem within 7, 14, 30, 60 and 90 days of the close, by Kaplan-Meier, which uses tickets not yet watched that long.",
  },
  numerator: { zh: "到该天数为止的返修（Kaplan-Meier）", en: "Repeats by that day (Kaplan-Meier)" },
  denominator: { zh: "当期首次关闭的维修工单", en: "Repair tickets first closed in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "repeat_observed_days IS NOT NULL",
  },
  measure: {
    kind: "kaplan_meier",
    watched: "repeat_observed_days",
    event: "is_repeat_observed",
    times: [7, 14, 30, 60, 90].map((days) => ({ at: days, suffix: `${days}d`, maturity_days: days })),
  },
  evidence: "repair_sequence > 1",
  requires: [
    ["tickets.serial", "tickets.customer_key"],
    ["tickets.closed_at", "ticket_events.kind"],
  ],
  grains: ["month", "quarter", "year", "all"],
});
