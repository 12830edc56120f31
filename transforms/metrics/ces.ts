import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "ces",
  code: "c-20",
  label: { zh: "省力度 CES", en: "CES 2.0" },
  description: {
    zh: "“办理起来很轻松” 1–7 分题中打 5–7 分的比例。",
    en: 'Share of answers of 5 to 7 on the 1 to 7 "it was made easy" question.',
  },
  numerator: { zh: "5–7 分的回答", en: "Answers of 5 to 7" },
  denominator: { zh: "当期有效回答", en: "Valid answers of the period" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_ratings",
    id: "rating_id",
    at: "answered_at",
    where: "is_valid AND ces IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "ces >= 5" },
  requires: ["ratings.ces"],
  more_dimensions: ["survey_mode"],
});
