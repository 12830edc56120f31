import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "birthday_finds_per_hundred_visits",
  code: "c-21",
  label: { zh: "生日上门百次发现", en: "Finds per 100 birthday visits" },
  description: {
    zh: "每百次生日上门发现的问题数；一次上门可以发现几个。",
    en: "Things found wrong for every 100 birthday visits; one visit may find several.",
  },
  numerator: { zh: "生日上门发现的问题数", en: "Things found on birthday visits" },
  denominator: {
    zh: "生日在当期、已过30天、上过门的机器",
    en: "Units visited whose birthday fell in the period more than 30 days ago",
  },
  worked_example: {
    zh: "50次上门，四次各发现一个问题，一次发现两个：每百次12个。",
    en: "50 visits, four with one thing found and one with two: 12 per 100.",
  },
  unit: "per_hundred",
  better: "neither",
  population: { from: "fct_care_dues", id: "due_id", at: "due_at", where: "is_matured AND is_visited" },
  measure: { kind: "rate", per: 100, sum: "found_count" },
  requires: ["proactive_tasks.visited_at", "proactive_tasks.found"],
  grains: ["month", "quarter", "year", "all"],
  maturity_days: 31,
});
