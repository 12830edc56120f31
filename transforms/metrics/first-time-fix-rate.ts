import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_time_fix_rate",
  code: "c-8",
  label: { zh: "一次修复率（到了就好）", en: "First-time fix" },
  description: {
    zh: "上门（或送修、寄修）一次就修好，并且 30 天内没有为同一问题再报修的比例。等件二次上门、换机都不算一次修复；未见故障且未再报修算修复。只统计关单满 30 天的工单。",
    en: "Share fixed in one productive visit and not reported again for the same problem within 30 days. A second visit for a part or a replaced unit is no first-time fix; no fault found without a repeat is. Only tickets closed 30 days ago or longer are counted.",
  },
  numerator: {
    zh: "一次有效上门即修好，且关单后 30 天内同机同症状或同部件没有再次报修的工单",
    en: "Tickets fixed in exactly one productive visit with no repair of the same unit and symptom or component within 30 days of the close",
  },
  denominator: {
    zh: "当期首次关闭、关单已满 30 天的维修工单",
    en: "Repair tickets first closed in the period and at least 30 days ago",
  },
  worked_example: {
    zh: "5 月 1 日一次修好关单，5 月 31 日（第 30 天）同机同症状再报修：不算一次修复，计在第一次维修的网点名下。",
    en: "Fixed in one visit and closed on 1 May; the same unit and symptom on 31 May, day 30: not fixed, and charged to the point of the first repair.",
  },
  unit: "percent",
  better: "higher",
  standard: "fixed",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_fix_eligible AND is_matured",
  },
  measure: { kind: "proportion", hit: "is_first_time_fix" },
  requires: ["visits.outcome"],
  maturity_days: 30,
  funnel: true,
});
