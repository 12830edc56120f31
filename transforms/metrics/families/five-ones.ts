import { defineMetric, type Metric } from "../metric.ts";

const sides = {
  confirmed: {
    zh: "用户确认",
    en: "confirmed by the user",
    where: "TRUE",
    requires: ["ratings.confirmed_items"],
  },
  claimed: {
    zh: "工程师自报",
    en: "claimed by the engineer",
    where: "is_all_claimed IS NOT NULL",
    requires: ["ratings.confirmed_items", "visits.checked_items"],
  },
} as const;

/** All five ones done, as one side says, on the tickets whose users were asked. */
export function fiveOnes(side: keyof typeof sides): Metric {
  const { zh, en, where, requires } = sides[side];
  return defineMetric({
    id: `five_ones_${side}_rate`,
    code: "c-20",
    label: { zh: `五个一齐全（${zh}）`, en: `All five ones, ${en}` },
    description: {
      zh: `问过用户的工单里，名片、鞋套、垫布、抹布、通检五项全部由${zh}做到的比例；自报与确认之差即虚报。`,
      en: `Of tickets whose users were asked, the share on which card, shoe covers, mat, cloth and full check were all done as ${en}; claimed less confirmed is the gap.`,
    },
    numerator: { zh: `五项全部${zh}的回答`, en: `Answers with all five ${en}` },
    denominator: { zh: "当期问过五个一的回答", en: "Answers of the period that were asked about them" },
    unit: "percent",
    better: "higher",
    population: { from: "fct_five_ones", id: "rating_id", at: "answered_at", where },
    measure: { kind: "proportion", hit: `is_all_${side}` },
    requires,
  });
}
