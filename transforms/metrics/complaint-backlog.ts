import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_backlog",
  code: "c-16",
  label: { zh: "未办结投诉", en: "Open complaints" },
  description: {
    zh: "期末还没办结的投诉数。",
    en: "Complaints not resolved at the end of the period.",
  },
  numerator: { zh: "期末未办结的投诉", en: "Complaints not resolved at the end of the period" },
  denominator: { zh: "不适用（存量）", en: "None (a stock)" },
  unit: "count",
  better: "lower",
  population: {
    from: "fct_complaints",
    id: "feedback_id",
    at: "created_at",
    where: "TRUE",
  },
  measure: { kind: "stock", until: "resolved_at" },
  requires: ["feedback.kind", "feedback.resolved_at"],
  evidence: "resolved_at IS NOT NULL",
  grains: ["week", "month", "quarter", "year", "all"],
  more_dimensions: ["complaint_source"],
});
