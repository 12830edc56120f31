import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "time_to_contact",
  code: "c-2",
  label: { zh: "联系用户时长", en: "Time to contact" },
  description: {
    zh: "从应联系的时刻（用户约了时间则按约定，否则为创建时刻）到第一次接通用户的分钟数；尚未联系上的按 Kaplan-Meier 计入。",
    en: "Minutes from when contact was due to begin (the time asked for, else creation) to the first connected contact; those not reached yet count by Kaplan-Meier.",
  },
  numerator: { zh: "到首次接通用户的整分钟数", en: "Whole minutes to the first connected contact" },
  denominator: {
    zh: "当期创建、未取消的上门工单，以及联系过用户的其他工单",
    en: "On-site tickets created in the period and not cancelled, and others on which the user was contacted",
  },
  unit: "minutes",
  better: "lower",
  population: {
    from: "fct_tickets",
    id: "ticket_id",
    at: "created_at",
    where: "NOT is_cancelled AND (is_on_site OR contacted_at IS NOT NULL)",
  },
  measure: {
    kind: "percentile",
    of: "time_to_contact_minutes",
    observed:
      "GREATEST(0, minutes_between(COALESCE(contact_start_at, created_at), LEAST(COALESCE(closed_at, as_of()), as_of())))",
    at: [50, 80, 90, 95],
  },
  requires: [["tickets.contacted_at", "ticket_events.kind"]],
  evidence: "contacted_at IS NOT NULL",
  maturity_days: 3,
  changes: [
    {
      on: "2026-11-22",
      why: {
        zh: "不必打电话约时间的远程、送修工单不再算“从未联系”。",
        en: "Remote and carry-in tickets, which need no call, no longer count as never contacted.",
      },
      was: { population: { where: "NOT is_cancelled" } },
    },
  ],
});
