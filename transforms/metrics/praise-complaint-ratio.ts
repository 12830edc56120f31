import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "praise_complaint_ratio",
  code: "c-17",
  label: { zh: "表扬比投诉", en: "Praise to complaints" },
  description: {
    zh: "每一条投诉对应几条主动表扬；两边各加半条，区间取对数正态。邀约的、模板的、重复的都不算。",
    en: "Unsolicited praise for each complaint, half a text added to both sides, with the log-normal interval; what is asked for, templated or repeated counts in neither.",
  },
  numerator: { zh: "主动表扬 + 0.5", en: "Unsolicited praise + 0.5" },
  denominator: { zh: "投诉 + 0.5", en: "Complaints + 0.5" },
  worked_example: {
    zh: "30 条表扬、10 条投诉：30.5 比 10.5，即 2.90，区间 1.44–5.86。",
    en: "30 of praise, 10 complaints: 30.5 to 10.5, 2.90, interval 1.44 to 5.86.",
  },
  unit: "ratio",
  better: "higher",
  population: {
    from: "fct_feedback",
    id: "feedback_id",
    at: "created_at",
    where: "is_complaint OR is_praise",
  },
  measure: { kind: "log_ratio", hit: "is_praise" },
  requires: ["feedback.kind"],
});
