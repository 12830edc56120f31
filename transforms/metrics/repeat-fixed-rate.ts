import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "repeat_fixed_rate",
  code: "c-16",
  label: { zh: "返修一次修好率", en: "Repeats fixed for good" },
  description: {
    zh: "返修工单里，这一次一次修好、30 天内没有再返的比例：没修好的用户后来得到解决。只统计关单满 30 天的工单。",
    en: "Of repairs that repeat an earlier one, the share fixed in one visit and not reported again within 30 days: a failed fix made good. Only tickets closed 30 days ago or longer.",
  },
  numerator: { zh: "这一次一次修复的返修工单", en: "Repeats that were first-time fixes themselves" },
  denominator: {
    zh: "当期首次关闭、关单已满 30 天的返修工单",
    en: "Repeats first closed in the period and at least 30 days ago",
  },
  worked_example: {
    zh: "50 张返修，42 张一次修好且 30 天内没有再返：84.0%。",
    en: "50 repeats, 42 fixed in one visit and quiet for 30 days: 84.0 %.",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_repeat AND is_fix_eligible AND is_matured",
  },
  measure: { kind: "proportion", hit: "is_first_time_fix" },
  requires: ["visits.outcome", ["tickets.serial", "tickets.customer_key"]],
  maturity_days: 30,
});
