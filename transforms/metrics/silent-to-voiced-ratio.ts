import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "silent_to_voiced_ratio",
  code: "c-16",
  label: { zh: "沉默与投诉之比", en: "Silent to voiced" },
  description: {
    zh: "结果不好的工单里，没有投诉的与有投诉的之比：每听到一个投诉，还有几个没有说。关单满 30 天才统计。",
    en: "Of tickets that went badly, those without a complaint to those with one: how many say nothing for each who speaks. Counted 30 days after the close.",
  },
  numerator: { zh: "没有投诉的不良结果工单", en: "Tickets that went badly without a complaint" },
  denominator: { zh: "有投诉的不良结果工单", en: "Tickets that went badly with one" },
  worked_example: {
    zh: "200 张结果不好，20 张有投诉：(180 + 0.5) / (20 + 0.5) = 8.8 ∶ 1。",
    en: "200 tickets went badly, 20 with a complaint: (180 + 0.5) / (20 + 0.5) = 8.8 to 1.",
  },
  unit: "ratio",
  better: "lower",
  population: { from: "fct_bad_outcomes", id: "ticket_id", at: "closed_at", where: "is_matured" },
  measure: { kind: "log_ratio", hit: "NOT has_complaint" },
  requires: ["feedback.kind", "visits.outcome"],
  maturity_days: 30,
});
