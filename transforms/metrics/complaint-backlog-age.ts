import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_backlog_age",
  code: "c-16",
  label: { zh: "未办结投诉的天数", en: "Age of open complaints" },
  description: {
    zh: "期末未办结投诉已等了多久，分段计数与 P50/P90。",
    en: "How long the complaints open at the end of the period have waited; by bucket, and P50 and P90.",
  },
  numerator: { zh: "各段的投诉", en: "Complaints in the bucket" },
  denominator: { zh: "期末未办结的投诉", en: "Complaints open at the end of the period" },
  unit: "days",
  better: "lower",
  population: {
    from: "fct_complaints",
    id: "feedback_id",
    at: "created_at",
    where: "TRUE",
  },
  measure: { kind: "stock_age", until: "resolved_at", since: "created_at", buckets: [1, 3, 7, 15, 30], at: [50, 90] },
  requires: ["feedback.kind", "feedback.resolved_at"],
  evidence: "resolved_at IS NOT NULL",
  grains: ["week", "month", "quarter", "year", "all"],
});
