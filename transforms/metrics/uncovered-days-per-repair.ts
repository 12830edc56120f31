import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "uncovered_days_per_repair",
  code: "c-27",
  label: { zh: "每单无机可用天数", en: "Uncovered device-days per repair" },
  description: {
    zh: "每单维修里，用户既没有自己的机器也没有备用机的天数。",
    en: "Days per repair on which the user had neither the unit nor a loan.",
  },
  numerator: { zh: "没有备用机的天数之和", en: "Days without unit and loan" },
  denominator: { zh: "当期交还的维修工单", en: "Repairs handed back in the period" },
  worked_example: {
    zh: "机器离手 9 天，其中 5 天有备用机：4 天无机可用。",
    en: "The unit is away for nine days, five of them covered by loans: four uncovered.",
  },
  unit: "days",
  better: "lower",
  population: {
    from: "fct_unit_absences",
    id: "ticket_id",
    at: "handed_back_at",
    where: "uncovered_minutes IS NOT NULL",
  },
  measure: { kind: "ratio", of: "uncovered_minutes / 1440.0", over: "1" },
  requires: ["loans.from_at"],
  grains: ["month", "quarter", "year", "all"],
});
