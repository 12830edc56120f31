import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "survey_response_rate",
  code: "c-19",
  label: { zh: "调查回复率", en: "Survey response rate" },
  description: {
    zh: "发出的评价邀请中得到回答的比例；回复率低时分数往往偏乐观，应并看。",
    en: "Share of survey invitations that were answered; with few answers scores tend to flatter, so read it beside them.",
  },
  numerator: { zh: "已回答的邀请", en: "Invitations answered" },
  denominator: { zh: "当期发出的邀请", en: "Invitations sent in the period" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_ratings",
    id: "rating_id",
    at: "invited_at",
    where: "TRUE",
  },
  measure: { kind: "proportion", hit: "answered_at IS NOT NULL" },
  requires: ["ratings.invited_at"],
  maturity_days: 7,
  more_dimensions: ["survey_mode"],
});
