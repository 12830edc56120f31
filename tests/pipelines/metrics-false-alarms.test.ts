import { expect, test } from "vitest";
import { changesSql } from "../../pipelines/metrics/changes.ts";
import { seeded } from "../transforms/warehouse.ts";
import { openPrelude } from "./facts.ts";

const worlds = 4000;

/**
 * Months between which nothing changes: shares, scores and rates of many worlds, for the total or for eight slices. Returns how
 * often a month is called moved: any slice of a world counts once.
 */
async function alarms(method: "wilson" | "adjusted_wald" | "byar", slices: number): Promise<number> {
  const next = seeded(20261122);
  const rows: string[] = [];
  for (let world = 0; world < worlds; world += 1) {
    const [share, apart] = [[0.05, 0.5, 0.9][world % 3] ?? 0, [0.02, 0.25, 0.05][world % 3] ?? 0];
    for (let slice = 0; slice < slices; slice += 1) {
      for (const month of ["2026-07-01", "2026-08-01"]) {
        const n = 100 + Math.floor(next() * 400);
        let [x, y] = [0, 0];
        for (let i = 0; i < n; i += 1) {
          const drawn = next();
          if (drawn < share) x += 1;
          else if (drawn < share + apart) y += 1;
        }
        const dim = slices === 1 ? ["", ""] : ["region", `R${slice}`];
        rows.push(`('m${world}', DATE '${month}', '${dim[0]}', '${dim[1]}', ${n}, ${x}, ${method === "byar" ? n : y})`);
      }
    }
  }
  const engine = await openPrelude("2026-10-01T02:30:00Z");
  await engine.execute(
    "CREATE TABLE drawn (metric_id VARCHAR, period_start DATE, dim VARCHAR, v VARCHAR, n BIGINT, raw_x DOUBLE, y DOUBLE)",
  );
  for (let at = 0; at < rows.length; at += 5000) {
    await engine.execute(`INSERT INTO drawn VALUES ${rows.slice(at, at + 5000).join(", ")}`);
  }
  const scale = { wilson: 1, adjusted_wald: 100, byar: 1000 }[method];
  await engine.execute(
    changesSql(
      `SELECT *, '{}' || v AS dims, ${scale} * (raw_x - ${method === "adjusted_wald" ? "y" : "0"}) / n AS value, 0.0 AS lo, 1.0 AS hi,
       'matured' AS maturity, TRUE AS is_compared, '${method}' AS method, ${scale}.0 AS scale, 'higher' AS better FROM drawn`,
    ),
  );
  const [found] = await engine.query<{ moved: number; judged: number }>(
    `SELECT count(DISTINCT metric_id) FILTER (WHERE verdict <> 'flat') AS moved, count(DISTINCT metric_id) AS judged
     FROM mart_metric_changes WHERE baseline_kind = 'previous' AND period_start = DATE '2026-08-01' AND verdict <> 'lack'`,
  );
  await engine.close();
  expect(found?.judged).toBe(worlds);
  return (found?.moved ?? 0) / worlds;
}

/** Five in a hundred, give or take three standard errors of the simulation. */
const limit = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / worlds);

test.each(["wilson", "adjusted_wald"] as const)(
  "%s: without a change one month in twenty is called moved",
  async (method) => {
    const share = await alarms(method, 1);
    expect(share).toBeLessThan(limit);
    expect(share).toBeGreaterThan(0.02);
  },
);

test("byar: a rate that did not change is called moved no oftener", async () => {
  expect(await alarms("byar", 1)).toBeLessThan(limit);
});

test("eight slices together raise one false alarm in twenty months", async () => {
  const share = await alarms("wilson", 8);
  expect(share).toBeLessThan(limit);
  expect(share).toBeGreaterThan(0.02);
});
