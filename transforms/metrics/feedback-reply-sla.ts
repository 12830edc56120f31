import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "feedback_reply_sla",
  code: "c-16",
  label: { zh: "按时回复率", en: "Replied in time" },
  description: {
    zh: "时限在当期到期的文字里按时回复的比例；到期还没回复的算未达成。",
    en: "Of texts whose time was up in the period, the share replied to by then; one without a reply is missed.",
  },
  numerator: { zh: "不晚于到期时刻回复的文字", en: "Texts replied to at or before the due time" },
  denominator: { zh: "时限在当期到期的文字", en: "Texts that fell due in the period and by as-of" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_replies",
    id: "feedback_id",
    at: "reply_due_at",
    where: "is_replied_in_time IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_replied_in_time" },
  requires: ["feedback.replied_at"],
  evidence: "replied_at IS NOT NULL",
  more_dimensions: ["kind"],
});
