import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "alert_lead_time",
  code: "c-27",
  label: { zh: "预警提前时间", en: "Warning before a fault" },
  description: {
    zh: "报修前30天内有预警的确认故障，从其中第一次预警到报修的时间。",
    en: "Of confirmed faults with an alert in the 30 days before the request, the time from the first of those alerts to the request.",
  },
  numerator: { zh: "从第一次预警到报修的分钟数", en: "Minutes from the first alert to the request" },
  denominator: {
    zh: "当期报修、之前30天内有预警的故障",
    en: "Faults reported in the period with an alert in the 30 days before",
  },
  unit: "minutes",
  better: "higher",
  population: { from: "fct_warned_faults", id: "ticket_id", at: "reported_at", where: "is_warned" },
  measure: { kind: "percentile", of: "lead_minutes", at: [50, 90] },
  requires: ["telemetry_alerts.serial", "tickets.serial"],
});
