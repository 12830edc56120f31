import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "fault_rate",
  code: "c-23",
  label: { zh: "故障率", en: "Fault rate" },
  description: {
    zh: "每一千台月在用，上门或送修确认的产品故障。同一台 30 天内只算一次；未见故障不算；报废和退货后不再计入在用。在用台月取自在用台账，没有台账时取自整机。最近 6 周报修的还没有全部确认。",
    en: "Confirmed faults of the product for every thousand unit-months in use. A unit counts once in 30 days, no fault found does not count, and a scrapped or returned unit is in use no longer. Exposure comes from the installed base, else from the units. Those reported in the last six weeks are not all confirmed yet.",
  },
  numerator: {
    zh: "当期报修、已确认的故障（同一台 30 天内一次）",
    en: "Confirmed faults reported in the period, one a unit in 30 days",
  },
  denominator: { zh: "当期在用台月", en: "Unit-months in use in the period" },
  worked_example: {
    zh: "某型号当月在用 2,500 台；9 台报修确认，其中一台两周内两次，另有 2 单未见故障：9 / 2,500 = 每千台月 3.6。",
    en: "2,500 units in use in a month; nine units with a confirmed fault, one of them twice within two weeks, and two calls that found none: 9 in 2,500, 3.6 per thousand unit-months.",
  },
  unit: "per_thousand_unit_months",
  better: "lower",
  population: { from: "fct_exposure", id: "model", at: "month_at", where: "TRUE" },
  measure: {
    kind: "rate",
    per: 1000,
    exposure: "unit_months",
    events: { from: "fct_faults", id: "ticket_id", at: "reported_at", where: "is_episode" },
  },
  requires: [["installed_base.units", "units.in_use_at", "units.sold_at"], "visits.outcome"],
  maturity_days: 42,
  dimensions: ["category", "model", "region"],
  grains: ["month", "quarter", "year", "all"],
});
