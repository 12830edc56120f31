import { defineMetric, shareOfTarget } from "./metric.ts";

export default defineMetric({
  id: "arrival_sla_km",
  code: "c-12",
  label: { zh: "到达 SLA 达成率（最新，估计）", en: "Arrival SLA attainment, newest (estimate)" },
  description: {
    zh: "最新几天创建、多数还没到期的工单，用 Kaplan-Meier 估计到期时会有多少完成到达。只在仍有在途工单的期间给出，始终为暂定。",
    en: "For tickets created in the newest days, most not due yet: the share that will be done by the target, by Kaplan-Meier. Given only for periods that still hold running tickets; always provisional.",
  },
  numerator: { zh: "到目标时限为止的完成比例（Kaplan-Meier）", en: "Share done by the target (Kaplan-Meier)" },
  denominator: { zh: "当期创建、有时限的工单", en: "Tickets created in the period that have a target" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where:
      "sla_arrival_due_at > created_at AND (is_sla_arrival_due OR sla_arrival_due_at > as_of()) AND NOT (is_cancelled AND arrived_at IS NULL)",
  },
  measure: shareOfTarget({ due: "sla_arrival_due_at", done: "arrived_at" }),
  requires: ["visits.arrived_at"],
  evidence: "arrived_at IS NOT NULL",
  grains: ["day", "week", "month"],
});
