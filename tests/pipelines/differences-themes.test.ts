import { afterAll, beforeAll, expect, test } from "vitest";
import { changedThemes } from "../../pipelines/differences/themes.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";

let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
  for (const schema of ["before", "after"]) await engine.execute(`CREATE SCHEMA ${schema}`);
});
afterAll(() => engine.close());

const causes = { gone: "corrected", read: "related" } as const;

async function given(
  schema: string,
  themes: readonly string[],
  clauses: readonly string[],
  events: readonly string[] = [],
): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TABLE ${schema}.dim_themes AS SELECT *, FALSE AS is_parent
     FROM (VALUES ${themes.join(", ")}) AS t(theme_id, label_zh, status, n)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE ${schema}.mart_theme_assignments AS
     SELECT * FROM (VALUES ${clauses.join(", ")}) AS t(text_id, clause_index, theme_id, reason)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE ${schema}.mart_theme_events AS
     SELECT *, row_number() OVER () AS "position" FROM (VALUES (NULL, NULL, NULL, NULL)${events.map((row) => `, ${row}`).join("")})
       AS t(theme_id, kind, what, operation_id)`,
  );
}

test("texts that people moved are told from those that came in, and the decisions are named", async () => {
  expect(await changedThemes(engine, causes)).toEqual([]);
  await given(
    "before",
    ["('T0001', '异响', 'active', 2)", "('T0002', '噪音', 'active', 1)", "('T0003', '迟到', 'active', 1)"],
    [
      "('a', 0, 'T0001', 'assigned')",
      "('b', 0, 'T0001', 'assigned')",
      "('c', 0, 'T0002', 'assigned')",
      "('d', 0, 'T0003', 'assigned')",
    ],
    ["('T0003', 'lock', NULL, 'old')"],
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
    [
      "('T0002', 'merge', 'into T0001', 'one-noise')",
      "('T0001', 'merge', 'took T0002', 'one-noise')",
      "('T0001', 'rename', '脱水异响', 'name')",
    ],
  );
  expect(await changedThemes(engine, causes)).toEqual([
    {
      theme_id: "T0001",
      before: { label: "异响", status: "active", n: 2 },
      now: { label: "脱水异响", status: "active", n: 4 },
      moved_in: 1,
      moved_out: 0,
      operations: [
        { operation_id: "name", kind: "rename", change: "added" },
        { operation_id: "one-noise", kind: "merge", change: "added" },
      ],
      reasons: [
        { reason: "new", rows: 1 },
        { reason: "curation", rows: 1 },
      ],
    },
    {
      theme_id: "T0002",
      before: { label: "噪音", status: "active", n: 1 },
      now: { label: "噪音", status: "merged", n: 0 },
      moved_in: 0,
      moved_out: 1,
      operations: [{ operation_id: "one-noise", kind: "merge", change: "added" }],
      reasons: [{ reason: "curation", rows: 1 }],
    },
  ]);
});

test("a decision taken back, texts that are gone and what the engine read otherwise are told apart and add up", async () => {
  await given(
    "before",
    ["('T0001', '异响', 'active', 3)", "('T0002', '漏水', 'active', 1)"],
    [
      "('a', 0, 'T0001', 'curated')",
      "('b', 0, 'T0001', 'assigned')",
      "('c', 0, 'T0001', 'assigned')",
      "('c', 1, 'T0002', 'assigned')",
    ],
    ["('T0001', 'pin', 'a 0', 'pinned')", "('T0002', 'rename', '水', 'name')"],
  );
  await given(
    "after",
    ["('T0001', '异响', 'active', 1)", "('T0002', '漏水', 'active', 2)"],
    [
      "('a', 0, 'T0002', 'assigned')",
      "('c', 0, 'T0001', 'assigned')",
      "('c', 1, 'T0001', 'assigned')",
      "('e', 0, 'T0002', 'assigned')",
    ],
    ["('T0002', 'rename', '漏水', 'name')"],
  );
  const found = await changedThemes(engine, causes);
  expect(found).toEqual([
    {
      theme_id: "T0001",
      before: { label: "异响", status: "active", n: 3 },
      now: { label: "异响", status: "active", n: 1 },
      moved_in: 0,
      moved_out: 1,
      operations: [{ operation_id: "pinned", kind: "pin", change: "withdrawn" }],
      reasons: [
        { reason: "corrected", rows: 1 },
        { reason: "curation", rows: 1 },
      ],
    },
    {
      theme_id: "T0002",
      before: { label: "漏水", status: "active", n: 1 },
      now: { label: "漏水", status: "active", n: 2 },
      moved_in: 1,
      moved_out: 1,
      operations: [{ operation_id: "name", kind: "rename", change: "changed" }],
      reasons: [
        { reason: "new", rows: 1 },
        { reason: "related", rows: 1 },
        { reason: "curation", rows: 1 },
      ],
    },
  ]);
});
