import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "parts_genuine_rate",
  code: "c-13",
  label: { zh: "原厂件率", en: "Original parts" },
  description: {
    zh: "用了配件的工单里，配件全部是原厂件的比例；没有记录真伪的不在分母里。",
    en: "Of tickets with parts whose origin is recorded, the share whose parts are all original.",
  },
  numerator: { zh: "配件全部为原厂件的工单", en: "Tickets whose recorded parts are all original" },
  denominator: {
    zh: "当期首次申请配件、有记录的工单",
    en: "Tickets that first asked for a part in the period and record its origin",
  },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_part_waits",
    id: "ticket_id",
    at: "requested_at",
    where: "is_all_genuine IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_all_genuine" },
  requires: ["part_requests.is_genuine"],
});
