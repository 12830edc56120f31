import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "parts_fill_rate",
  code: "c-13",
  label: { zh: "首次上门有件率", en: "First-pass parts fill" },
  description: {
    zh: "需要配件的工单里，第一次有效上门时配件就在手的比例。",
    en: "Of tickets that needed a part, the share whose parts were at hand at the first productive visit.",
  },
  numerator: {
    zh: "第一次有效上门结束前配件全部到手的工单",
    en: "Tickets whose parts had all come by the end of the first productive visit",
  },
  denominator: {
    zh: "当期首次有效上门、需要配件的工单",
    en: "Tickets that needed a part, by their first productive visit",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_part_waits",
    id: "ticket_id",
    at: "first_visit_at",
    where: "NOT is_cancelled AND is_first_pass_filled IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_first_pass_filled" },
  requires: ["part_requests.requested_at", "visits.outcome"],
});
