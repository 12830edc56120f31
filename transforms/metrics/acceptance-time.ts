import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "acceptance_time",
  code: "c-15",
  label: { zh: "派工时延", en: "Dispatch latency" },
  description: {
    zh: "从报修到第一次有人接单的时间；还没接单的按 Kaplan-Meier 计入。",
    en: "Time from the request to the first acceptance; tickets not accepted yet count by Kaplan-Meier.",
  },
  numerator: {
    zh: "从 created_at 到第一次接单的整分钟数",
    en: "Whole minutes from created_at to the first acceptance",
  },
  denominator: {
    zh: "当期创建的上门工单：已接单或仍未关闭",
    en: "On-site tickets created in the period that were accepted or are still open",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "created_at",
    where: "is_on_site AND NOT is_cancelled AND (acceptance_minutes IS NOT NULL OR is_open)",
  },
  measure: {
    kind: "percentile",
    of: "acceptance_minutes",
    observed: "GREATEST(0, minutes_between(created_at, as_of()))",
    at: [50, 90],
  },
  requires: [["tickets.accepted_at", "ticket_events.kind"]],
  evidence: "accepted_at IS NOT NULL",
  grains: ["month", "quarter", "year", "all"],
});
