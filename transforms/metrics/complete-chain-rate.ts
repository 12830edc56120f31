import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complete_chain_rate",
  code: "c-15",
  label: { zh: "事件链完整率", en: "Complete event chains" },
  description: {
    zh: "关闭的工单里，从受理到关单该有的事件都有记录的比例；上门单还要有派单、接单、联系和到达。",
    en: "Of closed tickets, the share whose log has every step it must have: request, response, close, and for visits on site assignment, acceptance, contact and arrival.",
  },
  numerator: { zh: "该有的事件一个不缺的工单", en: "Tickets that lack no step" },
  denominator: { zh: "当期首次关闭的工单", en: "Tickets first closed in the period" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_ticket_flows",
    id: "ticket_id",
    at: "closed_at",
    where: "NOT is_cancelled",
  },
  measure: { kind: "proportion", hit: "first_missing_step IS NULL" },
  requires: ["ticket_events.kind"],
});
