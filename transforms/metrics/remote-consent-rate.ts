import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "remote_consent_rate",
  code: "c-27",
  label: { zh: "远程授权率", en: "Remote sessions with consent" },
  description: {
    zh: "做过远程服务的诉求里，每次都有用户授权记录的比例。明确未授权的一次就会被质量门拦下。",
    en: "Of needs tried remotely, the share whose every session records the user's consent. One held against the user's word fails the gate.",
  },
  numerator: { zh: "每次远程都有授权记录的诉求", en: "Needs whose every session records consent" },
  denominator: { zh: "当期开始远程服务的诉求", en: "Needs first tried remotely in the period" },
  unit: "percent",
  better: "higher",
  population: { from: "fct_remote_needs", id: "need_id", at: "started_at", where: "TRUE" },
  measure: { kind: "proportion", hit: "consent = 'given'" },
  requires: ["remote_sessions.consented"],
});
