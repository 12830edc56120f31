import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_response_time",
  code: "c-1",
  label: { zh: "首次响应时长", en: "First response time" },
  description: {
    zh: "从用户提出请求到第一次真人接通或回复的分钟数；自动短信和机器人回复不算。尚未响应的工单按“至少已等了这么久”计入（Kaplan-Meier），不会被丢掉。",
    en: "Minutes from the user's request to the first human who answers; automatic messages and bots do not count. Tickets not answered yet count as waiting at least this long (Kaplan-Meier) and are not dropped.",
  },
  numerator: {
    zh: "从 created_at 到首次真人响应的整分钟数",
    en: "Whole minutes from created_at to the first human response",
  },
  denominator: { zh: "当期创建的全部工单", en: "All tickets created in the period" },
  worked_example: {
    zh: "9:00 报修，9:01 自动短信，9:06 客服来电接通：首次响应 6 分钟。",
    en: "Asked at 9:00, automatic message at 9:01, an agent calls and is answered at 9:06: 6 minutes.",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where: "TRUE",
  },
  measure: {
    kind: "percentile",
    of: "first_response_minutes",
    observed: "GREATEST(0, minutes_between(created_at, LEAST(COALESCE(closed_at, as_of()), as_of())))",
    at: [50, 80, 90, 95],
  },
  requires: [["tickets.first_response_at", "ticket_events.kind"]],
  evidence: "first_response_at IS NOT NULL",
  maturity_days: 1,
});
