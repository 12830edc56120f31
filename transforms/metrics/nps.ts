import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "nps",
  code: "c-19",
  label: { zh: "净推荐值 NPS", en: "Net promoter score" },
  description: {
    zh: "0–10 分推荐题：9–10 为推荐者，0–6 为贬损者，NPS = 100 ×（推荐者 − 贬损者）÷ 有效回答。每位客户每期只取最近一次有效回答；修好之前的回访不算评分。区间以校正后的分数为中心，显示值为原始分。",
    en: "On the 0 to 10 question 9 and 10 promote, 0 to 6 detract; NPS = 100 × (promoters − detractors) / valid answers. The latest valid answer of a customer in the period counts; a callback before the fix is no rating. The interval is centred on the adjusted score, the value is the raw one.",
  },
  numerator: { zh: "推荐者减贬损者", en: "Promoters less detractors" },
  denominator: {
    zh: "当期有效回答（每位客户最近一次）",
    en: "Valid answers of the period, the latest of each customer",
  },
  worked_example: {
    zh: "100 个回答中 60 个推荐者、15 个贬损者：NPS = 45。",
    en: "60 promoters and 15 detractors of 100 answers: 45.",
  },
  unit: "points",
  better: "higher",
  population: {
    from: "fct_ratings",
    id: "rating_id",
    at: "answered_at",
    where: "is_valid AND is_latest_in_{grain}",
  },
  measure: { kind: "nps", score: "nps" },
  requires: ["ratings.nps"],
  more_dimensions: ["survey_mode"],
  funnel: true,
});
