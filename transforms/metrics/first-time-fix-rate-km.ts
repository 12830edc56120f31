import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_time_fix_rate_km",
  code: "c-8",
  label: { zh: "一次修复率（最新，估计）", en: "First-time fix, newest (estimate)" },
  description: {
    zh: "关单还不满 30 天的工单，用 Kaplan-Meier 估计满 30 天时一次修复率会是多少。只在仍有未满 30 天工单的期间给出，始终为暂定。",
    en: "For tickets closed less than 30 days ago: what first-time fix will be at 30 days, by Kaplan-Meier. Given only for periods that still hold such tickets; always provisional.",
  },
  numerator: {
    zh: "30 天内仍算一次修复的比例（Kaplan-Meier）",
    en: "Share still a first-time fix at 30 days (Kaplan-Meier)",
  },
  denominator: { zh: "当期首次关闭的维修工单", en: "Repair tickets first closed in the period" },
  unit: "percent",
  better: "higher",
  standard: "fixed",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_fix_eligible",
  },
  measure: {
    kind: "kaplan_meier",
    watched: "fix_observed_days",
    event: "NOT is_first_time_fix",
    times: [{ at: 30, suffix: "", maturity_days: 30 }],
    kept: true,
    running: "NOT is_matured",
  },
  requires: ["visits.outcome"],
  grains: ["week", "month", "quarter"],
});
