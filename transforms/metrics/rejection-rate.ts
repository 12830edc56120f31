import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "rejection_rate",
  code: "c-15",
  label: { zh: "拒单率", en: "Rejected assignments" },
  description: {
    zh: "派了单的工单里，至少被拒接一次的比例。",
    en: "Of assigned tickets, the share rejected at least once.",
  },
  numerator: { zh: "被拒接过的工单", en: "Tickets rejected at least once" },
  denominator: { zh: "当期首次派单的工单", en: "Tickets first assigned in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "assigned_at",
    where: "assigned_count > 0",
  },
  measure: { kind: "proportion", hit: "rejected_count > 0" },
  requires: ["ticket_events.kind"],
});
