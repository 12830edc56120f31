import { addMonths } from "../../dashboards/components/format.ts";
import type { FaultRate, Product, Products } from "../../dashboards/published.ts";

const since = "2025-11-01";

const row = (
  model: string,
  slice: FaultRate["slice"],
  faults: number,
  unit_months: number,
  more: Partial<FaultRate> = {},
) => {
  const rate = (1000 * faults) / unit_months;
  const plain: FaultRate = {
    slice,
    category: "washer",
    model,
    component: null,
    batch: null,
    production_month: null,
    month: null,
    months_in_service: null,
    faults,
    unit_months,
    rate,
    lo: rate * 0.8,
    hi: rate * 1.25,
    ratio: null,
    ratio_lo: null,
    ratio_hi: null,
    p_above: null,
    recent_share: 0,
  };
  return { ...plain, ...more };
};

const product = (model: string, faults: number, answers: number, gap: Product["gap"]): Product => ({
  model,
  category: "washer",
  faults,
  unit_months: 40000,
  fault_rate: faults / 40,
  fault_lo: faults / 50,
  fault_hi: faults / 32,
  fault_ratio: gap === "fails" || gap === "both" ? 1.8 : 1.02,
  fault_p_above: gap === "fails" || gap === "both" ? 0.999 : 0.55,
  answers,
  dissatisfied: Math.round(answers / 5),
  dissatisfied_share: answers < 10 ? null : 0.2,
  dissatisfied_lo: answers < 10 ? null : 0.12,
  dissatisfied_hi: answers < 10 ? null : 0.31,
  dissatisfied_ratio: answers < 10 ? null : 1.1,
  dissatisfied_p_above: answers < 10 ? null : 0.6,
  gap,
});

const ratios = { ratio: 1.72, ratio_lo: 1.31, ratio_hi: 2.2, p_above: 0.998 };

/** A model that fails more than its category, one that displeases without failing, and a rare one without a page. */
export const productsFixture: Products = {
  since,
  until: "2026-11-01",
  models: [product("WM-7<b>", 120, 80, "fails"), product("WM-8", 60, 90, "displeases"), product("WM-9", 12, 6, "few")],
  rates: [
    ...Array.from({ length: 14 }, (_, i) =>
      row("WM-7<b>", "month", 8 + i, 3300, { month: addMonths("2025-09-01", i), recent_share: i === 13 ? 1 : 0 }),
    ),
    row("WM-7<b>", "component", 70, 40000, { component: "三角架", ...ratios }),
    row("WM-7<b>", "component", 9, 40000, {
      component: "门封",
      ratio: 0.9,
      ratio_lo: 0.6,
      ratio_hi: 1.3,
      p_above: 0.3,
    }),
    row("WM-7<b>", "batch", 80, 12000, { batch: "B2307", ...ratios }),
    ...[0, 1, 2, 3].map((age) => row("WM-7<b>", "age", 10 + age, 5000, { months_in_service: age })),
    row("WM-7<b>", "production", 46, 20000, { production_month: "2023-07-01", ...ratios }),
    row("WM-7<b>", "cell", 31, 9000, { production_month: "2023-07-01", months_in_service: 0, ratio: 3.2 }),
    row("WM-7<b>", "cell", 1, 300, {
      production_month: "2023-07-01",
      months_in_service: 3,
      ratio: 1.1,
      recent_share: 0.9,
    }),
  ],
  delays: [
    { days: 0, known_share: 0.2, n: 900 },
    { days: 7, known_share: 0.95, n: 900 },
    { days: 42, known_share: 1, n: 900 },
  ],
};
