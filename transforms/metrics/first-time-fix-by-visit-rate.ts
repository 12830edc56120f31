import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "first_time_fix_by_visit_rate",
  code: "c-8b",
  label: { zh: "一次上门修复率（不看再报修）", en: "First-time fix by visit only" },
  description: {
    zh: "只看是否一次有效上门修好，不追查 30 天内是否再报修；与一次修复率的差就是被掩盖的返修。",
    en: "Fixed in one productive visit, without looking for repeats; the gap to first-time fix is the hidden repeats.",
  },
  numerator: { zh: "一次有效上门即修好的工单", en: "Tickets fixed in exactly one productive visit" },
  denominator: { zh: "当期首次关闭的维修工单", en: "Repair tickets first closed in the period" },
  unit: "percent",
  better: "higher",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "closed_at",
    where: "is_first_time_fix_by_visit IS NOT NULL",
  },
  measure: { kind: "proportion", hit: "is_first_time_fix_by_visit" },
  requires: ["visits.outcome"],
  changes: [
    {
      on: "2026-11-22",
      why: {
        zh: "只上过一次有效的门、但没修好的，不再算修好；否则与一次修复率的差不只是返修。",
        en: "A single productive visit that did not fix the unit is no fix; the gap to first-time fix held more than repeats.",
      },
      was: { measure: { kind: "proportion", hit: "productive_visit_count = 1" } },
    },
  ],
});
