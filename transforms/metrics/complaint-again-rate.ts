import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_again_rate",
  code: "c-16",
  label: { zh: "再次投诉率", en: "Complaints that come back" },
  description: {
    zh: "办结后 30 天内，同一人就同一诉求再次投诉的比例；按 30 天届满的日子归期，没满的不算。",
    en: "Share of resolved complaints after which the same person complains about the same need within 30 days, filed by the day the 30 days are up.",
  },
  numerator: { zh: "30 天内再次投诉的", en: "Followed by another within 30 days" },
  denominator: {
    zh: "办结后 30 天在当期届满的投诉",
    en: "Complaints whose 30 days after the resolution were up in the period",
  },
  worked_example: {
    zh: "9 月 1 日投诉、2 日办结、5 日同一台机器再投诉：算再次投诉，虽然千单投诉里两条只算一次。",
    en: "Complaint on 1 September, resolved on the 2nd, the same unit again on the 5th: came back, although the complaint rate counts the two once.",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_complaints",
    id: "feedback_id",
    at: "again_due_at",
    where: "again_due_at <= as_of()",
  },
  measure: { kind: "proportion", hit: "is_again" },
  requires: ["feedback.resolved_at"],
  more_dimensions: ["complaint_source"],
});
