import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_response_sla",
  code: "c-12",
  label: { zh: "首次响应 SLA 达成率", en: "First response SLA attainment" },
  description: {
    zh: "在政策时限内完成首次响应的比例，按到期队列统计：时限在当期到期的全部工单都算，仍未完成的算未达成。暂停只认用户原因；等件不暂停。",
    en: "Share done within the policy's target, by due cohort: every ticket whose target fell due in the period counts, and one still open is missed. Only the user's causes pause the clock; waiting for parts never does.",
  },
  numerator: { zh: "不晚于到期时刻完成首次响应的工单", en: "Tickets done at or before the due time" },
  denominator: { zh: "时限在当期到期且不晚于数据截止的工单", en: "Tickets that fell due in the period and by as-of" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "sla_first_response_due_at",
    where: "is_sla_first_response_due",
  },
  measure: { kind: "proportion", hit: "is_sla_first_response_met" },
  requires: [["tickets.first_response_at", "ticket_events.kind"]],
  evidence: "first_response_at IS NOT NULL",
});
