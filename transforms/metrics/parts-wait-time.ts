import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "parts_wait_time",
  code: "c-13",
  label: { zh: "等件时长", en: "Wait for parts" },
  description: {
    zh: "工单等配件的时间：各次申请到到货的区间取并集，重叠的只算一次；还没到货的按 Kaplan-Meier 计入。等件从不暂停时限。",
    en: "Time a ticket waited for parts: the union of its intervals from asking to coming, overlaps once; parts still to come count by Kaplan-Meier. Waiting for parts never pauses a clock.",
  },
  numerator: { zh: "区间并集的整分钟数", en: "Whole minutes of the union of the intervals" },
  denominator: { zh: "当期首次申请配件的工单", en: "Tickets that first asked for a part in the period" },
  worked_example: {
    zh: "3月1日至5日一件，3月3日至8日另一件，10日至11日第三件：等了 8 天，不是 10 天。",
    en: "One part from 1 to 5 March, another from 3 to 8, a third from 10 to 11: eight days, not ten.",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_part_waits",
    id: "ticket_id",
    at: "requested_at",
    where: "NOT is_cancelled",
  },
  measure: { kind: "percentile", of: "parts_wait_minutes", observed: "waited_minutes", at: [50, 80, 90, 95] },
  requires: ["part_requests.requested_at"],
  maturity_days: 30,
  grains: ["month", "quarter", "year", "all"],
});
