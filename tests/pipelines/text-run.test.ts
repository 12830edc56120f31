import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { createOutputs } from "../../pipelines/step.ts";
import { runText } from "../../pipelines/text/run.ts";
import { textStep } from "../../pipelines/text/step.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

let engine: DuckdbEngine;
let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-text-")));
  engine = await openDuckdb({ memoryLimit: "512MB", threads: 1 });
  await masters();
});

afterEach(async () => {
  await engine.close();
  await rm(workspace.dir, { recursive: true });
});

const texts = [
  ["feedback:F1", "洗衣机不脱水，师傅没修好。显示E4故障"],
  ["feedback:F2", "洗衣机不脱水，师傅没修好。显示E4故障"],
  ["ticket:T1", "型号XQG50-8866漏水"],
] as const;

async function masters(): Promise<void> {
  await engine.execute("CREATE TABLE landing_products (brand VARCHAR, model VARCHAR)");
  await engine.execute(
    "CREATE TABLE landing_service_points (service_point_id VARCHAR, name VARCHAR, province VARCHAR, city VARCHAR, county VARCHAR)",
  );
  await engine.execute("CREATE TABLE landing_engineers (engineer_id VARCHAR)");
}

async function given(rows: readonly (readonly [string, string])[]): Promise<void> {
  const values = rows.map(([id, text]) => `(${literal(id)}, ${literal(text)})`).join(", ");
  await engine.execute(
    `CREATE OR REPLACE VIEW int_texts AS
     SELECT text_id, split_part(text_id, ':', 1) AS entity, CAST(NULL AS VARCHAR) AS feedback_id,
       CAST(NULL AS VARCHAR) AS ticket_id, CAST(NULL AS VARCHAR) AS rating_id, TIMESTAMP '2026-01-01' AS created_at, text,
       CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS brand, CAST(NULL AS VARCHAR) AS model,
       CAST(NULL AS VARCHAR) AS region, CAST(NULL AS VARCHAR) AS source_system, '' AS known_keys, CAST(NULL AS VARCHAR) AS known_extra
     FROM (VALUES ${values}) AS given(text_id, text)`,
  );
}

async function read() {
  await createOutputs(engine, textStep);
  return runText({ engine, workspace });
}

test("each text has its row and its clauses, with words that hold their negation and no model", async () => {
  await given(texts);
  expect((await read()).processed).toBe(2);
  expect(await engine.query("SELECT count(*) AS n FROM text_documents")).toEqual([{ n: 3 }]);
  expect(
    await engine.query(
      "SELECT text_id, clause_index, start_at, end_at, clause, tokens FROM text_clauses WHERE text_id <> 'feedback:F2'",
    ),
  ).toEqual([
    {
      text_id: "feedback:F1",
      clause_index: 0,
      start_at: 0,
      end_at: 6,
      clause: "洗衣机不脱水",
      tokens: ["洗衣机", "不脱水"],
    },
    {
      text_id: "feedback:F1",
      clause_index: 1,
      start_at: 7,
      end_at: 12,
      clause: "师傅没修好",
      tokens: ["师傅", "没修好"],
    },
    {
      text_id: "feedback:F1",
      clause_index: 2,
      start_at: 13,
      end_at: 19,
      clause: "显示E4故障",
      tokens: ["显示", "E4", "故障"],
    },
    {
      text_id: "ticket:T1",
      clause_index: 0,
      start_at: 0,
      end_at: 14,
      clause: "型号XQG50-8866漏水",
      tokens: ["型号", "漏水"],
    },
  ]);
});

test("a text that was read before is not read again, and the store alone gives the same tables", async () => {
  await given(texts);
  await read();
  const before = await engine.query("SELECT * FROM text_clauses");
  await given([...texts, ["rating:R1", "等了三天"]]);
  expect((await read()).processed).toBe(1);
  await given([...texts].reverse());
  const again = await read();
  expect(again.processed).toBe(0);
  expect(await engine.query("SELECT * FROM text_clauses")).toEqual(before);
  expect(await readdir(workspace.path("text"))).toEqual([again.chain]);
});

test("results of another chain are not kept beside", async () => {
  await given(texts);
  const { mkdir } = await import("node:fs/promises");
  await mkdir(workspace.path("text", "old-1"), { recursive: true });
  await read();
  expect(existsSync(workspace.path("text", "old-1"))).toBe(false);
});
