import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "arrival_early_rate",
  code: "c-4",
  label: { zh: "早到率", en: "Early arrival" },
  description: {
    zh: "未经用户同意、比窗口开始早 15 分钟以上到达的比例。",
    en: "Share reached more than 15 minutes before the window starts without the user's consent.",
  },
  numerator: { zh: "早到的工单", en: "Tickets reached early" },
  denominator: { zh: "窗口在当期到期的上门工单", en: "On-site tickets whose window fell due in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "arrival_due_at",
    where: "is_due",
  },
  measure: { kind: "proportion", hit: "arrival_class = 'early'" },
  requires: ["visits.arrived_at"],
});
