import { defineMetric, shareOfTarget } from "./metric.ts";

export default defineMetric({
  id: "first_response_sla_km",
  code: "c-12",
  label: { zh: "首次响应 SLA 达成率（最新，估计）", en: "First response SLA attainment, newest (estimate)" },
  description: {
    zh: "最新几天创建、多数还没到期的工单，用 Kaplan-Meier 估计到期时会有多少完成首次响应。只在仍有在途工单的期间给出，始终为暂定。",
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
      "sla_first_response_due_at > created_at AND (is_sla_first_response_due OR sla_first_response_due_at > as_of()) AND NOT (is_cancelled AND first_response_at IS NULL)",
  },
  measure: shareOfTarget({ due: "sla_first_response_due_at", done: "first_response_at" }),
  requires: [["tickets.first_response_at", "ticket_events.kind"]],
  evidence: "first_response_at IS NOT NULL",
  grains: ["day", "week", "month"],
});
