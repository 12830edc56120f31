import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "one_owner_rate",
  code: "c-15",
  label: { zh: "一票到底率", en: "One owner to the end" },
  description: {
    zh: "接单之后没有换过人、没有换工程师也没有换网点就关单的比例。",
    en: "Share closed without a change of holder after the first acceptance, and without another engineer or service point coming.",
  },
  numerator: { zh: "接单后从未换手的工单", en: "Tickets that never changed hands after the first acceptance" },
  denominator: { zh: "当期首次关闭、有人接手过的工单", en: "Tickets first closed in the period that somebody held" },
  worked_example: {
    zh: "甲接单，转给乙，又转回甲：换手 2 次，不是一票到底。",
    en: "Accepted by A, passed to B and back to A: two changes, not one owner.",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "closed_at",
    where: "is_held AND NOT is_cancelled",
  },
  measure: { kind: "proportion", hit: "is_one_owner" },
  requires: [["ticket_events.actor_id", "visits.engineer_id"]],
});
