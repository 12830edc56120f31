import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "restore_sla",
  code: "c-12",
  label: { zh: "解决 SLA 达成率", en: "Resolution SLA attainment" },
  description: {
    zh: "在政策时限内完成解决的比例，按到期队列统计：时限在当期到期的全部工单都算，仍未完成的算未达成。暂停只认用户原因；等件不暂停。",
    en: "Share done within the policy's target, by due cohort: every ticket whose target fell due in the period counts, and one still open is missed. Only the user's causes pause the clock; waiting for parts never does.",
  },
  numerator: { zh: "不晚于到期时刻完成解决的工单", en: "Tickets done at or before the due time" },
  denominator: { zh: "时限在当期到期且不晚于数据截止的工单", en: "Tickets that fell due in the period and by as-of" },
  worked_example: {
    zh: "目标 24 小时、真实达成 70%：只看已关闭的会显示 85%，到期队列显示 69.8%。",
    en: "With a 24-hour target and a true 70 %, closed tickets alone show 85 %, the due cohort 69.8 %.",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "sla_restore_due_at",
    where: "is_sla_restore_due",
  },
  measure: { kind: "proportion", hit: "is_sla_restore_met" },
  requires: [["tickets.closed_at", "ticket_events.kind"]],
  evidence: "closed_at IS NOT NULL",
});
