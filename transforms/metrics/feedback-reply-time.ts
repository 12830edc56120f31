import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "feedback_reply_time",
  code: "c-16",
  label: { zh: "回复时长", en: "Time to reply" },
  description: {
    zh: "从用户写下文字到公司回复的分钟数，按全部文字算：还没回复的按 Kaplan-Meier 计入；只看已回复的会把 717 分钟说成 94 分钟。",
    en: "Minutes from a text until the company replies, over all texts: those without a reply count by Kaplan-Meier; the answered ones alone have said 94 minutes where the truth was 717.",
  },
  numerator: { zh: "从写下到回复的整分钟数", en: "Whole minutes until the reply" },
  denominator: { zh: "当期计入的文字", en: "Counted texts of the period" },
  worked_example: {
    zh: "五条文字，30、60、90 分钟后回复，两条等了一天还没有：中位数 90；只看已回复的是 60。",
    en: "Five texts, replied to after 30, 60 and 90 minutes, two waiting for a day: median 90; the answered ones alone say 60.",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_replies",
    id: "feedback_id",
    at: "created_at",
    where: "TRUE",
  },
  measure: {
    kind: "percentile",
    of: "reply_minutes",
    observed: "minutes_between(created_at, as_of())",
    at: [50, 80, 90],
  },
  requires: ["feedback.replied_at"],
  evidence: "replied_at IS NOT NULL",
  maturity_days: 14,
  more_dimensions: ["kind"],
});
