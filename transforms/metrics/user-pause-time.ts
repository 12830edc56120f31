import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "user_pause_time",
  code: "c-12",
  label: { zh: "用户暂停时长", en: "Minutes paused by the user" },
  description: {
    zh: "用户要求暂停的工单，计入时限的暂停分钟数，每单计到时限政策的上限。",
    en: "Of tickets the user put off, the minutes that stop the clocks, up to the policy's cap a ticket.",
  },
  numerator: { zh: "计入的暂停整分钟数", en: "Whole minutes of pause that count" },
  denominator: { zh: "当期开始暂停的工单", en: "Tickets first paused in the period" },
  unit: "minutes",
  better: "neither",
  population: {
    from: "fct_user_pauses",
    id: "ticket_id",
    at: "paused_at",
    where: "TRUE",
  },
  measure: { kind: "percentile", of: "paused_minutes", at: [50, 90] },
  requires: ["ticket_events.actor_kind"],
  grains: ["month", "quarter", "year", "all"],
});
