import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_rate",
  code: "c-16",
  label: { zh: "千单投诉", en: "Complaints per thousand tickets" },
  description: {
    zh: "每一千张新建工单对应的投诉数；同一人同一诉求 7 天内只算一次。",
    en: "Complaints for every thousand tickets created; one need of one person within 7 days counts once.",
  },
  numerator: { zh: "当期投诉（去重后）× 1000", en: "Complaints of the period, counted once, × 1,000" },
  denominator: { zh: "当期创建的工单", en: "Tickets created in the period" },
  unit: "per_thousand",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where: "TRUE",
  },
  measure: {
    kind: "rate",
    per: 1000,
    events: { from: "fct_feedback", id: "feedback_id", at: "created_at", where: "is_counted AND is_complaint" },
  },
  requires: ["feedback.kind", "tickets.created_at"],
});
