import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "redispatch_rate",
  code: "c-15",
  label: { zh: "改派率", en: "Re-dispatched tickets" },
  description: {
    zh: "派了单的工单里，派过不止一次的比例。",
    en: "Of assigned tickets, the share assigned more than once.",
  },
  numerator: { zh: "派单超过一次的工单", en: "Tickets assigned more than once" },
  denominator: { zh: "当期首次派单的工单", en: "Tickets first assigned in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "assigned_at",
    where: "assigned_count > 0",
  },
  measure: { kind: "proportion", hit: "assigned_count > 1" },
  requires: ["ticket_events.kind"],
});
