import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "alert_ppv",
  code: "c-27",
  label: { zh: "预警命中率", en: "Alerts followed by a fault" },
  description: {
    zh: "联网机器发出的预警里，30天内同一台机器报修、并确认有故障的比例（阳性预测值）。同一台机器30天内的几次预警只算第一次。",
    en: "Of alerts sent by connected units, the share followed within 30 days by a request about the unit that found a fault (positive predictive value). Of alerts of one unit within 30 days only the first counts.",
  },
  numerator: { zh: "30天内报修并确认故障的预警", en: "Alerts with a confirmed fault reported within 30 days" },
  denominator: { zh: "当期发出、已过30天的预警", en: "Alerts raised in the period, 30 days ago or longer" },
  worked_example: {
    zh: "一台机器1日、9日各报一次警，20日报修、查出故障：一次预警，命中。",
    en: "A unit sends alerts on the 1st and the 9th and is found faulty after a request on the 20th: one alert, which was followed.",
  },
  unit: "percent",
  better: "higher",
  population: { from: "fct_alerts", id: "alert_id", at: "raised_at", where: "is_episode AND is_matured" },
  measure: { kind: "proportion", hit: "is_followed" },
  requires: ["telemetry_alerts.serial", "tickets.serial"],
  maturity_days: 31,
});
