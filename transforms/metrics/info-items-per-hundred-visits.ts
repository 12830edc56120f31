import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "info_items_per_hundred_visits",
  code: "c-28",
  label: { zh: "百次上门信息增值", en: "Information items per hundred visits" },
  description: {
    zh: "每一百次上门带回的有效信息条数；空白和重复的不算，第一条信息之前的上门也不算。",
    en: "Useful items of information brought back from every hundred visits; empty and duplicate ones do not count, nor do visits before the first item of all.",
  },
  numerator: { zh: "非空、不重复的信息条数 × 100", en: "Items neither empty nor duplicate × 100" },
  denominator: { zh: "开始收集以来、当期到达的上门", en: "Visits that arrived in the period, since collecting began" },
  unit: "per_hundred",
  better: "higher",
  standard: "insight",
  population: {
    from: "fct_visits",
    id: "visit_id",
    at: "arrived_at",
    where: "is_info_collected",
  },
  measure: { kind: "rate", per: 100, sum: "info_item_count" },
  requires: ["visits.info_items", "visits.arrived_at"],
  changes: [
    {
      on: "2026-11-22",
      why: {
        zh: "开始收集以前的上门不再计入；那时没有信息不等于零。",
        en: "Visits before anybody collected information are left out: having none then is no zero.",
      },
      was: { population: { where: "TRUE" } },
    },
  ],
});
