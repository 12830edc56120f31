import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "arrival_sla",
  code: "c-12",
  label: { zh: "到达 SLA 达成率", en: "Arrival SLA attainment" },
  description: {
    zh: "在政策时限内完成到达的比例，按到期队列统计：时限在当期到期的全部工单都算，仍未完成的算未达成。暂停只认用户原因；等件不暂停。",
    en: "Share done within the policy's target, by due cohort: every ticket whose target fell due in the period counts, and one still open is missed. Only the user's causes pause the clock; waiting for parts never does.",
  },
  numerator: { zh: "不晚于到期时刻完成到达的工单", en: "Tickets done at or before the due time" },
  denominator: { zh: "时限在当期到期且不晚于数据截止的工单", en: "Tickets that fell due in the period and by as-of" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "sla_arrival_due_at",
    where: "is_sla_arrival_due",
  },
  measure: { kind: "proportion", hit: "is_sla_arrival_met" },
  requires: ["visits.arrived_at"],
  evidence: "arrived_at IS NOT NULL",
});
