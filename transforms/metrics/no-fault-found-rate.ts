import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "no_fault_found_rate",
  code: "c-10",
  label: { zh: "未见故障率", en: "No fault found" },
  description: {
    zh: "维修中未发现故障的比例；只在同型号内看趋势，不做跨行业比较。",
    en: "Share of repairs where no fault was found; read as a trend by model, never across industries.",
  },
  numerator: { zh: "结果为未见故障的工单", en: "Tickets where no fault was found" },
  denominator: { zh: "当期首次关闭的维修工单", en: "Repair tickets first closed in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_first_time_fix_by_visit IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_no_fault_found" },
  requires: ["visits.outcome"],
});
