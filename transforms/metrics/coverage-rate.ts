import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "coverage_rate",
  code: "c-27",
  label: { zh: "网点覆盖达成率", en: "Places covered as planned" },
  description: {
    zh: "覆盖计划里已到期的地方，现在有营业网点的比例；计划写在coverage_plan.csv里。",
    en: "Of the places whose date in coverage_plan.csv has come, the share with a service point open now.",
  },
  numerator: { zh: "数据截至时有营业网点的地方", en: "Places with a service point open at the as-of" },
  denominator: { zh: "计划在当期到期的地方", en: "Places due by the plan in the period" },
  worked_example: {
    zh: "计划十个县到2025年底都有网点，八个有，其中一个2026年2月才开：80 %；按期的是七个。",
    en: "Ten counties were to be covered by the end of 2025; eight are, one of them since February 2026: 80 %. Seven were in time.",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_coverage_plan", id: "place_id", at: "due_at", where: "is_due" },
  measure: { kind: "proportion", hit: "is_covered" },
  requires: ["service_points.county"],
  evidence: "due_on IS NOT NULL",
  grains: ["month", "quarter", "year", "all"],
});
