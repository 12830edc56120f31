import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "overcharge_rate",
  code: "c-27",
  label: { zh: "多收费率", en: "Charged more than quoted" },
  description: {
    zh: "报过价的收费工单里，实收超过报价的比例；没有报价的收费项不参与比较。",
    en: "Of tickets with quoted charges, the share on which more was taken than quoted; lines without a quote are not compared.",
  },
  numerator: {
    zh: "报过价的收费项合计实收大于报价的工单",
    en: "Tickets on which the quoted lines came to more than quoted",
  },
  denominator: { zh: "当期最后一次收费、有报价的工单", en: "Tickets last charged in the period that have a quote" },
  worked_example: {
    zh: "报价上门费30、人工120，实收30、150：多收30。报价200实收180，不算。",
    en: "Quoted 30 for the visit and 120 for labour, taken 30 and 150: 30 too much. Quoted 200, taken 180: none.",
  },
  unit: "percent",
  better: "lower",
  population: { from: "fct_charges", id: "ticket_id", at: "charged_at", where: "is_quoted AND NOT is_cancelled" },
  measure: { kind: "proportion", hit: "is_overcharged" },
  requires: ["charges.quoted", "charges.charged"],
});
