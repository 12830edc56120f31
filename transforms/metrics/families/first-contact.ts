import { defineMetric, type Metric, type MetricSource } from "../metric.ts";

/** Share of needs solved by their first contact, of all of them or of those a condition holds for. */
export function firstContactResolution(
  own: Pick<MetricSource, "id" | "label" | "denominator">,
  where = "TRUE",
): Metric {
  return defineMetric({
    ...own,
    code: "c-9",
    description: {
      zh: "同一用户、同一台机器、同一意图的联系为一个诉求；第一次联系即解决、之后 7 天内没有经任何渠道再为此联系的比例。放弃排队或记为未解决的联系不算解决。只统计满 7 天的诉求。",
      en: "Contacts of one customer about one unit with one intent are one need; share solved by its first contact, with no further one by any channel within 7 days. A contact given up in the queue or marked unsolved solves nothing. Only needs raised 7 days ago or longer are counted.",
    },
    numerator: {
      zh: "第一次联系即解决、7 天内没有再联系的诉求",
      en: "Needs solved by their first contact and not raised again within 7 days",
    },
    unit: "percent",
    better: "higher",
    population: {
      from: "fct_needs",
      id: "need_id",
      at: "started_at",
      where: `is_customer_known AND is_matured AND ${where}`,
    },
    measure: { kind: "proportion", hit: "is_solved_at_first" },
    requires: ["contacts.at", ["contacts.customer_key", "contacts.ticket_id"]],
    maturity_days: 7,
  });
}
