import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "user_pause_capped_rate",
  code: "c-12",
  label: { zh: "暂停超限率", en: "Pauses cut by the cap" },
  description: {
    zh: "用户要求暂停的工单里，记录的暂停超过时限政策的上限、只计到上限的比例。",
    en: "Of tickets the user put off, the share whose logged pauses exceed the policy's cap and count up to it.",
  },
  numerator: { zh: "暂停超过上限的工单", en: "Tickets whose pauses exceed the cap" },
  denominator: { zh: "当期开始暂停的工单", en: "Tickets first paused in the period" },
  unit: "percent",
  better: "neither",
  population: {
    from: "fct_user_pauses",
    id: "ticket_id",
    at: "paused_at",
    where: "TRUE",
  },
  measure: { kind: "proportion", hit: "is_capped" },
  requires: ["ticket_events.actor_kind"],
});
