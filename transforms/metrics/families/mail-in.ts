import { defineMetric, type Metric, type Words } from "../metric.ts";

/** The legs of a repair that is sent in, by the column of fct_mail_ins that holds their minutes, less its ending. */
const legs = {
  to_pickup: { zh: "等取件", en: "Waiting for the pickup" },
  inbound: { zh: "寄来路上", en: "On the way in" },
  queue: { zh: "维修中心排队", en: "Queue in the workshop" },
  bench: { zh: "维修台上", en: "On the bench" },
  parts: { zh: "等配件", en: "Waiting for parts" },
  quote: { zh: "等用户确认报价", en: "The user thinks the quote over" },
  outbound: { zh: "寄回路上", en: "On the way back" },
} satisfies Record<string, Words>;

/** Share of the time from the request to the unit's return that one leg takes; the shares of the seven legs add up to one. */
export function mailInShare(leg: keyof typeof legs): Metric {
  const name = legs[leg];
  return defineMetric({
    id: `mail_in_share_${leg}`,
    code: "c-7",
    label: { zh: `${name.zh}占寄修时长`, en: `${name.en}, share of a mail-in repair` },
    description: {
      zh: `当期送回的寄修，从报修到签收的全部分钟里“${name.zh}”占的比例；七段之和为一。等用户确认报价是用户的时间，单列而不藏。`,
      en: `Of all minutes from the request to the delivery of mail-in repairs returned in the period, the share of: ${name.en.toLowerCase()}. The seven legs add up to one; the user's time over the quote is shown, not hidden.`,
    },
    numerator: { zh: `“${name.zh}”的分钟数之和`, en: `Minutes of: ${name.en.toLowerCase()}` },
    denominator: {
      zh: "当期送回的寄修从报修到签收的分钟数之和",
      en: "Minutes from request to delivery of repairs returned in the period",
    },
    unit: "percent",
    better: leg === "bench" || leg === "quote" ? "neither" : "lower",
    population: {
      from: "fct_mail_ins",
      id: "ticket_id",
      at: "returned_at",
      where: "total_minutes IS NOT NULL",
    },
    measure: { kind: "ratio", of: `${leg}_minutes`, over: "total_minutes" },
    requires: ["logistics_legs.ended_at", ["visits.left_at", "visits.arrived_at"]],
    grains: ["month", "quarter", "year", "all"],
  });
}
