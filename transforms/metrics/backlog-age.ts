import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "backlog_age",
  code: "c-14",
  label: { zh: "在途账龄", en: "Backlog age" },
  description: {
    zh: "期末未关闭工单的账龄，从最初创建算起，重开也不清零；分段计数与 P50/P90。",
    en: "Age of the tickets open at the end of the period, counted from their first creation even after a reopening; by bucket, and P50 and P90.",
  },
  numerator: { zh: "各账龄段的工单", en: "Tickets in the bucket" },
  denominator: { zh: "期末未关闭的工单", en: "Tickets open at the end of the period" },
  unit: "days",
  better: "lower",
  population: {
    from: "fct_open_spells",
    id: "ticket_id",
    at: "opened_at",
    where: "TRUE",
  },
  measure: { kind: "stock_age", until: "closed_at", since: "created_at", buckets: [1, 3, 7, 15, 30], at: [50, 90] },
  requires: [["tickets.closed_at", "tickets.status", "ticket_events.kind"]],
  grains: ["week", "month", "quarter", "year", "all"],
});
