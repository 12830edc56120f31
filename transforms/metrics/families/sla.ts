import { defineMetric, type Measure, type Metric, type MetricSource, type Words } from "../metric.ts";

interface Clock {
  label: Words;
  /** What is done, in Chinese, as the object of 完成. */
  act: string;
  /** SQL of the time it was done. */
  done: string;
  requires: Metric["requires"];
  evidence: string;
}

/** The clocks a policy sets, by the name their columns of fct_tickets carry. */
const clocks = {
  first_response: {
    label: { zh: "首次响应 SLA 达成率", en: "First response SLA attainment" },
    act: "首次响应",
    done: "first_response_at",
    requires: [["tickets.first_response_at", "ticket_events.kind"]],
    evidence: "first_response_at IS NOT NULL",
  },
  contact: {
    label: { zh: "联系用户 SLA 达成率", en: "Contact SLA attainment" },
    act: "联系用户",
    done: "contacted_at",
    requires: [["tickets.contacted_at", "ticket_events.kind"]],
    evidence: "contacted_at IS NOT NULL",
  },
  arrival: {
    label: { zh: "到达 SLA 达成率", en: "Arrival SLA attainment" },
    act: "到达",
    done: "arrived_at",
    requires: ["visits.arrived_at"],
    evidence: "arrived_at IS NOT NULL",
  },
  restore: {
    label: { zh: "解决 SLA 达成率", en: "Resolution SLA attainment" },
    act: "解决",
    done: "CASE WHEN is_resolved THEN closed_at END",
    requires: [["tickets.closed_at", "ticket_events.kind"]],
    // A log of days gives every close the moment of its request, which says nothing of how long it took.
    evidence: "closed_at > created_at",
  },
} as const satisfies Record<string, Clock>;

export type ClockName = keyof typeof clocks;

/** Share in time by due cohort: every ticket whose time came, an unfinished one missed. */
export function slaAttainment(name: ClockName, more: Partial<MetricSource> = {}): Metric {
  const { label, act, requires, evidence } = clocks[name];
  return defineMetric({
    id: `${name}_sla`,
    code: "c-12",
    label,
    description: {
      zh: `在政策时限内完成${act}的比例，按到期队列统计：时限在当期到期的全部工单都算，仍未完成的算未达成。暂停只认用户原因；等件不暂停。`,
      en: "Share done within the policy's target, by due cohort: every ticket whose target fell due in the period counts, and one still open is missed. Only the user's causes pause the clock; waiting for parts never does.",
    },
    numerator: { zh: `不晚于到期时刻完成${act}的工单`, en: "Tickets done at or before the due time" },
    denominator: { zh: "时限在当期到期且不晚于数据截止的工单", en: "Tickets that fell due in the period and by as-of" },
    unit: "percent",
    better: "higher",
    population: { from: "fct_tickets", id: "ticket_id", at: `sla_${name}_due_at`, where: `is_sla_${name}_due` },
    measure: { kind: "proportion", hit: `is_sla_${name}_met` },
    requires,
    evidence,
    ...more,
  });
}

/** The same share for the newest tickets, most not due yet, by Kaplan-Meier over all of them. */
export function slaEstimate(name: ClockName): Metric {
  const { label, act, done, requires, evidence } = clocks[name];
  const due = `sla_${name}_due_at`;
  return defineMetric({
    id: `${name}_sla_km`,
    code: "c-12",
    label: { zh: `${label.zh}（最新，估计）`, en: `${label.en}, newest (estimate)` },
    description: {
      zh: `最新几天创建、多数还没到期的工单，用 Kaplan-Meier 估计到期时会有多少完成${act}。只在仍有在途工单的期间给出，始终为暂定。`,
      en: "For tickets created in the newest days, most not due yet: the share that will be done by the target, by Kaplan-Meier. Given only for periods that still hold running tickets; always provisional.",
    },
    numerator: { zh: "到目标时限为止的完成比例（Kaplan-Meier）", en: "Share done by the target (Kaplan-Meier)" },
    denominator: { zh: "当期创建、有时限的工单", en: "Tickets created in the period that have a target" },
    unit: "percent",
    better: "higher",
    population: {
      from: "fct_tickets",
      id: "ticket_id",
      at: "created_at",
      where: `${due} > created_at AND (is_sla_${name}_due OR (${due} > as_of() AND NOT (is_withdrawn AND (${done}) IS NULL)))`,
    },
    measure: shareOfTarget({ due, done: `(${done})` }),
    requires,
    evidence,
    grains: ["day", "week", "month"],
  });
}

/**
 * Survival of the time from created_at to `done` on the target's own scale, in thousandths of the way to `due`. A step counts
 * only once it was watched to its end, so that the newest tickets lean neither way; 1000 is the target.
 */
function shareOfTarget({ due, done }: { due: string; done: string }): Measure {
  const way = (until: string) => `1000.0 * seconds_between(created_at, ${until}) / seconds_between(created_at, ${due})`;
  const seen = `LEAST(1000, FLOOR(${way("as_of()")}))`;
  const step = `GREATEST(0, CEIL(${way(done)}))`;
  const event = `(${done} IS NOT NULL AND ${step} <= ${seen})`;
  return {
    kind: "kaplan_meier",
    watched: `CASE WHEN ${event} THEN ${step} ELSE ${seen} END`,
    event,
    times: [{ at: 1000, suffix: "", maturity_days: 0 }],
    running: `${done} IS NULL AND ${due} > as_of()`,
  };
}
