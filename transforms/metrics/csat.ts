import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "csat",
  code: "c-20",
  label: { zh: "满意度 CSAT", en: "CSAT" },
  description: { zh: "1–5 分满意度题中打 4 或 5 分的比例。", en: "Share of answers of 4 or 5 on the 1 to 5 question." },
  numerator: { zh: "4 分和 5 分的回答", en: "Answers of 4 or 5" },
  denominator: { zh: "当期有效回答", en: "Valid answers of the period" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_ratings",
    id: "rating_id",
    at: "answered_at",
    where: "is_valid AND csat IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "csat >= 4" },
  requires: ["ratings.csat"],
  more_dimensions: ["survey_mode", "touchpoint"],
  funnel: true,
});
