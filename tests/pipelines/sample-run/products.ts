import { describe, expect, test } from "vitest";
import { int, local, type SampleSite } from "../sample-site.ts";

/** Pages of products and models: the twelve months to the last one. */
export function productPages(site: () => SampleSite): void {
  const faults = `SELECT * FROM fct_faults WHERE CAST(${local("reported_at")} AS DATE) >= DATE '2025-11-01'`;
  const base = `SELECT model, batch, units FROM landing_installed_base WHERE units > 0 AND month >= DATE '2025-11-01' AND month <= DATE '2026-10-31'`;

  describe("products", () => {
    test("faults, unit-months, answers and the dissatisfied of every model", async () => {
      const wanted = new Map(
        (
          await site().query<Record<string, number | string>>(
            `SELECT p.model, p.unit_months, coalesce(f.faults, 0) AS faults, coalesce(a.answers, 0) AS answers, coalesce(a.bad, 0) AS bad
             FROM (SELECT model, sum(units) AS unit_months FROM (${base}) GROUP BY model) AS p
             LEFT JOIN (SELECT model, count(*) AS faults FROM (${faults}) WHERE is_episode GROUP BY model) AS f ON f.model = p.model
             LEFT JOIN (SELECT r.model, count(*) AS answers, count(CASE WHEN l.csat < 4 THEN 1 END) AS bad FROM landing_ratings AS l
                        JOIN fct_ratings AS r ON r.rating_id = l.rating_id
                        WHERE r.is_valid AND l.csat IS NOT NULL AND CAST(${local("l.answered_at")} AS DATE) >= DATE '2025-11-01' GROUP BY r.model) AS a
               ON a.model = p.model`,
          )
        ).map((row) => [String(row.model), row]),
      );
      const rows = site().csv("products");
      expect(rows.length).toBeGreaterThan(50);
      expect(rows.map(({ model }) => model).sort()).toEqual([...wanted.keys()].sort());
      for (const row of rows) {
        const own = wanted.get(row.model ?? "");
        expect({ model: row.model, faults: Number(row.faults), answers: Number(row.answers) }).toEqual({
          model: row.model,
          faults: own?.faults,
          answers: own?.answers,
        });
        expect(Number(row.unit_months)).toBeCloseTo(Number(own?.unit_months), 6);
        expect(Number(row.fault_rate)).toBeCloseTo((1000 * Number(own?.faults)) / Number(own?.unit_months), 6);
        if (Number(own?.answers) >= 10)
          expect(Number(row.dissatisfied_share)).toBeCloseTo(Number(own?.bad) / Number(own?.answers), 9);
        else expect(row.dissatisfied_share).toBe("");
      }
      const of = (gap: string) => rows.filter((row) => row.gap === gap).length;
      expect(site().text("products").slice(0, 300)).toContain(`${wanted.size}`);
      expect(of("both") + of("fails") + of("displeases") + of("neither") + of("few")).toBe(wanted.size);
    });

    test("the whole: faults to a thousand unit-months in the newest month", async () => {
      const row = site().headline("fault_rate");
      const { faults: x, units } = await site().one<{ faults: number; units: number }>(
        `SELECT (SELECT count(*) FROM fct_faults WHERE is_episode AND date_trunc('month', ${local("reported_at")}) = DATE '${row.period_start}') AS faults,
           (SELECT sum(units) FROM landing_installed_base WHERE units > 0 AND month = DATE '${row.period_start}') AS units`,
      );
      expect(row.value).toBeCloseTo((1000 * x) / units, 9);
      expect(site().text("products", "whole")).toContain(((1000 * x) / units).toFixed(2));
    });
  });

  test("models: the components and the batches of each model with a page", async () => {
    const models = await site().query<{ model: string; faults: number; unit_months: number }>(
      `SELECT f.model, count(*) AS faults, any_value(p.unit_months) AS unit_months FROM (${faults}) AS f
       JOIN (SELECT model, sum(units) AS unit_months FROM (${base}) GROUP BY model) AS p ON p.model = f.model
       WHERE is_episode GROUP BY f.model HAVING count(*) >= 30`,
    );
    expect(models.length).toBeGreaterThan(0);
    for (const { model, faults: all, unit_months } of models) {
      const text = site().text(`models/${model}`);
      expect(text).toContain(`${model}每千台月故障${((1000 * all) / unit_months).toFixed(2)}次`);
      expect(text).toContain(int(all));
      const components = await site().query<{ component: string; faults: number }>(
        `SELECT component, count(*) AS faults FROM (${faults}) WHERE model = '${model}' AND component IS NOT NULL AND is_component_episode GROUP BY component`,
      );
      const shown = site().csv(`components-${model}`);
      expect(Object.fromEntries(shown.map(({ component, faults: n }) => [component, Number(n)]))).toEqual(
        Object.fromEntries(components.map(({ component, faults: n }) => [component, n])),
      );
      const batches = await site().query<{ batch: string; faults: number; unit_months: number }>(
        `SELECT b.batch, coalesce(f.faults, 0) AS faults, b.unit_months FROM (SELECT batch, sum(units) AS unit_months FROM (${base}) WHERE model = '${model}' GROUP BY batch) AS b
         LEFT JOIN (SELECT batch, count(*) AS faults FROM (${faults}) WHERE model = '${model}' AND is_episode GROUP BY batch) AS f ON f.batch = b.batch
         WHERE b.batch IS NOT NULL`,
      );
      const listed = new Map(
        site()
          .csv(`batches-${model}`)
          .map((row) => [row.batch, row]),
      );
      expect([...listed.keys()].sort()).toEqual(batches.map(({ batch }) => batch).sort());
      for (const { batch, faults: n, unit_months: months } of batches) {
        expect({ batch, faults: Number(listed.get(batch)?.faults) }).toEqual({ batch, faults: n });
        expect(Number(listed.get(batch)?.rate)).toBeCloseTo((1000 * n) / months, 6);
      }
    }
  });
}
