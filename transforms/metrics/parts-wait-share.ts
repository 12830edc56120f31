import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "parts_wait_share",
  code: "c-13",
  label: { zh: "等件占恢复时长", en: "Parts' share of the time to restore" },
  description: {
    zh: "需要配件的维修里，等件时间之和占恢复使用时长之和的比例。",
    en: "Of repairs that needed a part: the sum of their waits for parts over the sum of their times to restore.",
  },
  numerator: {
    zh: "报修到恢复之间的等件分钟数之和",
    en: "Minutes of waiting for parts between request and restoration, summed",
  },
  denominator: {
    zh: "当期恢复使用、需要配件的维修的恢复分钟数之和",
    en: "Minutes to restore of repairs that needed a part and were restored in the period, summed",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_part_waits",
    id: "ticket_id",
    at: "restored_at",
    where: "type = 'repair' AND NOT is_cancelled AND wait_to_restore_minutes IS NOT NULL",
  },
  measure: { kind: "ratio", of: "wait_to_restore_minutes", over: "time_to_restore_minutes" },
  requires: ["part_requests.requested_at", ["visits.left_at", "visits.arrived_at"]],
  grains: ["month", "quarter", "year", "all"],
});
