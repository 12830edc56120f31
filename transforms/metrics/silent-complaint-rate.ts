import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "silent_complaint_rate",
  code: "c-16",
  label: { zh: "千单沉默投诉", en: "Silent complaints" },
  description: {
    zh: "每千张关闭的工单里，结果不好而用户没有投诉的工单：换机、30 天内又报修、有一次没修好、等件满 7 天、迟到，或只打低分不留一字。关单满 30 天才统计。",
    en: "Of a thousand closed tickets, those that went badly without a complaint: unit replaced, reported again within 30 days, a visit without a fix, 7 days or more for a part, late, or a low score without a word. Counted 30 days after the close.",
  },
  numerator: { zh: "结果不好且没有投诉的工单", en: "Tickets that went badly and drew no complaint" },
  denominator: {
    zh: "当期首次关闭、关单已满 30 天的工单",
    en: "Tickets first closed in the period and at least 30 days ago",
  },
  unit: "per_thousand",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "COALESCE(type, '') <> 'complaint' AND NOT is_cancelled AND add_days(closed_at, 30) <= as_of()",
  },
  measure: {
    kind: "rate",
    per: 1000,
    events: {
      from: "fct_bad_outcomes",
      id: "ticket_id",
      at: "closed_at",
      where: "is_matured AND NOT has_complaint",
    },
  },
  requires: ["feedback.kind", "visits.outcome"],
  maturity_days: 30,
});
