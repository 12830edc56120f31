import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "quick_answer_rate",
  code: "c-19",
  label: { zh: "平板两分钟内作答", en: "Answered on the tablet within two minutes" },
  description: {
    zh: "在网点或工程师的平板上给出的评分里，关单后两分钟内给出的比例；人还没走就打的分不可信。",
    en: "Of scores given on the service point's or the engineer's tablet, the share given within two minutes after the close, while he is still there.",
  },
  numerator: { zh: "关单后两分钟内的回答", en: "Answers within two minutes after the close" },
  denominator: { zh: "当期在平板上的回答", en: "Answers on the tablet in the period" },
  worked_example: {
    zh: "12:00:00 关单，12:02:00 在平板上打分：算；12:02:01：不算；短信无论多快都不在分母里。",
    en: "Closed at 12:00:00 and scored on the tablet at 12:02:00: counts; at 12:02:01: does not; an sms is not in the denominator however fast.",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_ratings",
    id: "rating_id",
    at: "answered_at",
    where: "is_answered AND is_quick_on_device IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_quick_on_device" },
  requires: ["ratings.mode", "ratings.answered_at", "tickets.closed_at"],
});
