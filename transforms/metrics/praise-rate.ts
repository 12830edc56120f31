import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "praise_rate",
  code: "c-17",
  label: { zh: "千单表扬（创造感动）", en: "Praise per thousand closed tickets" },
  description: {
    zh: "每一千张关闭工单对应的主动表扬数；邀约的、模板的、重复的不算。",
    en: "Unsolicited praise for every thousand tickets closed; solicited, templated or repeated praise does not count.",
  },
  numerator: { zh: "当期主动表扬 × 1000", en: "Unsolicited praise of the period × 1,000" },
  denominator: { zh: "当期首次关闭的工单", en: "Tickets first closed in the period" },
  unit: "per_thousand",
  better: "higher",
  standard: "delight",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "NOT is_cancelled",
  },
  measure: {
    kind: "rate",
    per: 1000,
    events: { from: "fct_feedback", id: "feedback_id", at: "created_at", where: "is_counted AND is_praise" },
  },
  requires: ["feedback.kind", "tickets.created_at"],
});
