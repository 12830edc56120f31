import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { runStep } from "../../pipelines/step.ts";
import { themesStep } from "../../pipelines/themes/step.ts";
import { transformsRoot } from "../../pipelines/transform.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import type { Embedder } from "../../transforms/themes/vectoriser.ts";

/** A text whose one clause, or several, are lists of words. */
export interface Said {
  id: string;
  /** YYYY-MM-DD */
  on: string;
  clauses: readonly (readonly string[])[];
  customer?: string;
  model?: string;
}

export const pools = {
  spin: ["脱水", "异响", "滚筒", "震动", "噪音", "甩干", "轴承", "晃动"],
  cold: ["制冷", "冷藏室", "结冰", "温度", "压缩机", "化冻", "风机", "霜"],
  late: ["师傅", "迟到", "预约", "上门", "等", "改期", "电话", "催"],
  price: ["收费", "配件", "贵", "报价", "发票", "材料费", "乱", "单据"],
  pump: ["循环泵", "零冷水", "误报", "固件", "升级", "面板", "黑屏", "重启"],
} as const;
export type Topic = keyof typeof pools;

/** The n-th wording of a topic: three of its words, and one that any topic may have. */
export function wording(topic: Topic, n: number): string[] {
  const pool = pools[topic];
  const spread = ["今天", "家里", "真的", "一直", "已经"];
  return [0, 1, 3]
    .map((step) => pool[(n + step) % pool.length] as string)
    .concat(
      n % 3 === 0 ? [spread[n % spread.length] as string] : [],
      n % 2 === 0 ? [pool[(n + 5) % pool.length] as string] : [],
      n >= pool.length ? [`${topic}${Math.floor(n / pool.length)}`] : [],
    );
}

/** Texts of a topic by three customers in turn. */
export const texts = (topic: Topic, count: number, on: string, from = 0): Said[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `ticket:${topic}${from + i}`,
    on,
    clauses: [wording(topic, from + i)],
    customer: `C${(from + i) % 5}`,
    model: `M${(from + i) % 3}`,
  }));

export const known: readonly Topic[] = ["spin", "cold", "late", "price"];

export interface Bench {
  engine: DuckdbEngine;
  workspace: Workspace;
  warnings: string[];
  /** Runs the step over texts as of a day; gives all it made, table by table. */
  run(said: readonly Said[], asOf: string, state?: string | null, embedder?: Embedder): Promise<Made>;
  /** Closes the warehouse and removes the workspace. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

export type Made = Record<string, Record<string, unknown>[]>;

/** A workspace with the relations that the step reads, and nothing else. */
export async function openBench(isOnDisk = false): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-themes-"));
  const workspace = await openWorkspace(folder);
  const engine = await openDuckdb({
    ...(isOnDisk ? { path: workspace.warehouse } : {}),
    memoryLimit: "500MB",
    threads: 1,
  });
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  return {
    engine,
    workspace,
    warnings,
    async run(said, asOf, state, embedder) {
      await tablesOf(engine, said);
      const at = new Date(`${asOf}T16:00:00Z`);
      await loadPrelude(engine, transformsRoot, { asOf: at, zone: "Asia/Shanghai" });
      const context = { engine, workspace, logger, asOf: at, zone: "Asia/Shanghai", upTo: undefined, hashKey: "key" };
      await runStep(themesStep, { ...context, themes: state, embedder });
      const made: Made = {};
      for (const { name } of themesStep.outputs) made[name] = await engine.query(`SELECT * FROM ${name} ORDER BY ALL`);
      return made;
    },
    async close() {
      await engine.close();
      await rm(folder, { recursive: true });
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

async function tablesOf(engine: DuckdbEngine, said: readonly Said[]): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TABLE text_documents (text_id VARCHAR, language VARCHAR, created_at TIMESTAMP, status VARCHAR, duplicate_of VARCHAR)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _texts (text_id VARCHAR, entity VARCHAR, feedback_id VARCHAR, ticket_id VARCHAR, rating_id VARCHAR,
     category VARCHAR, model VARCHAR, batch VARCHAR, region VARCHAR, channel VARCHAR, customer VARCHAR)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _clauses (text_id VARCHAR, clause_index INTEGER, clause VARCHAR, tokens VARCHAR)`,
  );
  const none = said.map(() => null);
  const ids = said.map(({ id }) => id);
  await engine.append("text_documents", [
    ids,
    said.map(() => "zh"),
    said.map(({ on }) => `${on} 02:00:00`),
    said.map(() => "ok"),
    none,
  ]);
  await engine.append("_texts", [
    ids,
    said.map(() => "ticket"),
    none,
    ids.map((id) => id.slice("ticket:".length)),
    none,
    none,
    said.map(({ model = null }) => model),
    none,
    none,
    none,
    said.map(({ id, customer = id }) => customer),
  ]);
  const clauses = said.flatMap(({ id, clauses: own }) => own.map((words, index) => ({ id, index, words })));
  await engine.append("_clauses", [
    clauses.map(({ id }) => id),
    clauses.map(({ index }) => index),
    clauses.map(({ words }) => words.join("")),
    clauses.map(({ words }) => words.join("|")),
  ]);
  await engine.execute(
    `CREATE OR REPLACE TABLE text_clauses AS SELECT text_id, clause_index, clause,
       CASE WHEN tokens IS NULL OR tokens = '' THEN CAST([] AS VARCHAR[]) ELSE string_split(tokens, '|') END AS tokens, 'uncertain' AS polarity,
       CAST([] AS VARCHAR[]) AS component_ids, CAST([] AS VARCHAR[]) AS symptom_ids, CAST([] AS VARCHAR[]) AS situation_ids,
       CAST([] AS VARCHAR[]) AS evidence, clause LIKE '%霜%' AS is_safety FROM _clauses`,
  );
}
