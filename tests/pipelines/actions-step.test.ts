import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Action } from "../../dashboards/actions.ts";
import { actionsStep } from "../../pipelines/actions/step.ts";
import { testModel } from "../../pipelines/models.ts";
import { runStep } from "../../pipelines/step.ts";
import { fault, SignalsFixture, weekOf, weeks } from "./signals-fixture.ts";

/** The fault of M3's batch B2 ends with this week. */
const mended = 101;
const done = weekOf(mended);
let fixture: SignalsFixture;
let rows: Map<string, Action>;

beforeAll(async () => {
  fixture = await SignalsFixture.open({ hasUnits: true });
  const { engine, workspace } = fixture;
  await engine.execute(
    `DELETE FROM fct_tickets WHERE model = '${fault.model}' AND component = '${fault.component}' AND batch = '${fault.batch}'
     AND created_at >= TIMESTAMP '${done}' AND CAST(substr(ticket_id, 2) AS INTEGER) % ${fault.ratio} <> 0`,
  );
  await engine.execute("ALTER TABLE fct_tickets ADD COLUMN service_point_id VARCHAR");
  await engine.execute("UPDATE fct_tickets SET service_point_id = 'S' || CAST(substr(ticket_id, 2) AS INTEGER) % 4");
  await fixture.run(weeks - 1);
  const [signal] = await engine.query<{ signal_id: string }>(
    "SELECT signal_id FROM mart_fault_signals WHERE model = 'M3' AND component = '电机'",
  );
  const about = `signals: [${signal?.signal_id}], owner: 甲组, type: product, status: done, done_on: ${done}`;
  await mkdir(workspace.path("actions"));
  await writeFile(
    workspace.path("actions", "all.yaml"),
    [
      `- {id: mend, ${about}, washout_days: 7, expected_ratio: 0.5}`,
      `- {id: batch, ${about}, affects: {batches: [B2]}}`,
      `- {id: elsewhere, ${about}, affects: {models: [M5]}}`,
      `- {id: region, ${about}, affects: {regions: [四川]}}`,
      `- {id: outlet, ${about}, affects: {service_points: [S1]}}`,
      `- {id: cut, ${about}, cut_in: {batch: B3}}`,
      `- {id: firmware, ${about}, cut_in: {firmware: "1.2"}}`,
      `- {id: late, ${about}, washout_days: 700}`,
      `- {id: planned, signals: [${signal?.signal_id}], owner: 甲组, type: process, planned_on: ${done}}`,
      "- {id: unknown, signals: [FLT-none], owner: 甲组, type: policy, status: done, done_on: 2026-01-01}",
    ].join("\n"),
  );
  await runStep(actionsStep, {
    engine,
    workspace,
    logger: { info() {}, warn() {}, error() {} },
    asOf: new Date(`${weekOf(weeks - 1)}T00:00:00Z`),
    zone: "Asia/Shanghai",
    upTo: undefined,
    hashKey: "",
    themes: undefined,
  });
  const found = await engine.query<Action>(
    `SELECT * REPLACE (CAST(before_from AS VARCHAR) AS before_from, CAST(after_from AS VARCHAR) AS after_from) FROM mart_actions`,
  );
  rows = new Map(found.map((row) => [row.action_id, row]));
}, 120_000);
afterAll(() => fixture.close());

test("keeps its promises, one row an action", async () => {
  for (const output of actionsStep.outputs) expect(await testModel(fixture.engine, output)).toEqual([]);
  expect(rows.size).toBe(10);
});

test("an action that halved a model's faults is effective, and its counts are those of plain SQL", async () => {
  const row = rows.get("mend");
  expect(row).toMatchObject({ verdict: "effective", comparison: "models", exposure_kind: "unit_months", controls: 7 });
  expect(row?.hi).toBeLessThan(1);
  const count = async (where: string) =>
    (
      await fixture.engine.query<{ n: number }>(
        `SELECT count(*) AS n FROM fct_tickets WHERE component = '电机' AND created_at <= as_of() AND ${where}`,
      )
    )[0]?.n ?? 0;
  const before = `created_at + INTERVAL 8 HOUR >= TIMESTAMP '${row?.before_from}' AND created_at + INTERVAL 8 HOUR < TIMESTAMP '${done}'`;
  const after = `created_at + INTERVAL 8 HOUR >= TIMESTAMP '${weekOf(mended + 1)}'`;
  expect(row?.after_from).toBe(weekOf(mended + 1));
  const [tb, ta] = [await count(`model = 'M3' AND ${before}`), await count(`model = 'M3' AND ${after}`)];
  const [cb, ca] = [await count(`model <> 'M3' AND ${before}`), await count(`model <> 'M3' AND ${after}`)];
  expect([row?.before_reports, row?.after_reports]).toEqual([tb, ta]);
  // Units in use hardly move within the year, so the ratio of ratios is close to that of the rates.
  expect(row?.ratio).toBeCloseTo(ta / tb / (ca / cb), 1);
  expect(row?.expected).toBeGreaterThan(ta);
});

test("confined to the batch the fall is that of the fault itself", () => {
  const [whole, batch] = [rows.get("mend"), rows.get("batch")];
  expect(batch?.verdict).toBe("effective");
  expect(batch?.ratio).toBeLessThan(whole?.ratio ?? 0);
  expect(batch?.before_reports).toBeLessThan(whole?.before_reports ?? 0);
});

test("where nothing was done nothing is claimed", () => {
  expect(rows.get("elsewhere")?.models).toEqual(["M5"]);
  for (const id of ["elsewhere", "region", "outlet"]) {
    expect(["unproven", "few"]).toContain(rows.get(id)?.verdict);
    expect(rows.get(id)?.lo).toBeLessThan(1);
  }
  expect(rows.get("region")).toMatchObject({ comparison: "regions", controls: 1 });
  expect(rows.get("outlet")).toMatchObject({ comparison: "service_points", exposure_kind: "tickets", controls: 3 });
});

test("a cut-in compares units made from it on with those before, beside peers made in the same months", () => {
  const row = rows.get("cut");
  expect(row).toMatchObject({ comparison: "cut_in", after_from: "2024-03-01", verdict: "effective" });
  expect(row?.ratio).toBeLessThan(0.8);
});

test("what cannot be measured says why", () => {
  expect(rows.get("planned")).toMatchObject({ verdict: "pending", reason: "not_done", ratio: null });
  expect(rows.get("late")).toMatchObject({ verdict: "pending", reason: "too_soon" });
  expect(rows.get("firmware")).toMatchObject({
    verdict: "unmeasured",
    reason: "no_firmware",
  });
  expect(rows.get("unknown")).toMatchObject({ verdict: "unmeasured", reason: "no_subject" });
});
