import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "promise_outside_ask_rate",
  code: "c-4",
  label: { zh: "承诺超出要求率", en: "Promises outside the asked window" },
  description: {
    zh: "用户要求了时间窗、公司也承诺了时间窗的上门工单里，承诺超出要求窗口的比例。用户改约的不在内。",
    en: "Of on-site tickets with an asked and a promised window, the share whose promise reaches beyond the ask. Tickets the user moved are left out.",
  },
  numerator: { zh: "承诺早于或晚于要求窗口的工单", en: "Tickets promised before or beyond the asked window" },
  denominator: {
    zh: "当期创建、两个窗口都有的上门工单",
    en: "On-site tickets created in the period with both windows",
  },
  worked_example: {
    zh: "要求 14:00–16:00，承诺 15:00–17:00：超出；承诺 14:30–15:30：在内。",
    en: "Asked for 14:00 to 16:00: promised 15:00 to 17:00 is outside, 14:30 to 15:30 inside.",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_appointments",
    id: "ticket_id",
    at: "created_at",
    where: "TRUE",
  },
  measure: { kind: "proportion", hit: "is_outside_ask" },
  requires: ["tickets.requested_to", "tickets.promised_to"],
});
