import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { pull } from "../../pipelines/pull.ts";
import { transform } from "../../pipelines/transform.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import { sampleFolder } from "./sample-folder.ts";

let workspace: Workspace;

beforeAll(async () => {
  const input = sampleFolder(0.02);
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-threads-")));
  const engine = await openDuckdb({ memoryLimit: "1GB" });
  await pull({
    engine,
    workspace,
    input,
    sources: [],
    env: { logger: silentLogger, now: () => new Date("2026-11-01T00:00:00Z"), write: () => {}, variables: {} },
  });
  await engine.close();
}, 120_000);

/** Every row of every table that so many threads make, boiled down to a number a table. */
async function digests(threads: number): Promise<Record<string, unknown>> {
  const engine = await openDuckdb({ memoryLimit: "1GB", threads, ordered: false });
  try {
    await transform({ engine, workspace, logger: silentLogger, zone: "Asia/Shanghai", asOf: "2026-10-31" });
    const tables = await engine.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'main' AND (table_type = 'BASE TABLE' OR table_name = 'fct_tickets') AND regexp_matches(table_name, '^(fct|mart|int)_') ORDER BY name`,
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      const [row] = await engine.query(
        `SELECT count(*) AS rows, CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR) AS digest FROM ${name} AS t`,
      );
      found[name] = row;
    }
    return found;
  } finally {
    await engine.close();
  }
}

test("one thread and three make the same rows, to the last digit", async () => {
  const one = await digests(1);
  expect(Object.keys(one)).toEqual(expect.arrayContaining(["mart_metric_values", "fct_tickets"]));
  expect(await digests(3)).toEqual(one);
}, 240_000);
