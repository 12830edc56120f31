import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "complaint_ticket_rate",
  code: "c-16",
  label: { zh: "被投诉工单占比", en: "Tickets complained about" },
  description: {
    zh: "关闭的工单里，至今有过投诉的比例；同一张单投诉多次只算一张。用来公平比较网点和工程师；投诉件数看千单投诉。",
    en: "Share of closed tickets that have drawn a complaint so far; several about one ticket count once. It compares service points and engineers; the number of complaints is the rate per thousand.",
  },
  numerator: { zh: "有投诉（去重后）的工单", en: "Tickets with a complaint that counts" },
  denominator: { zh: "当期首次关闭的工单", en: "Tickets first closed in the period" },
  worked_example: {
    zh: "200 张关闭的工单，其中 5 张各有一次投诉、1 张有两次：6 / 200 = 3.0%。",
    en: "200 closed tickets, five with one complaint and one with two: 6 in 200, 3.0 %.",
  },
  unit: "percent",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "type <> 'complaint' AND NOT is_cancelled",
  },
  measure: { kind: "proportion", hit: "has_complaint" },
  requires: ["feedback.kind", "tickets.closed_at"],
  funnel: true,
});
