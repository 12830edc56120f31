import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "user_pause_rate",
  code: "c-12",
  label: { zh: "用户暂停率", en: "Tickets paused by the user" },
  description: {
    zh: "关闭的工单里，用户要求暂停过的比例。暂停只认用户原因并有记录；等件不算。",
    en: "Of closed tickets, the share the user put off. Only logged pauses of the user count; waiting for parts is none.",
  },
  numerator: { zh: "用户暂停过的工单", en: "Tickets the user put off" },
  denominator: { zh: "当期首次关闭的工单", en: "Tickets first closed in the period" },
  unit: "percent",
  better: "neither",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "NOT is_cancelled",
  },
  measure: { kind: "proportion", hit: "paused_minutes > 0" },
  requires: ["ticket_events.actor_kind"],
});
