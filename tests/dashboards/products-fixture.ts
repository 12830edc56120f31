import { addMonths } from "../../dashboards/components/format.ts";
import type { FaultRate, ModelAge, Product, Products } from "../../dashboards/products.ts";

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

/** Of a model that fails twice as often as its peers, by a thousand units that fail once in a hundred months. */
const age = (model: string, month: number, more: Partial<ModelAge> = {}): ModelAge => ({
  model,
  months_in_service: month,
  faults: 10,
  unit_months: 1000,
  known_share: 1,
  rate: 10,
  rate_lo: 4.79,
  rate_hi: 18.39,
  hazard: 0.01 * (month + 1),
  hazard_lo: 0.008 * (month + 1),
  hazard_hi: 0.0125 * (month + 1),
  peer_faults: 50,
  peer_unit_months: 10000,
  peer_rate: 5,
  peer_hazard: 0.005 * (month + 1),
  peer_hazard_lo: 0.0045 * (month + 1),
  peer_hazard_hi: 0.0055 * (month + 1),
  ratio: 2,
  ratio_lo: 1.5,
  ratio_hi: 2.7,
  ...more,
});

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
    row("WM-7<b>", "production", 46, 20000, { production_month: "2023-07-01", ...ratios }),
    row("WM-7<b>", "cell", 31, 9000, { production_month: "2023-07-01", months_in_service: 0, ratio: 3.2 }),
    row("WM-7<b>", "cell", 1, 300, {
      production_month: "2023-07-01",
      months_in_service: 3,
      ratio: 1.1,
      recent_share: 0.9,
    }),
  ],
  ages: [
    ...Array.from({ length: 14 }, (_, month) => age("WM-7<b>", month)),
    age("WM-7<b>", 14, { faults: 1, unit_months: 60 }),
    ...Array.from({ length: 4 }, (_, month) => age("WM-8", month, { faults: 2, ratio: null })),
  ],
  delays: [
    { days: 0, known_share: 0.2, n: 900 },
    { days: 7, known_share: 0.95, n: 900 },
    { days: 42, known_share: 1, n: 900 },
  ],
};
