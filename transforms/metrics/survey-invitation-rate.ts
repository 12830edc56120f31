import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "survey_invitation_rate",
  code: "c-19",
  label: { zh: "百单邀请", en: "Invitations per hundred closed tickets" },
  description: {
    zh: "每一百张关闭工单发出的评价邀请数；只邀请满意的人，分数就没有意义。",
    en: "Invitations to rate for every hundred tickets closed; where only the pleased are asked, the score means little.",
  },
  numerator: { zh: "当期发出的邀请 × 100", en: "Invitations of the period × 100" },
  denominator: { zh: "当期首次关闭的工单", en: "Tickets first closed in the period" },
  unit: "per_hundred",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "NOT is_cancelled",
  },
  measure: {
    kind: "rate",
    per: 100,
    events: { from: "fct_ratings", id: "rating_id", at: "invited_at", where: "TRUE" },
  },
  requires: ["ratings.invited_at", "tickets.closed_at"],
});
