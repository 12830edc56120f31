import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_response_business_time",
  code: "c-1",
  label: { zh: "首次响应时长（工作时间）", en: "First response time (business minutes)" },
  description: {
    zh: "同首次响应时长，但只计工作日历内的分钟；日历未声明覆盖的年份没有数值，只有提示。",
    en: "As first response time, counting only minutes of the working calendar; a year outside the calendar's declared coverage gives a finding and no number.",
  },
  numerator: {
    zh: "从 created_at 到首次真人响应的工作分钟数",
    en: "Business minutes from created_at to the first human response",
  },
  denominator: {
    zh: "当期创建且已响应、日历覆盖的工单",
    en: "Tickets created in the period that were answered, inside the calendar's coverage",
  },
  worked_example: {
    zh: "2026-02-13 17:00 报修，2026-02-14（调休上班）09:30 回复：90 个工作分钟。",
    en: "Asked 2026-02-13 17:00, answered 2026-02-14 09:30, a make-up working day: 90 business minutes.",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where: "first_response_business_minutes IS NOT NULL",
  },
  measure: { kind: "percentile", of: "first_response_business_minutes", at: [50, 80, 90, 95] },
  requires: [["tickets.first_response_at", "ticket_events.kind"]],
  evidence: "first_response_business_minutes IS NOT NULL",
  maturity_days: 1,
});
