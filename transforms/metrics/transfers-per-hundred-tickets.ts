import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "transfers_per_hundred_tickets",
  code: "c-15",
  label: { zh: "百单换手", en: "Transfers per hundred tickets" },
  description: {
    zh: "每一百张关闭的工单，接单之后换手的次数；A→B→A 算 2 次。",
    en: "Changes of holder after the first acceptance, for every hundred tickets closed; A to B and back to A is two.",
  },
  numerator: { zh: "接单后的换手次数 × 100", en: "Changes of holder after the first acceptance × 100" },
  denominator: { zh: "当期首次关闭、有人接手过的工单", en: "Tickets first closed in the period that somebody held" },
  unit: "per_hundred_tickets",
  better: "lower",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "closed_at",
    where: "is_held AND NOT is_cancelled",
  },
  measure: { kind: "rate", per: 100, sum: "owner_change_count" },
  requires: ["ticket_events.actor_id"],
});
