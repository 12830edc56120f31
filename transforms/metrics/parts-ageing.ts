import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "parts_ageing",
  code: "c-13",
  label: { zh: "在途等件单龄", en: "Age of open waits for parts" },
  description: {
    zh: "每个期末还在等配件的工单，按最早未到货的申请起算的天数分段；满 60 天和 90 天的单列出来。",
    en: "Tickets still waiting for a part at the end of each period, by days since the oldest request that has not come; those of 60 and of 90 days are listed.",
  },
  numerator: { zh: "期末仍在等件的工单，按天数", en: "Tickets waiting at the end of the period, by days" },
  denominator: { zh: "同分子", en: "The same tickets" },
  unit: "days",
  better: "lower",
  population: {
    from: "fct_part_waits",
    id: "ticket_id",
    at: "requested_at",
    where: "NOT is_cancelled",
  },
  measure: {
    kind: "stock_age",
    until: "COALESCE(received_at, closed_at)",
    since: "COALESCE(open_since_at, requested_at)",
    buckets: [7, 15, 30, 60, 90],
    at: [50, 90],
  },
  requires: ["part_requests.requested_at"],
  grains: ["month", "quarter", "year", "all"],
});
