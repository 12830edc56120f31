import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "reopen_rate",
  code: "c-11",
  label: { zh: "重开率", en: "Reopened" },
  description: {
    zh: "关单后又被重新打开的比例；用户致谢引起的自动重开不算。",
    en: "Share opened again after it was closed; reopening caused by a thank-you does not count.",
  },
  numerator: { zh: "关闭后重开过的工单", en: "Tickets opened again after a close" },
  denominator: { zh: "当期首次关闭的工单", en: "Tickets first closed in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "NOT is_cancelled",
  },
  measure: { kind: "proportion", hit: "is_reopened" },
  requires: ["ticket_events.kind"],
});
