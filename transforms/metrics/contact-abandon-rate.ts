import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "contact_abandon_rate",
  code: "c-27",
  label: { zh: "排队放弃率", en: "Given up in the queue" },
  description: {
    zh: "排过队的联系里，没等到应答就放弃的比例。",
    en: "Of contacts that queued, the share given up before an answer.",
  },
  numerator: { zh: "没等到应答就放弃的联系", en: "Contacts given up before an answer" },
  denominator: { zh: "当期开始、排过队的联系", en: "Contacts begun in the period that queued" },
  unit: "percent",
  better: "lower",
  population: { from: "fct_contacts", id: "contact_id", at: "began_at", where: "is_queued" },
  measure: { kind: "proportion", hit: "is_abandoned" },
  requires: ["contacts.queued_at", "contacts.abandoned"],
});
