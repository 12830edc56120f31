import { afterAll, beforeAll, expect, test } from "vitest";
import { changedThemes } from "../../pipelines/differences/themes.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";

let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
  for (const schema of ["before", "after"]) await engine.execute(`CREATE SCHEMA ${schema}`);
});
afterAll(() => engine.close());

async function given(schema: string, themes: readonly string[], clauses: readonly string[]): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TABLE ${schema}.dim_themes AS SELECT *, FALSE AS is_parent
     FROM (VALUES ${themes.join(", ")}) AS t(theme_id, label_zh, status, n)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE ${schema}.mart_theme_assignments AS
     SELECT * FROM (VALUES ${clauses.join(", ")}) AS t(text_id, clause_index, theme_id, reason)`,
  );
}

test("texts that people moved are told from those that came in", async () => {
  expect(await changedThemes(engine)).toEqual([]);
  await given(
    "before",
    ["('T0001', '异响', 'active', 2)", "('T0002', '噪音', 'active', 1)", "('T0003', '迟到', 'active', 1)"],
    [
      "('a', 0, 'T0001', 'assigned')",
      "('b', 0, 'T0001', 'assigned')",
      "('c', 0, 'T0002', 'assigned')",
      "('d', 0, 'T0003', 'assigned')",
    ],
  );
  await given(
    "after",
    ["('T0001', '脱水异响', 'active', 4)", "('T0002', '噪音', 'merged', 0)", "('T0003', '迟到', 'active', 1)"],
    [
      "('a', 0, 'T0001', 'assigned')",
      "('b', 0, 'T0001', 'assigned')",
      "('c', 0, 'T0001', 'curated')",
      "('d', 0, 'T0003', 'assigned')",
      "('e', 0, 'T0001', 'assigned')",
    ],
  );
  expect(await changedThemes(engine)).toEqual([
    {
      theme_id: "T0001",
      before: { label: "异响", status: "active", n: 2 },
      now: { label: "脱水异响", status: "active", n: 4 },
      reasons: [
        { reason: "new", rows: 1 },
        { reason: "curation", rows: 1 },
      ],
    },
    {
      theme_id: "T0002",
      before: { label: "噪音", status: "active", n: 1 },
      now: { label: "噪音", status: "merged", n: 0 },
      reasons: [{ reason: "curation", rows: 1 }],
    },
  ]);
});
