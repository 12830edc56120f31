import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Env } from "../../pipelines/env.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { run } from "../../pipelines/run.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { planted, sampleFolder } from "./sample-folder.ts";

let folder: string;
let truth: Record<string, number>;
let engine: DuckdbEngine;

beforeAll(async () => {
  const input = sampleFolder(0.05);
  truth = planted(input).truth.supply;
  folder = await mkdtemp(join(tmpdir(), "huiyin-supply-"));
  const workspace = await openWorkspace(join(folder, "data"));
  const env: Env = {
    logger: silentLogger,
    now: () => new Date("2026-11-01T00:00:00Z"),
    write: () => {},
    variables: {},
  };
  expect(await run({ workspace: workspace.dir, input, steps: ["pull", "transform"], env })).toBe(0);
  engine = await openDuckdb({ path: join(workspace.dir, "warehouse.duckdb"), memoryLimit: "512MB", threads: 1 });
}, 240_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const number = async (sql: string): Promise<number> => (await engine.query<{ n: number }>(sql))[0]?.n ?? Number.NaN;

test("parts: who needed one, who had it at hand, and who has waited 60 and 90 days", async () => {
  expect({
    needed_part: await number("SELECT count(*) AS n FROM fct_part_waits WHERE part_count > 0"),
    first_pass_filled: await number("SELECT count(*) AS n FROM fct_part_waits WHERE is_first_pass_filled"),
    part_waits_60_days: await number("SELECT count(*) AS n FROM mart_part_alerts"),
    part_waits_90_days: await number("SELECT count(*) AS n FROM mart_part_alerts WHERE level = 90"),
  }).toEqual({
    needed_part: truth.needed_part,
    first_pass_filled: truth.first_pass_filled,
    part_waits_60_days: truth.part_waits_60_days,
    part_waits_90_days: truth.part_waits_90_days,
  });
});

test("hands and steps: changes of hand, rejections, and the logs that cannot be", async () => {
  expect({
    changes_of_hand: await number(
      "SELECT sum(owner_change_count) AS n FROM fct_ticket_flows WHERE closed_at IS NOT NULL AND NOT is_cancelled",
    ),
    rejected: await number("SELECT count(*) AS n FROM fct_ticket_flows WHERE rejected_count > 0"),
    closed_twice: await number("SELECT count(*) AS n FROM mart_illegal_steps WHERE rule = 'closed_twice'"),
    worked_after_closed: await number(
      "SELECT count(*) AS n FROM mart_illegal_steps WHERE rule = 'worked_after_closed'",
    ),
    findings: await number(
      "SELECT sum(rows) AS n FROM mart_findings WHERE rule IN ('closed_twice', 'worked_after_closed')",
    ),
  }).toEqual({
    changes_of_hand: truth.changes_of_hand,
    rejected: truth.rejected,
    closed_twice: truth.closed_twice,
    worked_after_closed: truth.worked_after_closed,
    findings: (truth.closed_twice ?? 0) + (truth.worked_after_closed ?? 0),
  });
});
