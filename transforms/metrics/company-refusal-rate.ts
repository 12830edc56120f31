import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "company_refusal_rate",
  code: "c-27",
  label: { zh: "千单公司拒修", en: "Refused by the company" },
  description: {
    zh: "每千张关闭的工单里，公司取消或拒修的张数；用户自己撤回的不算。",
    en: "Of a thousand closed tickets, those the company cancelled or refused; a user's own withdrawal is none.",
  },
  numerator: { zh: "公司取消或拒修的工单", en: "Tickets the company cancelled or refused" },
  denominator: {
    zh: "当期首次关闭的工单，取消的也在内",
    en: "Tickets first closed in the period, cancelled ones among them",
  },
  unit: "per_thousand",
  better: "lower",
  population: { from: "fct_tickets", id: "ticket_id", at: "closed_at", where: "TRUE" },
  measure: {
    kind: "rate",
    per: 1000,
    events: { from: "fct_tickets", id: "ticket_id", at: "closed_at", where: "NOT is_resolved AND NOT is_withdrawn" },
  },
  requires: ["tickets.refused_by"],
});
