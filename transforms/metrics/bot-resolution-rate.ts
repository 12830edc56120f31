import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "bot_resolution_rate",
  code: "c-27",
  label: { zh: "机器人解决率", en: "Solved by the bot" },
  description: {
    zh: "先由机器人应答的诉求里，一次就解决、7天内没有再为同一诉求联系的比例。",
    en: "Of needs a bot answered first, the share solved at once without a further contact about the need within 7 days.",
  },
  numerator: {
    zh: "机器人应答、7天内没有再联系的诉求",
    en: "Needs a bot answered without a further contact in 7 days",
  },
  denominator: {
    zh: "当期第一次联系、由机器人应答、已过7天的诉求",
    en: "Needs first raised in the period, answered by a bot, a week old",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_needs",
    id: "need_id",
    at: "started_at",
    where: "is_customer_known AND is_matured AND actor_kind = 'bot'",
  },
  measure: { kind: "proportion", hit: "is_solved_at_first" },
  requires: ["contacts.actor_kind", "contacts.customer_key"],
  maturity_days: 7,
});
