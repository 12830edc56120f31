import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "remote_resolution_rate",
  code: "c-27",
  label: { zh: "远程解决率", en: "Solved remotely" },
  description: {
    zh: "做过远程服务的诉求里，记为解决、且最后一次远程结束后7天内没有人为同一张工单或同一台机器上门的比例。",
    en: "Of needs tried remotely, the share said to be solved for which nobody came to the ticket or the unit within 7 days of the last session.",
  },
  numerator: { zh: "远程解决、7天内没有上门的诉求", en: "Needs solved remotely without a visit within 7 days" },
  denominator: {
    zh: "当期开始远程服务、已过7天的诉求；一张工单的几次远程算一个",
    en: "Needs first tried remotely in the period, 7 days ago or longer; the sessions of a ticket are one need",
  },
  worked_example: {
    zh: "十个诉求做过远程：八个记为解决，其中一个第三天还是上了门：70 %。",
    en: "Ten needs were tried remotely; eight are said to be solved, one of which took a visit on the third day: 70 %.",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_remote_needs", id: "need_id", at: "started_at", where: "is_matured" },
  measure: { kind: "proportion", hit: "is_solved" },
  requires: ["remote_sessions.is_resolved"],
  maturity_days: 8,
});
