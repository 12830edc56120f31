import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "contact_answer_time",
  code: "c-27",
  label: { zh: "排队到人接时长", en: "Wait for a person" },
  description: {
    zh: "进入队列到有人接听的整分钟数；机器人应答的、用户先挂断的不在内，放弃另有一项。",
    en: "Whole minutes from entering the queue to a person's answer; contacts a bot answered and those given up are not in it, the latter have a rate of their own.",
  },
  numerator: { zh: "从进入队列到人接听的分钟数", en: "Minutes from the queue to a person" },
  denominator: {
    zh: "当期开始、排过队、有人接听的联系",
    en: "Contacts begun in the period that queued and were answered by a person",
  },
  unit: "minutes",
  better: "lower",
  population: { from: "fct_contacts", id: "contact_id", at: "began_at", where: "answer_minutes IS NOT NULL" },
  measure: { kind: "percentile", of: "answer_minutes", at: [50, 90] },
  requires: ["contacts.queued_at", "contacts.answered_at", "contacts.actor_kind"],
});
