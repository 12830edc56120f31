import { defineMetric, type Metric, type Words } from "../metric.ts";

interface Step {
  /** What is done, as a noun. */
  act: Words;
  field: string;
  /** Columns of fct_complaints: when, after how many minutes, by when it is due, and whether it was in time. */
  at: string;
  minutes: string;
  due: string;
  met: string;
  maturity_days: number;
}

const steps = {
  acknowledge: {
    act: { zh: "受理", en: "acknowledged" },
    field: "feedback.acknowledged_at",
    at: "acknowledged_at",
    minutes: "acknowledge_minutes",
    due: "acknowledge_due_at",
    met: "is_acknowledged_in_time",
    maturity_days: 7,
  },
  resolve: {
    act: { zh: "办结", en: "resolved" },
    field: "feedback.resolved_at",
    at: "resolved_at",
    minutes: "resolve_minutes",
    due: "resolve_due_at",
    met: "is_resolved_in_time",
    maturity_days: 30,
  },
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof steps;

/** How long complaints wait for a step: every one of them, those still waiting by Kaplan-Meier. */
export function complaintTime(name: StepName): Metric {
  const { act, field, at, minutes, maturity_days } = steps[name];
  return defineMetric({
    id: `complaint_${name}_time`,
    code: "c-16",
    label: { zh: `投诉${act.zh}时长`, en: `Complaint until ${act.en}` },
    description: {
      zh: `从投诉提出到${act.zh}的分钟数，按全部投诉算：还没${act.zh}的按 Kaplan-Meier 计入，不只看已${act.zh}的。`,
      en: `Minutes from the complaint until it is ${act.en}, over all complaints: those still waiting count by Kaplan-Meier, never the ${act.en} ones alone.`,
    },
    numerator: { zh: `从提出到${act.zh}的整分钟数`, en: `Whole minutes until ${act.en}` },
    denominator: { zh: "当期的投诉（去重后）", en: "Complaints of the period, counted once" },
    worked_example: {
      zh: "四件投诉，60、120、240 分钟后办到，一件等了 600 分钟还没有：中位数 120；只看办到的，平均会说 140 分钟就都好了。",
      en: "Four complaints, done after 60, 120 and 240 minutes and one still waiting at 600: median 120; the finished ones alone would say all is done within 240.",
    },
    unit: "minutes",
    better: "lower",
    population: { from: "fct_complaints", id: "feedback_id", at: "created_at", where: "TRUE" },
    measure: { kind: "percentile", of: minutes, observed: "minutes_between(created_at, as_of())", at: [50, 80, 90] },
    requires: ["feedback.kind", field],
    evidence: `${at} IS NOT NULL`,
    maturity_days,
    more_dimensions: ["complaint_source"],
  });
}

/** Share of complaints whose step was done by the time the policy gives, by due cohort. */
export function complaintInTime(name: StepName): Metric {
  const { act, field, at, due, met } = steps[name];
  return defineMetric({
    id: `complaint_${name}_sla`,
    code: "c-16",
    label: { zh: `投诉按时${act.zh}率`, en: `Complaints ${act.en} in time` },
    description: {
      zh: `时限在当期到期的投诉里按时${act.zh}的比例；到期还没${act.zh}的算未达成。`,
      en: `Of complaints whose time was up in the period, the share ${act.en} by then; one still waiting is missed.`,
    },
    numerator: { zh: `不晚于到期时刻${act.zh}的投诉`, en: `Complaints ${act.en} at or before the due time` },
    denominator: { zh: "时限在当期到期的投诉", en: "Complaints that fell due in the period and by as-of" },
    unit: "percent",
    better: "higher",
    population: { from: "fct_complaints", id: "feedback_id", at: due, where: `${met} IS NOT NULL` },
    measure: { kind: "proportion", hit: met },
    requires: ["feedback.kind", field],
    evidence: `${at} IS NOT NULL`,
    more_dimensions: ["complaint_source"],
  });
}
