import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { createOutputs } from "../../pipelines/step.ts";
import { fillSentiment } from "../../pipelines/text/sentiment.ts";
import { textStep } from "../../pipelines/text/step.ts";

let engine: DuckdbEngine;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-sentiment-"));
  engine = await openDuckdb({ memoryLimit: "1GB", threads: 1 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});
async function judge(): Promise<void> {
  await engine.execute("CREATE OR REPLACE TABLE _text_moved AS SELECT text_id FROM _texts");
  await fillSentiment({ engine, folder, asOf: new Date("2026-05-15T00:00:00Z") });
}

/** So many praises and complaints of two categories, and one text without a label. */
async function given(each: number, order: "ASC" | "DESC"): Promise<void> {
  await createOutputs(engine, textStep);
  await engine.execute(
    `CREATE OR REPLACE TABLE _texts AS
     SELECT TIMESTAMP '2026-01-01' AS created_at, * FROM (SELECT 'f' || i AS text_id, 'feedback' AS entity, CASE WHEN i % 2 = 0 THEN 'praise' ELSE 'complaint' END AS kind,
       CAST(NULL AS DOUBLE) AS score, CASE WHEN i % 3 = 0 THEN 'washer' ELSE 'fridge' END AS category,
       ['师傅来得快', '才两天就停了', '水热得快', '打电话没人理', '声音小', '屏幕有线'][1 + CAST(i % 6 AS INTEGER)] || i AS words
     FROM range(${each * 2}) AS r(i)
     UNION ALL SELECT 'x', 'feedback', NULL, NULL, 'washer', '师傅来得快') ORDER BY text_id ${order}`,
  );
  await engine.execute(
    `INSERT INTO text_documents (text_id, entity, created_at, redacted, language, status, flags, polarity)
     SELECT text_id, entity, TIMESTAMP '2026-01-01', words, 'zh', 'ok', [], 'uncertain' FROM _texts`,
  );
  await engine.execute(
    `INSERT INTO text_clauses (text_id, clause_index, clause, tokens, polarity)
     SELECT text_id, 0, words, [words], 'uncertain' FROM _texts`,
  );
}

const judged = async () =>
  await engine.query<{ text_id: string }>(
    "SELECT text_id, polarity, polarity_score FROM text_documents ORDER BY text_id",
  );
const quality = async () =>
  await engine.query<{ category: string; labels: number; accuracy: number; negative_recall: number; method: string }>(
    "SELECT category, labels, accuracy, negative_recall, method FROM mart_sentiment_quality ORDER BY category",
  );

test("learns from the workspace's labels and says how good it is on those it was not shown", async () => {
  await given(400, "ASC");
  await judge();
  const rows = await quality();
  expect(rows.map(({ category, method }) => [category, method])).toEqual([
    ["all", "model"],
    ["fridge", "model"],
    ["washer", "model"],
  ]);
  const [all] = rows;
  expect(all?.labels).toBeGreaterThan(120);
  expect(all?.labels).toBeLessThan(200);
  expect(all?.accuracy).toBeGreaterThan(0.9);
  expect(all?.negative_recall).toBeGreaterThan(0.9);
  const first = await judged();
  expect(first.at(-1)).toMatchObject({ text_id: "x", polarity: "positive" });
  await given(400, "DESC");
  await judge();
  expect(await judged()).toEqual(first);
  expect(await quality()).toEqual(rows);
});

/** More texts with labels, of a day. */
async function more(day: string, count: number): Promise<void> {
  const id = `'${day}' || i`;
  await engine.execute(
    `INSERT INTO _texts SELECT TIMESTAMP '${day}', ${id}, 'feedback', 'praise', NULL, 'washer', '又坏了没人管' || ${id} FROM range(${count}) AS r(i)`,
  );
  await engine.execute(
    `INSERT INTO text_documents (text_id, entity, created_at, redacted, language, status, flags)
     SELECT ${id}, 'feedback', TIMESTAMP '${day}', '又坏了没人管' || ${id}, 'zh', 'ok', [] FROM range(${count}) AS r(i)`,
  );
  await engine.execute(
    `INSERT INTO text_clauses (text_id, clause_index, clause, tokens)
     SELECT ${id}, 0, '又坏了没人管' || ${id}, ['又坏了没人管'] FROM range(${count}) AS r(i)`,
  );
}

test("learns from what was said before the quarter, and comes out the same without what it kept", async () => {
  await given(400, "ASC");
  await judge();
  const before = new Map((await judged()).map((row) => [row.text_id, row]));
  await more("2026-04-20", 300);
  await judge();
  const kept = await judged();
  expect(kept.length).toBe(before.size + 300);
  expect(kept.filter(({ text_id }) => before.has(text_id))).toEqual([...before.values()]);
  const rows = await quality();
  expect(rows[0]?.labels).toBeGreaterThan(190);
  await rm(folder, { recursive: true });
  await judge();
  expect(await judged()).toEqual(kept);
  expect(await quality()).toEqual(rows);
  await more("2026-03-20", 300);
  await judge();
  const learnt = await judged();
  expect(learnt.filter(({ text_id }) => before.has(text_id))).not.toEqual([...before.values()]);
});

test("lets the lexicon speak where labels are few", async () => {
  await given(40, "ASC");
  await judge();
  const rows = await quality();
  expect(rows[0]).toMatchObject({ category: "all", labels: 80, method: "lexicon" });
  const [clause] = await engine.query("SELECT polarity FROM text_clauses WHERE text_id = 'x'");
  expect(clause).toEqual({ polarity: "positive" });
});
