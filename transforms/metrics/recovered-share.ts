import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "recovered_share",
  code: "c-16",
  label: { zh: "服务挽回率（低分到高分）", en: "Recovered after a low score" },
  description: {
    zh: "同一用户对同一台机器，上一次打低分之后，这一次打高分的比例。高分：10 分制 9–10，否则 5 分制 4–5；低分：0–6，否则 1–2。",
    en: "Of a customer's scores about a unit that followed a low one, the share that is high. High: 9 or 10 of 10, else 4 or 5 of 5; low: 0 to 6, else 1 or 2.",
  },
  numerator: { zh: "低分之后的高分", en: "High scores after a low one" },
  denominator: { zh: "当期回答、上一次为低分的评分", en: "Scores given in the period whose predecessor was low" },
  worked_example: {
    zh: "30 次低分之后的评分里 12 次是高分：40.0%。",
    en: "12 of 30 scores after a low one are high: 40.0 %.",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_score_turns", id: "rating_id", at: "answered_at", where: "previous_level = 'low'" },
  measure: { kind: "proportion", hit: "level = 'high'" },
  requires: [
    ["ratings.nps", "ratings.csat"],
    ["ratings.customer_key", "tickets.customer_key"],
  ],
});
