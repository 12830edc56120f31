import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "mail_in_lost_rate",
  code: "c-7",
  label: { zh: "寄修丢件率", en: "Parcels lost" },
  description: {
    zh: "取件的寄修里，至少一程丢件的比例。",
    en: "Of mail-in repairs picked up, the share with a leg that was lost.",
  },
  numerator: { zh: "有丢件的寄修工单", en: "Mail-in repairs with a lost leg" },
  denominator: { zh: "当期取件的寄修工单", en: "Mail-in repairs picked up in the period" },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_mail_ins",
    id: "ticket_id",
    at: "handed_in_at",
    where: "TRUE",
  },
  measure: { kind: "proportion", hit: "is_lost" },
  requires: ["logistics_legs.status"],
  maturity_days: 30,
});
