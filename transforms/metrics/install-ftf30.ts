import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "install_ftf30",
  code: "c-8",
  label: { zh: "安装一次就好率", en: "Install first-time fix" },
  description: {
    zh: "安装一次完成、并且 30 天内同一台机器没有再报修或再安装的比例。只统计关单满 30 天的安装。",
    en: "Share of installations done in one visit after which the unit needed no repair and no second installation within 30 days. Only installations closed 30 days ago or longer.",
  },
  numerator: {
    zh: "一次有效上门即装好，且关单后 30 天内同机没有报修或再安装的安装工单",
    en: "Installations done in exactly one productive visit with no repair or installation of the same unit within 30 days of the close",
  },
  denominator: {
    zh: "当期首次关闭、关单已满 30 天的安装工单",
    en: "Installations first closed in the period and at least 30 days ago",
  },
  worked_example: {
    zh: "5 月 1 日一次装好关单，5 月 31 日（第 30 天）同机报修：不算一次就好。",
    en: "Installed in one visit and closed on 1 May; a repair of the unit on 31 May, day 30: not at once.",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_installs", id: "ticket_id", at: "closed_at", where: "is_matured" },
  measure: { kind: "proportion", hit: "is_fixed_at_once" },
  requires: ["visits.outcome", ["tickets.serial", "tickets.customer_key"], "tickets.type"],
  maturity_days: 30,
});
