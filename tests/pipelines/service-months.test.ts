import { afterAll, beforeAll, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { fillModelAges } from "../../pipelines/signals/model-ages.ts";
import { fillServiceMonths } from "../../pipelines/signals/service-months.ts";
import { signalsStep } from "../../pipelines/signals/step.ts";
import { createOutputs } from "../../pipelines/step.ts";
import { transformsRoot } from "../../pipelines/transform.ts";

let engine: DuckdbEngine;

/*
 * Motors of M1's batch B1 since July. Of 100 units of B1, all in their first month in July and their second in August, 5 and then 10 fail; of 1,000
 * units of M2 20 and 20. B2 and what failed in June are not of it. Half of all faults are confirmed on the day, the other half 40 days later:
 * of those reported in October, the last month, half are known.
 */
beforeAll(async () => {
  engine = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
  await loadPrelude(engine, transformsRoot, { asOf: new Date("2026-10-31T16:00:00Z"), zone: "Asia/Shanghai" });
  await createOutputs(engine, signalsStep);
  const faults = (n: number, model: string, batch: string, month: string, age: number) =>
    `SELECT 'washer', '电机', ${age}, '${model}', '${batch}', '四川', DATE '${month}', TIMESTAMP '${month} 04:00:00',
       TIMESTAMP '${month} 04:00:00' + to_days(CASE WHEN n % 2 = 0 THEN 0 ELSE 40 END), TRUE, n % 5 > 0 FROM range(${n}) AS t(n)`;
  for (const sql of [
    "CREATE TEMP TABLE _signals_found (i INTEGER, kind VARCHAR, symptom VARCHAR, model VARCHAR, batches VARCHAR, region VARCHAR, from_week DATE, to_week DATE)",
    "INSERT INTO _signals_found VALUES (0, 'component', '电机', 'M1', 'B1', NULL, DATE '2026-07-06', DATE '2026-08-31'), (1, 'theme', 'T1', 'M1', NULL, NULL, DATE '2026-07-06', DATE '2026-08-31')",
    "CREATE TABLE fct_exposure AS SELECT * FROM (VALUES ('M1', 'washer'), ('M2', 'washer'), ('M9', 'phone')) AS e(model, category)",
    "CREATE TABLE int_signal_counts (model VARCHAR, category VARCHAR)",
    `CREATE TABLE int_cohort_months AS SELECT model, batch, '四川' AS region, CAST(month AS DATE) AS month, months_in_service, unit_months FROM (VALUES
       ('M1', 'B1', '2026-07-01', 0, 100.0), ('M1', 'B1', '2026-08-01', 1, 100.0), ('M1', 'B1', '2026-10-01', 3, 60.0), ('M1', 'B2', '2026-07-01', 0, 900.0),
       ('M1', 'B1', '2026-06-01', 0, 500.0), ('M2', 'C1', '2026-07-01', 0, 1000.0), ('M2', 'C1', '2026-08-01', 1, 1000.0), ('M9', 'D1', '2026-07-01', 0, 10.0))
       AS c(model, batch, month, months_in_service, unit_months)`,
    `CREATE TABLE fct_faults AS SELECT * FROM (${[
      faults(5, "M1", "B1", "2026-07-01", 0),
      faults(10, "M1", "B1", "2026-08-01", 1),
      faults(9, "M1", "B2", "2026-07-01", 0),
      faults(400, "M1", "B1", "2026-06-01", 0),
      faults(20, "M2", "C1", "2026-07-01", 0),
      faults(20, "M2", "C1", "2026-08-01", 1),
    ].join(
      " UNION ALL ",
    )}) AS f(category, component, months_in_service, model, batch, region, month, reported_at, confirmed_at, is_component_episode, is_episode)`,
  ]) {
    await engine.execute(sql);
  }
  await fillServiceMonths(engine, new Map([[0, "S1"]]));
  await fillModelAges(engine);
});
afterAll(() => engine.close());

test("faults per unit by months in service beside the other models, what is not reported yet taken out", async () => {
  const rows = await engine.query<Record<string, number>>(
    `SELECT months_in_service AS month, faults, unit_months, round(known_share, 2) AS known, round(hazard, 4) AS hazard, peer_faults, round(peer_hazard, 4) AS peers,
       round(ratio, 3) AS ratio FROM mart_fault_signal_ages WHERE signal_id = 'S1' ORDER BY 1`,
  );
  const shown = rows.map((row) => Object.values(row).map((value) => (value === null ? null : Number(value))));
  // 5/100, then 10/100 more, against 20/1000 and 20/1000 more; in the third month there are none, in the fourth half is known.
  expect(shown).toEqual([
    [0, 5, 100, 1, 0.05, 20, 0.02, 2.5],
    [1, 10, 100, 1, 0.15, 20, 0.04, 3.75],
    [2, 0, 0, 1, 0.15, 0, 0.04, 3.75],
    [3, 0, 60, 0.5, 0.15, 0, 0.04, 3.75],
  ]);
});

test("the interval of the ratio is that of the logarithms", async () => {
  const [row] = await engine.query<{ lo: number; hi: number }>(
    "SELECT ratio_lo AS lo, ratio_hi AS hi FROM mart_fault_signal_ages WHERE months_in_service = 1",
  );
  const error = Math.sqrt((5 + 10) / 100 ** 2 / 0.15 ** 2 + 40 / 1000 ** 2 / 0.04 ** 2);
  expect(row?.lo).toBeCloseTo(3.75 * Math.exp(-1.959963984540054 * error), 9);
  expect(row?.hi).toBeCloseTo(3.75 * Math.exp(1.959963984540054 * error), 9);
});

test("of a whole model, all components and months together, four of five faults beginning an episode", async () => {
  const rows = await engine.query<Record<string, number>>(
    `SELECT months_in_service AS month, faults, unit_months, round(known_share, 2) AS known, round(rate, 2) AS rate, round(hazard, 5) AS hazard, peer_faults,
       peer_unit_months AS peer_units, round(peer_rate, 2) AS peer_rate, round(peer_hazard, 4) AS peers, round(ratio, 3) AS ratio
     FROM mart_model_ages WHERE model = 'M1' ORDER BY 1`,
  );
  const shown = rows.map((row) => Object.values(row).map((value) => (value === null ? null : Number(value))));
  // In the first month 4 + 7 + 320 of 100 + 900 + 500 units, then 8 of 100; M2 has 16 of 1,000 twice, M9 is of another category.
  expect(shown).toEqual([
    [0, 331, 1500, 1, 220.67, 0.22067, 16, 1000, 16, 0.016, 13.792],
    [1, 8, 100, 1, 80, 0.30067, 16, 1000, 16, 0.032, 9.396],
    [2, 0, 0, 1, null, 0.30067, 0, 0, null, 0.032, 9.396],
    [3, 0, 60, 0.5, 0, 0.30067, 0, 0, null, 0.032, 9.396],
  ]);
  const [alone] = await engine.query<Record<string, number | null>>(
    "SELECT peer_hazard AS peers, ratio FROM mart_model_ages WHERE model = 'M9'",
  );
  expect(alone).toEqual({ peers: 0, ratio: null });
});
