import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "loan_rate",
  code: "c-27",
  label: { zh: "借用机覆盖率", en: "Repairs with a loan" },
  description: {
    zh: "用户交出机器的维修里，借到过备用机的比例。",
    en: "Of repairs for which the user handed the unit in, the share with a loan.",
  },
  numerator: { zh: "借到过备用机的工单", en: "Repairs with a loan" },
  denominator: { zh: "当期交出机器的维修工单", en: "Repairs handed in in the period" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_unit_absences",
    id: "ticket_id",
    at: "handed_in_at",
    where: "TRUE",
  },
  measure: { kind: "proportion", hit: "has_loan" },
  requires: ["loans.from_at"],
});
