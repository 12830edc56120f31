import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_exposure_rate",
  code: "c-16",
  label: { zh: "千台月投诉", en: "Complaints per thousand unit-months" },
  description: {
    zh: "每一千台月在用对应的投诉数（去重后）；报修多的产品不会因此显得投诉少。",
    en: "Complaints, counted once, for every thousand unit-months in use; a product that breaks often does not look better for its many tickets.",
  },
  numerator: { zh: "当期说得出型号的投诉 × 1000", en: "Complaints of the period that name a model × 1,000" },
  denominator: { zh: "当期在用台月", en: "Unit-months in use in the period" },
  worked_example: {
    zh: "某型号当月在用 2,500 台，投诉 4 件：每千台月 1.6。",
    en: "2,500 units in use in a month and four complaints: 1.6 per thousand unit-months.",
  },
  unit: "per_thousand_unit_months",
  better: "lower",
  population: { from: "fct_exposure", id: "model", at: "month_at", where: "TRUE" },
  measure: {
    kind: "rate",
    per: 1000,
    exposure: "unit_months",
    events: { from: "fct_complaints", id: "feedback_id", at: "created_at", where: "model IS NOT NULL" },
  },
  requires: [["installed_base.units", "units.in_use_at", "units.sold_at"], "feedback.kind"],
  dimensions: ["category", "model", "region"],
  grains: ["month", "quarter", "year", "all"],
});
