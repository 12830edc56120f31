import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "alert_recall",
  code: "c-27",
  label: { zh: "故障预警率", en: "Faults with an alert before" },
  description: {
    zh: "会发预警的型号的确认故障里，报修前30天内这台机器发过预警的比例。从该型号第一次预警起算；同一台机器30天内只算一次故障。",
    en: "Of confirmed faults of models whose units send alerts, the share whose unit had sent one in the 30 days before the request. Counted from the model's first alert; a unit's faults within 30 days are one.",
  },
  numerator: { zh: "报修前30天内有预警的故障", en: "Faults with an alert of the unit in the 30 days before" },
  denominator: {
    zh: "当期报修、确认有故障、型号会发预警的工单",
    en: "Confirmed faults reported in the period of models that send alerts",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_warned_faults", id: "ticket_id", at: "reported_at", where: "TRUE" },
  measure: { kind: "proportion", hit: "is_warned" },
  requires: ["telemetry_alerts.serial", "tickets.serial"],
});
