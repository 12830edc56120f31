import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "backlog",
  code: "c-14",
  label: { zh: "在途工单数", en: "Backlog" },
  description: {
    zh: "每个期末仍未关闭的工单数，由事件重建，任何数据截止时刻都能复算。",
    en: "Tickets open at the end of each period, rebuilt from events, so that any as-of gives its own count.",
  },
  numerator: { zh: "期末未关闭的工单", en: "Tickets open at the end of the period" },
  denominator: { zh: "同分子", en: "The same tickets" },
  unit: "count",
  better: "lower",
  population: {
    from: "fct_open_spells",
    id: "ticket_id",
    at: "opened_at",
    where: "TRUE",
  },
  measure: { kind: "stock", until: "closed_at" },
  requires: [["tickets.closed_at", "tickets.status", "ticket_events.kind"]],
});
