import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "callback_before_fix_rate",
  code: "c-19",
  label: { zh: "修好之前的回访", en: "Callbacks before the fix" },
  description: {
    zh: "已回答的回访里，在修好之前打的比例；它们是过程检查，不算评分。",
    en: "Of answered callbacks, the share made before the fix; they are checks of the process and no ratings.",
  },
  numerator: { zh: "修好之前的回答", en: "Answers before the fix" },
  denominator: { zh: "当期的回答", en: "Answers of the period" },
  unit: "percent",
  better: "neither",
  population: {
    from: "fct_ratings",
    id: "rating_id",
    at: "answered_at",
    where: "is_answered",
  },
  measure: { kind: "proportion", hit: "is_callback_before_fix" },
  requires: ["ratings.answered_at", "tickets.closed_at"],
  more_dimensions: ["survey_mode"],
});
