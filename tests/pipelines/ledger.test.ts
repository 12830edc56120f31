import { appendFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadLedger, type RunRecord, readRuns, recordRun } from "../../pipelines/ledger.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const record: RunRecord = {
  run_id: "2026-10-31-abcdef",
  started_at: "2026-11-01T02:00:00.000Z",
  seconds: 12.5,
  as_of: "2026-10-31T16:00:00.000Z",
  zone: "Asia/Shanghai",
  engine: "duckdb",
  code_version: "0.1.0+12345678",
  outcome: "refused",
  steps: [
    {
      step: "pull",
      started_at: "2026-11-01T02:00:00.000Z",
      seconds: 3.1,
      rows_in: 100,
      rows_out: 98,
      outcome: "done",
      message: null,
    },
  ],
};

test("runs outlive the warehouse and a torn last line", async () => {
  const workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-ledger-")));
  await recordRun(workspace, record);
  await appendFile(workspace.path("runs.jsonl"), '{"run_id": "torn');
  expect(await readRuns(workspace)).toEqual([record]);
  const engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
  await loadLedger(engine, workspace);
  expect(await engine.query("SELECT run_id, started_at, outcome FROM _runs")).toEqual([
    { run_id: record.run_id, started_at: record.started_at, outcome: "refused" },
  ]);
  expect(await engine.query("SELECT step, rows_in, rows_out, message FROM _run_steps")).toEqual([
    { step: "pull", rows_in: 100, rows_out: 98, message: null },
  ]);
  await engine.close();
});
