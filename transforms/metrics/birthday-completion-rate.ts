import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "birthday_completion_rate",
  code: "c-21",
  label: { zh: "家电过生日完成率", en: "Birthday tasks completed" },
  description: {
    zh: "到生日的在用机器里，生日前 7 天到后 30 天内完成关怀上门的比例。显像管彩电、电脑每 3 年，平板电视每年，VIP 用户的机器每年，其他每 5 年；从启用日算起，没有启用日的从购买日算起。谢绝的用户仍在分母里，另行计数。",
    en: "Of active units whose birthday came, the share cared for from 7 days before to 30 days after it. Tube televisions and computers every 3 years, flat televisions every year, a VIP's units every year, others every 5; from the day use began, else of sale. Those who declined stay in the denominator and are counted apart.",
  },
  numerator: { zh: "在期限内完成的生日关怀", en: "Birthdays with a task completed in time" },
  denominator: {
    zh: "生日在当期、已过 30 天的在用机器",
    en: "Active units whose birthday fell in the period more than 30 days ago",
  },
  worked_example: {
    zh: "2023 年 9 月 10 日启用的平板电视，2026 年 9 月 10 日生日；9 月 3 日到 10 月 10 日之间完成才算。",
    en: "A flat television in use since 10 September 2023 is due on 10 September 2026; a task completed from 3 September to 10 October counts.",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_care_dues", id: "due_id", at: "due_at", where: "is_matured" },
  measure: { kind: "proportion", hit: "is_done" },
  requires: ["proactive_tasks.completed_at", ["units.in_use_at", "units.sold_at"], "products.category"],
  grains: ["month", "quarter", "year", "all"],
  maturity_days: 31,
});
