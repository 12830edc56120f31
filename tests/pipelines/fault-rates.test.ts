import { describe, expect, test } from "vitest";
import { type FaultCell, judgeFaults } from "../../pipelines/metrics/fault-rates.ts";
import { judgeProducts, type ModelYear } from "../../pipelines/metrics/products.ts";
import { byar, gammaPosterior, gammaShape } from "../../transforms/statistics.ts";

const cell = (
  slice: FaultCell["slice"],
  model: string,
  faults: number,
  unit_months: number,
  more: Partial<FaultCell> = {},
) => {
  const plain: FaultCell = {
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
    recent_share: 0,
  };
  return { ...plain, ...more };
};

describe("faults per thousand unit-months", () => {
  // Three models of 10,000 unit-months: 20, 22 and 60 faults.
  const models = [cell("model", "A", 20, 10_000), cell("model", "B", 22, 10_000), cell("model", "C", 60, 10_000)];

  test("carry Byar's interval and are expected to fail as the category's other models do", () => {
    const [a, , c] = judgeFaults(models);
    const limits = byar({ x: 60, exposure: 10_000 });
    expect(c).toMatchObject({ rate: 6, expected: 21 });
    expect(c?.lo).toBeCloseTo(1000 * (limits?.lo ?? 0), 12);
    expect(c?.hi).toBeCloseTo(1000 * (limits?.hi ?? 0), 12);
    expect(a?.expected).toBe(41);
  });

  test("the ratio is the gamma posterior of observed and expected, with the shape of the whole slice", () => {
    const shape = gammaShape([
      { x: 20, expected: 41 },
      { x: 22, expected: 40 },
      { x: 60, expected: 21 },
    ]);
    const posterior = gammaPosterior({ x: 60, expected: 21 }, shape);
    const c = judgeFaults(models)[2];
    expect(c?.ratio).toBeCloseTo(posterior.mean, 12);
    expect(c?.ratio_lo).toBeCloseTo(posterior.interval.lo, 12);
    expect(c?.p_above).toBeCloseTo(posterior.above(1), 12);
    expect(Number(c?.ratio)).toBeLessThan(60 / 21);
    expect(Number(c?.p_above)).toBeGreaterThan(0.99);
  });

  test("a model alone in its category has nothing to be compared with", () => {
    expect(judgeFaults([cell("model", "A", 9, 1000)])[0]).toMatchObject({
      rate: 9,
      expected: null,
      ratio: null,
      p_above: null,
    });
  });

  test("a component is compared with the same component of the other models", () => {
    const rows = judgeFaults([
      ...models,
      cell("component", "A", 2, 10_000, { component: "pump" }),
      cell("component", "B", 3, 10_000, { component: "pump" }),
      cell("component", "C", 30, 10_000, { component: "pump" }),
    ]);
    expect(rows.filter(({ slice }) => slice === "component").map(({ expected }) => expected)).toEqual([16.5, 16, 2.5]);
  });

  test("a batch is compared with the model's other batches", () => {
    const rows = judgeFaults([
      cell("batch", "A", 30, 2000, { batch: "B1" }),
      cell("batch", "A", 10, 8000, { batch: "B2" }),
    ]);
    expect(rows.map(({ expected }) => expected)).toEqual([2.5, 120]);
  });

  test("cells are expected at the category's rate of that age, times the model's own level, and make up their production month", () => {
    const at = (age: number, production_month: string) => ({ production_month, months_in_service: age });
    const rows = judgeFaults([
      cell("age", "A", 40, 10_000, { months_in_service: 1 }),
      cell("age", "B", 10, 10_000, { months_in_service: 2 }),
      cell("cell", "A", 30, 4000, at(0, "2025-01-01")),
      cell("cell", "A", 10, 6000, at(0, "2025-04-01")),
      cell("production", "A", 30, 4000, { production_month: "2025-01-01" }),
    ]);
    // The category's first three months: 50 faults in 20,000. A has 40 where 25 were expected: times 1.6.
    expect(rows[2]?.expected).toBeCloseTo(4000 * 0.0025 * 1.6, 9);
    expect(rows[3]?.expected).toBeCloseTo(6000 * 0.0025 * 1.6, 9);
    expect(rows[4]?.expected).toBeCloseTo(16, 9);
    expect(Number(rows[2]?.ratio)).toBeGreaterThan(1.4);
    expect(rows[2]?.ratio_lo).toBeNull();
  });

  test("one fault in a small cell stays pale", () => {
    const at = (faults: number, unit_months: number, month: number) =>
      cell("cell", "A", faults, unit_months, {
        production_month: `2025-${String(month).padStart(2, "0")}-01`,
        months_in_service: 0,
      });
    const rows = judgeFaults([
      cell("age", "A", 60, 20_000, { months_in_service: 0 }),
      ...[1, 2, 3, 4, 5].map((month) => at(month % 2 ? 8 : 18, 4000, month)),
      at(1, 60, 6),
    ]);
    const small = rows.at(-1);
    expect(1 / Number(small?.expected)).toBeGreaterThan(4);
    expect(Number(small?.ratio)).toBeLessThan(1.5);
  });
});

describe("failure beside dissatisfaction", () => {
  const year = (model: string, p: number, answers: number, dissatisfied: number): ModelYear => ({
    model,
    category: "washer",
    faults: 50,
    unit_months: 20_000,
    fault_rate: 2.5,
    fault_lo: 2,
    fault_hi: 3,
    fault_ratio: 1,
    fault_p_above: p,
    answers,
    dissatisfied,
  });

  test("tells what fails, what displeases without failing, and what has too few answers", () => {
    const plain = Array.from({ length: 12 }, (_, i) => year(`M${i}`, 0.5, 100, 9 + (i % 3)));
    const rows = judgeProducts([
      ...plain,
      year("fails", 0.99, 100, 10),
      year("displeases", 0.4, 100, 35),
      year("both", 0.99, 100, 35),
      year("few", 0.99, 29, 12),
      year("hidden", 0.99, 9, 9),
    ]);
    const gap = Object.fromEntries(rows.map((row) => [row.model, row.gap]));
    expect(gap).toMatchObject({ M0: "neither", fails: "fails", displeases: "displeases", both: "both", few: "few" });
    expect(rows.find(({ model }) => model === "hidden")).toMatchObject({ gap: "few", dissatisfied_share: null });
    expect(rows.find(({ model }) => model === "displeases")?.dissatisfied_share).toBe(0.35);
  });
});
