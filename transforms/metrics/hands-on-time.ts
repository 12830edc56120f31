import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "hands_on_time",
  code: "c-6",
  label: { zh: "动手维修时长", en: "Hands-on time" },
  description: {
    zh: "一张工单所有有效上门的在场分钟数之和，减去已记录的无效时间（等件、等人）。两名工程师同时在场各计一份工时。",
    en: "Minutes on the spot over all productive visits of a ticket, less logged dead time. Two engineers at once count twice: it is labour time.",
  },
  numerator: { zh: "有效上门的在场分钟数之和", en: "Sum of minutes on the spot of productive visits" },
  denominator: {
    zh: "当期首次关闭且有有效上门的工单",
    en: "Tickets first closed in the period that had a productive visit",
  },
  unit: "minutes",
  better: "neither",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "hands_on_minutes IS NOT NULL",
  },
  measure: { kind: "percentile", of: "hands_on_minutes", at: [50, 80, 90, 95] },
  requires: ["visits.arrived_at", "visits.left_at"],
});
