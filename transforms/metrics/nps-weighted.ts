import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "nps_weighted",
  code: "c-19",
  label: { zh: "加权净推荐值", en: "Weighted net promoter score" },
  description: {
    zh: "同一批回答，按受访比例还原到全部受邀者：每层（回访方式 × 工单类型 × 过程 × 地区）的权重是邀请占比除以回答占比，限在 0.3–3 之间；未加权的数印在旁边。",
    en: "The same answers, brought back to all who were invited: a stratum (survey mode × type × how the ticket went × region) weighs its share of the invitations over its share of the answers, held between 0.3 and 3; the raw score is printed beside it.",
  },
  numerator: { zh: "推荐者的权重减贬损者的权重", en: "Weights of promoters less weights of detractors" },
  denominator: {
    zh: "当月有效回答的权重（每位客户最近一次）",
    en: "Weights of the month's valid answers, the latest of each customer",
  },
  worked_example: {
    zh: "短信邀请 60、回答 10，NPS 20；电话邀请 40、回答 30，NPS 70：未加权 57.5，加权 40，等效样本 24。",
    en: "Sms: 60 asked, 10 answer, score 20; phone: 40 asked, 30 answer, score 70. Raw 57.5, weighted 40, worth 24 equal answers.",
  },
  unit: "points",
  better: "higher",
  population: {
    from: "fct_answers",
    id: "rating_id",
    at: "answered_at",
    where: "TRUE",
  },
  measure: { kind: "weighted_nps", score: "nps", weight: "weight" },
  requires: ["ratings.nps"],
  grains: ["month"],
  more_dimensions: ["survey_mode"],
});
