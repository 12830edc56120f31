import { defineMetric, type Metric, type Words } from "../metric.ts";

/** Where the time of a repair goes: each part in both languages, with the columns of fct_restore_times that hold its minutes. */
const parts = {
  response: [{ zh: "等响应", en: "Waiting for a response" }, "response_minutes"],
  assignment: [{ zh: "等派单", en: "Waiting for an assignment" }, "assignment_minutes"],
  acceptance: [{ zh: "等接单", en: "Waiting for an acceptance" }, "acceptance_minutes"],
  contact: [{ zh: "等联系", en: "Waiting for the contact" }, "contact_minutes"],
  arrival: [{ zh: "路上与迟到", en: "On the way, and late" }, "arrival_minutes"],
  parts: [{ zh: "等配件", en: "Waiting for parts" }, "parts_minutes"],
  transport: [{ zh: "寄送", en: "Parcels on the way" }, "transport_minutes"],
  rest: [{ zh: "其余等待", en: "Other waits" }, "rest_minutes"],
  window: [{ zh: "等用户约定的时间", en: "Until the time the user asked for" }, "window_minutes"],
  pause: [{ zh: "用户暂停与不在家", en: "Paused by the user, or nobody home" }, "user_minutes"],
  hands_on: [{ zh: "动手修", en: "Work on the product" }, "hands_on_minutes"],
  company: [
    { zh: "公司的等待", en: "The company's waits" },
    "response_minutes + assignment_minutes + acceptance_minutes + contact_minutes + arrival_minutes + parts_minutes + transport_minutes + rest_minutes",
  ],
  user: [{ zh: "用户的等待", en: "The user's waits" }, "window_minutes + user_minutes"],
} satisfies Record<string, [Words, string]>;

/** Share of the time to restore that one part of it takes; the shares of the eleven parts add up to one. */
export function restoreShare(part: keyof typeof parts): Metric {
  const [name, of] = parts[part];
  const zh = `${name.zh}占恢复时长`;
  return defineMetric({
    id: `restore_share_${part}`,
    code: "c-5",
    label: { zh, en: `${name.en}, share of the time to restore` },
    description: {
      zh: `当期恢复使用的维修，从报修到恢复的全部分钟里“${name.zh}”占的比例。每一分钟只归一段：先动手，再用户的等待、配件、寄送，其余归所在的阶段。`,
      en: `Of all minutes between request and restoration of repairs restored in the period, the share of: ${name.en.toLowerCase()}. Each minute belongs to one part: work first, then the user's waits, parts, parcels, else the phase it falls in.`,
    },
    numerator: { zh: `“${name.zh}”的分钟数之和`, en: `Minutes of: ${name.en.toLowerCase()}` },
    denominator: {
      zh: "当期恢复使用的维修的恢复分钟数之和",
      en: "Minutes to restore of repairs restored in the period",
    },
    unit: "percent",
    better: part === "hands_on" ? "neither" : "lower",
    population: {
      from: "fct_restore_times",
      id: "ticket_id",
      at: "restored_at",
      where: "TRUE",
    },
    measure: { kind: "ratio", of, over: "time_to_restore_minutes" },
    requires: [["visits.left_at", "visits.arrived_at"]],
    grains: ["month", "quarter", "year", "all"],
  });
}
