import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "auto_dispatch_rate",
  code: "c-15",
  label: { zh: "自动派工率", en: "Automatic dispatch" },
  description: {
    zh: "派了单的工单里，第一次由系统派出的比例。",
    en: "Of assigned tickets, the share first assigned by a system.",
  },
  numerator: { zh: "第一次由系统派出的工单", en: "Tickets first assigned by a system" },
  denominator: { zh: "当期首次派单的工单", en: "Tickets first assigned in the period" },
  unit: "percent",
  better: "neither",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "assigned_at",
    where: "assigned_count > 0",
  },
  measure: { kind: "proportion", hit: "is_auto_assigned" },
  requires: ["ticket_events.actor_kind"],
});
