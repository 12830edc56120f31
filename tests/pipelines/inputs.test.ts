import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadInputs } from "../../pipelines/inputs.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

const root = fileURLToPath(new URL("../../transforms", import.meta.url));
let engine: DuckdbEngine;
let workspace: Workspace;
beforeEach(async () => {
  engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-inputs-")));
});
afterEach(() => engine.close());

const policy = "policy_id,metric,target_minutes,clock,valid_from\n";

describe("files people write", () => {
  test("come from the workspace, else from the product", async () => {
    await writeFile(workspace.path("sla_policy.csv"), `\ufeff${policy}P1,arrival,240,calendar,2020-01-01\n`);
    await loadInputs(engine, root, workspace);
    expect(await engine.query("SELECT policy_id, mode, target_minutes, valid_from FROM input_sla_policy")).toEqual([
      { policy_id: "P1", mode: null, target_minutes: 240, valid_from: "2020-01-01" },
    ]);
    const years = await engine.query("SELECT min(year) AS first, max(year) AS last FROM input_calendar_coverage");
    expect(years).toEqual([{ first: 2010, last: 2026 }]);
    const kinds = await engine.query("SELECT kind, count(*) AS n FROM input_calendar GROUP BY kind ORDER BY kind");
    expect(kinds).toEqual([
      { kind: "holiday", n: 306 },
      { kind: "makeup", n: 112 },
    ]);
  });

  test.each([
    [`policy_id,metric,clock,valid_from\n`, /has no column "target_minutes"; it has policy_id, metric/],
    [`${policy}P1,arrival,soon,calendar,2020-01-01\n`, /line 2: target_minutes is "soon"; wanted a whole number/],
    [`${policy}P1,arrival,240,calendar,01/02/2020\n`, /line 2: valid_from is "01\/02\/2020"; wanted a date/],
    [`${policy}P1,,240,calendar,2020-01-01\n`, /line 2: metric is empty/],
  ])("that are wrong are named with line and column: %j", async (text, message) => {
    await writeFile(workspace.path("sla_policy.csv"), text);
    await expect(loadInputs(engine, root, workspace)).rejects.toThrow(message);
  });

  test("a coverage file without years is refused", async () => {
    await writeFile(workspace.path("coverage.yaml"), "years: 2010\n");
    await expect(loadInputs(engine, root, workspace)).rejects.toThrow('under "complete"');
  });

  test("the warranty policy says by category what it says otherwise for all, and who confirmed it", async () => {
    await loadInputs(engine, root, workspace);
    const rows =
      "SELECT category, repairs_before_exchange, parts_wait_days, status FROM input_warranty_policy ORDER BY category";
    expect(await engine.query(rows)).toEqual([
      { category: "", repairs_before_exchange: 2, parts_wait_days: 90, status: "待法务确认" },
      { category: "phone", repairs_before_exchange: 2, parts_wait_days: 60, status: "待法务确认" },
    ]);
    await writeFile(
      workspace.path("warranty_policy.yaml"),
      "{status: 法务已确认, repairs_before_exchange: 3, parts_wait_days: 45, extends_by_repair_days: false}\n",
    );
    await loadInputs(engine, root, workspace);
    expect(await engine.query(rows)).toEqual([
      { category: "", repairs_before_exchange: 3, parts_wait_days: 45, status: "法务已确认" },
    ]);
    await writeFile(workspace.path("warranty_policy.yaml"), "{status: x, parts_wait_days: soon}\n");
    await expect(loadInputs(engine, root, workspace)).rejects.toThrow("warranty_policy.yaml, repairs_before_exchange");
  });

  test("the default workspace promises what the shipped policy promises", async () => {
    const own = fileURLToPath(new URL("../../data/sla_policy.csv", import.meta.url));
    expect(await readFile(own, "utf8")).toBe(await readFile(join(root, "policy", "sla_policy.csv"), "utf8"));
  });
});
