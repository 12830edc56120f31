import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "loan_cover_share",
  code: "c-27",
  label: { zh: "借用机覆盖时间", en: "Time covered by a loan" },
  description: {
    zh: "用户没有自己机器的时间里，手上有备用机的比例。",
    en: "Of the time users were without their units, the share in which they had a loan.",
  },
  numerator: { zh: "有备用机的分钟数之和", en: "Minutes with a loan" },
  denominator: {
    zh: "当期交还的维修，交出到交还的分钟数之和",
    en: "Minutes from handing in to handing back, of repairs handed back in the period",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_unit_absences",
    id: "ticket_id",
    at: "handed_back_at",
    where: "absent_minutes IS NOT NULL",
  },
  measure: { kind: "ratio", of: "covered_minutes", over: "absent_minutes" },
  requires: ["loans.from_at"],
  grains: ["month", "quarter", "year", "all"],
});
