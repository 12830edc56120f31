import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { createOutputs } from "../../pipelines/step.ts";
import { openPool } from "../../pipelines/text/pool.ts";
import { runText, type TextRunOptions } from "../../pipelines/text/run.ts";
import { textStep } from "../../pipelines/text/step.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

let engine: DuckdbEngine;
let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-text-")));
  engine = await openDuckdb({ memoryLimit: "512MB", threads: 1 });
  await engine.execute("CREATE TABLE landing_products (brand VARCHAR, model VARCHAR)");
  await engine.execute(
    "CREATE TABLE landing_service_points (service_point_id VARCHAR, name VARCHAR, province VARCHAR, city VARCHAR, county VARCHAR)",
  );
  await engine.execute("CREATE TABLE landing_engineers (engineer_id VARCHAR)");
});

afterEach(async () => {
  await engine.close();
  await rm(workspace.dir, { recursive: true });
});

/** Texts by their id, in the order they were written; what is not given is empty. */
interface Given {
  [textId: string]: string | { text: string; model?: string; source?: string; keys?: string };
}

async function given(texts: Given): Promise<void> {
  const rows = Object.entries(texts).map(([id, said]) => ({
    id,
    ...(typeof said === "string" ? { text: said } : said),
  }));
  await engine.execute("DROP VIEW IF EXISTS int_texts");
  await engine.execute(
    `CREATE OR REPLACE TABLE given (hours INTEGER, text_id VARCHAR, text VARCHAR, model VARCHAR, source_system VARCHAR, known_keys VARCHAR)`,
  );
  await engine.append("given", [
    rows.map((_, i) => i),
    rows.map(({ id }) => id),
    rows.map(({ text }) => text),
    rows.map(({ model }) => model ?? null),
    rows.map(({ source }) => source ?? null),
    rows.map(({ keys }) => keys ?? ""),
  ]);
  await engine.execute(
    `CREATE VIEW int_texts AS
     SELECT * EXCLUDE (hours), TIMESTAMP '2026-01-01' + to_hours(hours) AS created_at, split_part(text_id, ':', 1) AS entity,
       CAST(NULL AS VARCHAR) AS feedback_id, CAST(NULL AS VARCHAR) AS ticket_id, CAST(NULL AS VARCHAR) AS rating_id,
       CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS brand, CAST(NULL AS VARCHAR) AS region,
       CAST(NULL AS VARCHAR) AS batch, CAST(NULL AS VARCHAR) AS channel, CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS DOUBLE) AS score,
       CAST(NULL AS VARCHAR) AS known_extra
     FROM given`,
  );
}

async function read(options: Partial<TextRunOptions> = {}) {
  await createOutputs(engine, textStep);
  return runText({ engine, workspace, text: undefined, workers: 0, ...options });
}

const tables = async () => [
  await engine.query("SELECT * FROM text_documents ORDER BY text_id"),
  await engine.query("SELECT * FROM text_clauses ORDER BY text_id, clause_index"),
];
const tokensOf = async (id: string) =>
  (await engine.query<{ tokens: string[] }>(`SELECT tokens FROM text_clauses WHERE text_id = '${id}'`)).map(
    ({ tokens }) => tokens,
  );

const texts: Given = {
  "feedback:F1": "洗衣机不脱水，师傅没修好。显示E4故障",
  "feedback:F2": "洗衣机不脱水，师傅没修好。显示E4故障",
  "ticket:T1": "型号XQG50-8866漏水",
  "rating:R1": "此用户未填写评价内容",
};

test("each text has its row and its clauses, with words that hold their negation and no model", async () => {
  await given(texts);
  expect((await read()).processed).toBe(3);
  expect(
    await engine.query("SELECT text_id, entity, redacted, language, status, duplicate_of, flags FROM text_documents"),
  ).toEqual([
    {
      text_id: "feedback:F1",
      entity: "feedback",
      redacted: texts["feedback:F1"],
      language: "zh",
      status: "ok",
      duplicate_of: null,
      flags: [],
    },
    {
      text_id: "feedback:F2",
      entity: "feedback",
      redacted: texts["feedback:F1"],
      language: "zh",
      status: "duplicate",
      duplicate_of: "feedback:F1",
      flags: ["copy"],
    },
    {
      text_id: "rating:R1",
      entity: "rating",
      redacted: texts["rating:R1"],
      language: "zh",
      status: "boilerplate",
      duplicate_of: null,
      flags: ["default_text"],
    },
    {
      text_id: "ticket:T1",
      entity: "ticket",
      redacted: texts["ticket:T1"],
      language: "zh",
      status: "ok",
      duplicate_of: null,
      flags: [],
    },
  ]);
  expect(
    await engine.query(
      "SELECT text_id, clause_index, start_at, end_at, clause, tokens, symptom_ids, is_safety FROM text_clauses WHERE text_id <> 'feedback:F2'",
    ),
  ).toEqual([
    {
      text_id: "feedback:F1",
      clause_index: 0,
      start_at: 0,
      end_at: 6,
      clause: "洗衣机不脱水",
      tokens: ["洗衣机", "不脱水"],
      symptom_ids: ["no_spin"],
      is_safety: false,
    },
    {
      text_id: "feedback:F1",
      clause_index: 1,
      start_at: 7,
      end_at: 12,
      clause: "师傅没修好",
      tokens: ["师傅", "没修好"],
      symptom_ids: [],
      is_safety: false,
    },
    {
      text_id: "feedback:F1",
      clause_index: 2,
      start_at: 13,
      end_at: 19,
      clause: "显示E4故障",
      tokens: ["显示", "E4", "故障"],
      symptom_ids: ["broken_general"],
      is_safety: false,
    },
    {
      text_id: "ticket:T1",
      clause_index: 0,
      start_at: 0,
      end_at: 14,
      clause: "型号XQG50-8866漏水",
      tokens: ["漏水"],
      symptom_ids: ["leak_water"],
      is_safety: false,
    },
  ]);
});

describe("what was read before", () => {
  test("is not read again, and the store alone gives the same tables", async () => {
    await given(texts);
    await read();
    const before = await tables();
    await given({ ...texts, "rating:R2": "等了三天" });
    expect((await read()).processed).toBe(1);
    await given(texts);
    const again = await read();
    expect(again.processed).toBe(0);
    expect(await tables()).toEqual(before);
    expect(await readdir(workspace.path("text"))).toEqual([again.chain]);
  });

  test("is read again where what is known of a person, the category's words or the chain is another", async () => {
    await given({ a: "王小明师傅来了", b: "軟體更新失敗" });
    await read();
    await given({ a: { text: "王小明师傅来了", keys: "王小明" }, b: "軟體更新失敗" });
    expect((await read()).processed).toBe(1);
    await given({ a: { text: "王小明师傅来了", keys: "王小明" }, b: { text: "軟體更新失敗", source: "tw" } });
    expect((await read({ text: { taiwan: ["tw"] } })).processed).toBe(1);
    expect(await engine.query("SELECT redacted FROM text_documents WHERE text_id = 'b'")).toEqual([
      { redacted: "软件更新失败" },
    ]);
    expect((await read({ text: { taiwan: ["tw"], segmenter: "wasm" } })).processed).toBe(2);
  });

  test("is read again where it holds a name that came into the master tables or left them, and only there", async () => {
    await given({ a: "星河洗衣机漏水", b: "冰箱不制冷", c: "星河的冰箱好" });
    await read();
    expect(await tokensOf("a")).toEqual([["星河", "洗衣机", "漏水"]]);
    await engine.execute("INSERT INTO landing_products VALUES ('星河', 'X1')");
    expect((await read()).processed).toBe(2);
    expect(await tokensOf("a")).toEqual([["洗衣机", "漏水"]]);
    expect((await read()).processed).toBe(0);
    await engine.execute("DELETE FROM landing_products");
    expect((await read()).processed).toBe(2);
    expect(await tokensOf("a")).toEqual([["星河", "洗衣机", "漏水"]]);
  });

  test("by another chain is not kept beside", async () => {
    await given(texts);
    await mkdir(workspace.path("text", "old-1"), { recursive: true });
    await read();
    expect(existsSync(workspace.path("text", "old-1"))).toBe(false);
  });
});

test("what people say of a model is masked as the model is", async () => {
  await given({
    "ticket:T1": { text: "My CoolLine is leaking", model: "CoolLine 300" },
    "ticket:T2": { text: "My front loader is leaking", model: "Front Loader 9" },
  });
  await read();
  expect(await engine.query("SELECT text_id, tokens FROM text_clauses ORDER BY text_id")).toEqual([
    { text_id: "ticket:T1", tokens: ["leak"] },
    { text_id: "ticket:T2", tokens: ["front", "loader", "leak"] },
  ]);
});

describe("copies", () => {
  const long = "安装师傅收费太贵了，一个角阀要一百块钱，态度还特别不好，再也不买了";

  test("point to the first, whatever signs differ; nearly the same text is one, a short one is not", async () => {
    await given({
      first: long,
      sibling: { text: `${long}！！`, model: "M2" },
      edited: long.replace("一百", "两百"),
      other: "冰箱冷藏室结冰很厚，青菜都冻坏了，打了三次电话也没有人上门来看",
      short: "很好用",
      shortToo: "很好用",
    });
    await read();
    expect(
      await engine.query("SELECT text_id, status, duplicate_of, flags FROM text_documents WHERE status <> 'ok'"),
    ).toEqual([
      { text_id: "edited", status: "duplicate", duplicate_of: "first", flags: ["near_copy"] },
      { text_id: "sibling", status: "duplicate", duplicate_of: "first", flags: ["repeats", "copy"] },
    ]);
  });

  test("are the same whatever order the rows come in", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`t${i}`, long.slice(i % 4) + "好".repeat(i % 3)]),
    );
    await given(many);
    await read();
    const [before] = await tables();
    await engine.execute("CREATE TABLE kept AS SELECT * FROM int_texts");
    await engine.execute("CREATE OR REPLACE VIEW int_texts AS SELECT * FROM kept ORDER BY md5(text_id)");
    await read();
    expect((await tables())[0]).toEqual(before);
  });
});

describe("threads", () => {
  test("make the same tables as none", async () => {
    await given(
      Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`t${i}`, `第${i}台洗衣机漏水，师傅${i % 7}天没来`])),
    );
    await read();
    const before = await tables();
    await rm(workspace.path("text"), { recursive: true });
    expect((await read({ workers: 2 })).processed).toBe(6000);
    expect(await tables()).toEqual(before);
  });

  test("say what made them fail", async () => {
    const pool = await openPool({ segmenter: "none", taiwan: [], masked: [] }, 1);
    const batch = { texts: ["漏水"], known: [[]], categories: [null], sources: [null] };
    await expect(pool.process(batch)).rejects.toThrow('There is no segmenter "none"');
    await expect(pool.process(batch)).rejects.toThrow('There is no segmenter "none"');
    await pool.close();
  });
});
