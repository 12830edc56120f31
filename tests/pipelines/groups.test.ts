import { afterEach, beforeEach, expect, test } from "vitest";
import type { GroupComparison } from "../../dashboards/services.ts";
import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { compareGroups, createGroups } from "../../pipelines/metrics/groups.ts";
import { strata } from "../../pipelines/metrics/outcomes.ts";
import firstTimeFix from "../../transforms/metrics/first-time-fix-rate.ts";
import nps from "../../transforms/metrics/nps.ts";
import { openPrelude } from "./facts.ts";

let engine: DuckdbEngine;
beforeEach(async () => {
  engine = await openPrelude("2026-11-01T00:00:00Z");
  const same = strata.map((name) => `'all' AS ${name}`).join(", ");
  await engine.execute(
    `CREATE TABLE fct_outcomes (metric_id VARCHAR, x DOUBLE, appeal_reason VARCHAR, ownership VARCHAR, certificate VARCHAR,
     ${strata.map((name) => `${name} VARCHAR`).join(", ")})`,
  );
  await engine.execute(
    `CREATE TABLE _strata AS SELECT metric_id, ${same}, rate, variance
     FROM (VALUES ('first_time_fix_rate', 0.1, 0.09), ('nps', 0.4, 0.5)) AS v(metric_id, rate, variance)`,
  );
  await createGroups(engine);
});
afterEach(() => engine.close());

async function given(metric: string, group: string, cases: number, x: string, appeal = "NULL") {
  await engine.execute(
    `INSERT INTO fct_outcomes SELECT '${metric}', ${x}, ${appeal}, '${group}', NULL, ${strata.map(() => "'all'").join(", ")} FROM range(${cases}) AS r(i)`,
  );
}

const found = () => engine.query<GroupComparison>("SELECT * FROM mart_group_comparisons ORDER BY metric_id, group_id");

test("60 failed of 400 where 40 were expected: O/E 1.50, from 1.21 to 1.79, and worse", async () => {
  await given("first_time_fix_rate", "partner", 400, "CASE WHEN i < 60 THEN 1 ELSE 0 END");
  await given("first_time_fix_rate", "partner", 5, "1", "'flood'");
  await given("first_time_fix_rate", "own", 29, "0");
  await given("first_time_fix_rate", "closed", 9, "1");
  await compareGroups(engine, firstTimeFix, 1);
  const [closed, own, partner] = await found();
  expect(partner).toMatchObject({ n: 400, x: 60, group_kind: "ownership", verdict: "worse" });
  expect(partner?.expected).toBeCloseTo(40, 9);
  expect(partner?.value).toBeCloseTo(0.85, 9);
  expect(partner?.expected_value).toBeCloseTo(0.9, 9);
  expect(partner?.effect).toBeCloseTo(1.5, 9);
  expect(partner?.lo).toBeCloseTo(1.206, 3);
  expect(partner?.hi).toBeCloseTo(1.794, 3);
  expect(own).toMatchObject({ n: 29, x: 0, effect: 0, verdict: "lack" });
  expect(closed).toMatchObject({ n: 9, x: null, value: null, effect: null, lo: null, verdict: "lack" });
});

test("where service points differ more than chance the same excess is none", async () => {
  await given("first_time_fix_rate", "partner", 400, "CASE WHEN i < 60 THEN 1 ELSE 0 END");
  await compareGroups(engine, firstTimeFix, 4);
  expect((await found())[0]).toMatchObject({ verdict: "flat" });
  expect((await found())[0]?.lo).toBeCloseTo(0.912, 3);
});

test("a score is compared in points, and fewer than 30 answers are not shown", async () => {
  await given("nps", "own", 200, "CASE WHEN i < 120 THEN 1 WHEN i < 140 THEN -1 ELSE 0 END");
  await given("nps", "partner", 29, "1");
  await compareGroups(engine, nps, 1);
  const [own, partner] = await found();
  expect(own).toMatchObject({ n: 200, x: 100, value: 50, verdict: "better" });
  expect(own?.effect).toBeCloseTo(10, 9);
  expect(own?.lo).toBeCloseTo(10 - (100 * 1.959964 * 10) / 200, 4);
  expect(partner).toMatchObject({ n: 29, value: null, effect: null });
});
