import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_social_rate",
  code: "c-16",
  label: { zh: "千单社交媒体投诉", en: "Complaints on social media per thousand tickets" },
  description: {
    zh: "每一千张新建工单对应的社交媒体投诉数（去重后）；与直接向公司提出的分开看。",
    en: "Complaints on social media for every thousand tickets created, counted once; apart from those made to the company itself.",
  },
  numerator: { zh: "当期社交媒体投诉 × 1000", en: "Complaints on social media in the period × 1,000" },
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
    events: { from: "fct_complaints", id: "feedback_id", at: "created_at", where: "complaint_source = 'social'" },
  },
  requires: ["feedback.kind", ["feedback.source_system", "feedback.channel"], "tickets.created_at"],
});
