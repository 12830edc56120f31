import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "arrival_on_time_rate",
  code: "c-4",
  label: { zh: "准时上门率（随叫随到）", en: "On-time arrival" },
  description: {
    zh: "在用户要求的时间窗内到达的比例：窗口开始前 15 分钟至窗口结束。用户改约替换窗口，公司改约不替换；没有要求窗口的按服务政策。早到单独列出，不算准时。",
    en: "Share reached inside the window the user asked for, from 15 minutes before it starts to its end. A reschedule by the user replaces the window, one by the company does not; without a window the service policy applies. Early is its own class and not on time.",
  },
  numerator: { zh: "在有效窗口内到达的工单", en: "Tickets reached inside the effective window" },
  denominator: {
    zh: "窗口在当期到期（不晚于数据截止）的上门工单",
    en: "On-site tickets whose window fell due in the period and by as-of",
  },
  worked_example: {
    zh: "用户要求 14:00–16:00，公司改到次日且次日准时到达：不准时；若是用户自己改约，则准时。",
    en: "Asked for 14:00 to 16:00; moved by the company to the next day and reached on that day: not on time. Had the user moved it: on time.",
  },
  unit: "percent",
  better: "higher",
  standard: "on_call",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "arrival_due_at",
    where: "is_due",
  },
  measure: { kind: "proportion", hit: "is_arrival_on_time" },
  requires: ["visits.arrived_at"],
  funnel: true,
});
