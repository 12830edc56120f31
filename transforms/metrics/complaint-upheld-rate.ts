import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_upheld_rate",
  code: "c-16",
  label: { zh: "投诉成立率", en: "Complaints upheld" },
  description: {
    zh: "已办结并有结论的投诉里，认定属实的比例；按来源与客户等级看是否公平。",
    en: "Of complaints resolved with a finding, the share found justified; compare sources and customer tiers for fairness.",
  },
  numerator: { zh: "认定属实的投诉", en: "Complaints found justified" },
  denominator: { zh: "当期办结且有结论的投诉", en: "Complaints resolved in the period with a finding" },
  unit: "percent",
  better: "neither",
  population: {
    from: "fct_complaints",
    id: "feedback_id",
    at: "resolved_at",
    where: "upheld IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "upheld" },
  requires: ["feedback.resolved_at", "feedback.upheld"],
  more_dimensions: ["complaint_source"],
});
