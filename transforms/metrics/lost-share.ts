import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "lost_share",
  code: "c-16",
  label: { zh: "服务流失率（高分到低分）", en: "Lost after a high score" },
  description: {
    zh: "同一用户对同一台机器，上一次打高分之后，这一次打低分的比例；高低分同服务挽回率。",
    en: "Of a customer's scores about a unit that followed a high one, the share that is low; high and low as for the recovered.",
  },
  numerator: { zh: "高分之后的低分", en: "Low scores after a high one" },
  denominator: { zh: "当期回答、上一次为高分的评分", en: "Scores given in the period whose predecessor was high" },
  worked_example: {
    zh: "60 次高分之后的评分里 9 次是低分：15.0%。",
    en: "9 of 60 scores after a high one are low: 15.0 %.",
  },
  unit: "percent",
  better: "lower",
  population: { from: "fct_score_turns", id: "rating_id", at: "answered_at", where: "previous_level = 'high'" },
  measure: { kind: "proportion", hit: "level = 'low'" },
  requires: [
    ["ratings.nps", "ratings.csat"],
    ["ratings.customer_key", "tickets.customer_key"],
  ],
});
