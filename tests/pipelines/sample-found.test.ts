import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { run } from "../../pipelines/run.ts";
import { writeSample } from "../../pipelines/sample/generate.ts";
import { type Planted, planted } from "./sample-folder.ts";

// Large enough for the planted service point to have its thirty cases; without texts, which nothing here reads.
const scale = 0.6;
let truth: Planted;
let engine: DuckdbEngine;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "huiyin-found-"));
  const [out, workspace] = [join(folder, "sample"), join(folder, "workspace")];
  writeSample({ out, scale, seed: 1, hasText: false });
  truth = planted(out);
  const env = { logger: silentLogger, now: () => new Date("2026-11-21T00:00:00Z"), write: () => {}, variables: {} };
  expect(await run({ workspace, input: out, steps: ["pull"], env })).toBe(0);
  writeFileSync(
    join(workspace, "appeals.yaml"),
    "- {ticket_id: T-of-nobody, reason: flood, by: manager}\n- {ticket_id: T000000001, reason: flood, by: manager, until: 2026-10-30}\n",
  );
  expect(await run({ workspace, steps: ["transform"], env })).toBe(0);
  engine = await openDuckdb({ path: join(workspace, "warehouse.duckdb"), memoryLimit: "1GB", threads: 2 });
}, 600_000);
afterAll(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("what was planted in the sample is found", () => {
  test("the bad service point is far worse on time, and almost no other is set apart as worse", async () => {
    const bad = truth.bad_service_point.service_point_id;
    const worse = await engine.query<{ unit_id: string; metric_id: string; band: string }>(
      `SELECT unit_id, metric_id, band FROM mart_scorecards
       WHERE unit_kind = 'service_point' AND (band IN ('worse', 'far_worse') OR funnel = 'worse')`,
    );
    expect(worse).toContainEqual({ unit_id: bad, metric_id: "arrival_on_time_rate", band: "far_worse" });
    const others = new Set(worse.map(({ unit_id }) => unit_id).filter((id) => id !== bad));
    expect(others.size).toBeLessThanOrEqual(3);
  });

  test("parts of models that fail in a batch stand above the same part of the other models", async () => {
    for (const fault of truth.faults.filter(({ batch, rate_ratio }) => batch !== null && rate_ratio >= 3)) {
      const [row] = await engine.query<{ ratio: number; p_above: number }>(
        `SELECT ratio, p_above FROM mart_fault_rates
         WHERE slice = 'component' AND model = '${fault.model}' AND component = '${fault.component}'`,
      );
      expect(row?.p_above, `${fault.model} ${fault.component}`).toBeGreaterThan(0.9);
      expect(row?.ratio, `${fault.model} ${fault.component}`).toBeGreaterThan(1.1);
    }
  });

  test("the batch with the strongest fault stands above the model's other batches", async () => {
    const [strongest] = [...truth.faults]
      .filter(({ batch }) => batch !== null)
      .sort((a, b) => b.rate_ratio - a.rate_ratio);
    const above = await engine.query<{ batch: string }>(
      `SELECT batch FROM mart_fault_rates WHERE slice = 'batch' AND model = '${strongest?.model}' AND p_above >= 0.95`,
    );
    expect(above).toEqual([{ batch: strongest?.batch }]);
  });

  test("engineers are published under a code alone, and an appeal about nobody is a finding", async () => {
    const codes = await engine.query<{ unit_id: string }>(
      "SELECT DISTINCT unit_id FROM mart_scorecards WHERE unit_kind = 'engineer' ORDER BY unit_id LIMIT 50",
    );
    expect(codes.length).toBe(50);
    for (const { unit_id } of codes) expect(unit_id).toMatch(/^[0-9a-f]{12}$/);
    expect(await engine.query("SELECT rows FROM mart_findings WHERE rule = 'appeal_of_unknown_ticket'")).toEqual([
      { rows: 1 },
    ]);
  });
});
