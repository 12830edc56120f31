import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "mail_in_turnaround",
  code: "c-7",
  label: { zh: "寄修周转时长", en: "Mail-in turnaround" },
  description: {
    zh: "从取件扫描到送回签收的时间；还没送回的按 Kaplan-Meier 计入，丢件一直算没送回。",
    en: "From the pickup scan to the delivery scan; units not back yet count by Kaplan-Meier, and a lost parcel stays open.",
  },
  numerator: { zh: "取件到签收的整分钟数", en: "Whole minutes from pickup to delivery" },
  denominator: { zh: "当期取件的寄修工单", en: "Mail-in repairs picked up in the period" },
  worked_example: {
    zh: "3 月 2 日取件，11 日签收：9 天；寄回时丢件：一直未送回。",
    en: "Picked up on 2 March, delivered on the 11th: nine days. Lost on the way back: not returned, however long ago.",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_mail_ins",
    id: "ticket_id",
    at: "handed_in_at",
    where: "TRUE",
  },
  measure: { kind: "percentile", of: "turnaround_minutes", observed: "waited_minutes", at: [50, 80, 90, 95] },
  requires: ["logistics_legs.ended_at"],
  evidence: "turnaround_minutes IS NOT NULL",
  maturity_days: 30,
  grains: ["month", "quarter", "year", "all"],
});
