import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { runStep } from "../../pipelines/step.ts";
import { textStep } from "../../pipelines/text/step.ts";
import { themesStep } from "../../pipelines/themes/step.ts";
import { transformsRoot } from "../../pipelines/transform.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import { random } from "../../transforms/themes/random.ts";

/*
 * Rounds of texts that come, go, come late, are corrected and become copies: after each the tables of the steps that read texts and
 * give them themes are what they are in a warehouse where nothing was before, by the same state of the themes.
 */

const zone = "Asia/Shanghai";
let engine: DuckdbEngine;
let workspace: Workspace;

async function open(): Promise<DuckdbEngine> {
  const opened = await openDuckdb({ memoryLimit: "512MB", threads: 1 });
  for (const table of [
    "landing_products (brand VARCHAR, model VARCHAR)",
    "landing_service_points (service_point_id VARCHAR, name VARCHAR, province VARCHAR, city VARCHAR, county VARCHAR)",
    "landing_engineers (engineer_id VARCHAR)",
    `int_texts (text_id VARCHAR, entity VARCHAR, feedback_id VARCHAR, ticket_id VARCHAR, rating_id VARCHAR, created_at TIMESTAMP,
     text VARCHAR, category VARCHAR, brand VARCHAR, model VARCHAR, batch VARCHAR, region VARCHAR, channel VARCHAR, kind VARCHAR,
     source_system VARCHAR, score DOUBLE, known_keys VARCHAR, known_extra VARCHAR)`,
  ])
    await opened.execute(`CREATE TABLE ${table}`);
  return opened;
}

beforeEach(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-increment-")));
  engine = await open();
});
afterEach(async () => {
  await engine.close();
  await rm(workspace.dir, { recursive: true });
});

async function run(where: DuckdbEngine, at: Workspace, day: string, themes?: string | null): Promise<void> {
  const asOf = new Date(`${day}T12:00:00Z`);
  await loadPrelude(where, transformsRoot, { asOf, zone });
  const context = {
    engine: where,
    workspace: at,
    logger: silentLogger,
    asOf,
    zone,
    upTo: undefined,
    hashKey: "k",
    themes,
  };
  for (const step of [textStep, themesStep]) await runStep(step, { ...context, version: "1" });
}

const outputs = [...textStep.outputs, ...themesStep.outputs].map(({ name }) => name);

async function tables(of: DuckdbEngine): Promise<Record<string, unknown[]>> {
  const made: Record<string, unknown[]> = {};
  for (const name of outputs) made[name] = await of.query(`SELECT * FROM ${name} ORDER BY ALL`);
  return made;
}

/** The same texts in a warehouse of their own, with a store of their own, by the same state of the themes. */
async function rebuilt(day: string): Promise<Record<string, unknown[]>> {
  const other = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-rebuilt-")));
  const fresh = await open();
  try {
    await cp(workspace.path("themes"), other.path("themes"), { recursive: true });
    for (const table of ["landing_products", "int_texts"]) {
      const columns = await engine.columns<Record<string, string[]>>(
        `SELECT * FROM ${table} ORDER BY md5(CAST(${table} AS VARCHAR))`,
      );
      await fresh.append(
        table,
        Object.values(columns).map((cells) => cells.map((cell) => (String(cell ?? "") === "" ? null : cell))),
      );
    }
    const [row] = await engine.query<{ state: string | null }>("SELECT state FROM mart_theme_runs");
    await run(fresh, other, day, row?.state ?? null);
    return await tables(fresh);
  } finally {
    await fresh.close();
    await rm(other.dir, { recursive: true });
  }
}

const subjects = [
  "洗衣机脱水时",
  "冰箱冷藏室",
  "空调外机",
  "热水器点火",
  "师傅上门",
  "配件收费",
  "安装人员",
  "客服电话",
  "遥控器按键",
  "排水管接口",
];
const troubles = [
  "声音特别响",
  "一直漏水",
  "不制冷了",
  "打不着火",
  "迟到两小时",
  "价格太贵",
  "态度很好",
  "很热情",
  "没人接听",
  "反应很慢",
  "修得又快又好",
  "又坏了",
];
const ends = ["希望尽快处理", "非常满意", "太失望了", "下次还会买", "等了三天", "谢谢", "再也不买了", "邻居也这样"];

const degrees = [
  "今天",
  "半夜",
  "用了一周",
  "孩子在家时",
  "刚过保修",
  "第二次",
  "冬天",
  "开机以后",
  "楼上楼下",
  "连着三天",
];

/** So many texts of two to three clauses, from a number on; half of them with a label. */
async function add(from: number, count: number, day: string): Promise<void> {
  const next = random(from + 1);
  const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] as string;
  const rows = Array.from({ length: count }, (_, i) => ({
    id: from + i,
    text: `${pick(subjects)}${pick(troubles)}，${pick(subjects)}${pick(degrees)}${pick(troubles)}。${next() < 0.5 ? pick(ends) : ""}`,
    score: next() < 0.15 ? null : next() < 0.5 ? 1 : 0,
    at: `${new Date(Date.parse(day) - Math.floor(next() * 60) * 86_400_000).toISOString().slice(0, 10)} 08:00:00`,
  }));
  await engine.execute('CREATE OR REPLACE TEMP TABLE given (id INTEGER, text VARCHAR, score DOUBLE, "at" TIMESTAMP)');
  await engine.append("given", [
    rows.map(({ id }) => id),
    rows.map(({ text }) => text),
    rows.map(({ score }) => score),
    rows.map(({ at }) => at),
  ]);
  await engine.execute(
    `INSERT INTO int_texts SELECT 'feedback:F' || id, 'feedback', 'F' || id, NULL, NULL, "at", text, NULL, NULL, 'M' || id % 5, NULL,
       CASE WHEN id % 2 = 0 THEN '四川' END, 'app', NULL, NULL, score, 'C' || id % 90 || '|||', NULL FROM given`,
  );
}

/** In January everything failed to light in winter; the word stands beside others each time, so that no pair of words says it. */
async function winter(): Promise<void> {
  const beside = degrees.filter((word) => word !== "冬天");
  const said = beside.flatMap((word) => subjects.map((subject) => `${subject}打不着火${word}冬天`));
  for (const [i, text] of said.entries()) await say(`R${i}`, text, "2026-01-05");
}

const long = "安装师傅收费太贵了，一个角阀要一百块钱，态度还特别不好，再也不买了";

const say = (id: string, text: string, day: string): Promise<void> =>
  engine.execute(
    `INSERT INTO int_texts SELECT 'feedback:${id}', 'feedback', '${id}', NULL, NULL, TIMESTAMP '${day} 08:00:00', '${text}', NULL, NULL,
       'M1', NULL, NULL, 'app', NULL, NULL, NULL, '${id}|||', NULL`,
  );

const copies = () =>
  engine.query("SELECT text_id, duplicate_of FROM text_documents WHERE text_id LIKE 'feedback:S%' ORDER BY text_id");

/** Clauses with the words that speak for their theme. */
async function spoken(): Promise<string[]> {
  const sql = "SELECT concat_ws(' ', text_id, clause_index, theme_id, evidence) AS row FROM mart_theme_assignments";
  return (await engine.query<{ row: string }>(sql)).map(({ row }) => row);
}

test("texts that come, go, come late or are corrected leave the tables that all made again would give", async () => {
  const check = async (day: string) => {
    await run(engine, workspace, day);
    expect(await tables(engine)).toEqual(await rebuilt(day));
  };
  await add(0, 520, "2026-02-20");
  await say("S2", long.replace("一百", "二百"), "2026-02-10");
  await check("2026-02-21");
  await add(520, 40, "2026-02-27");
  await say("S3", long.replace("一百", "三百"), "2026-02-26");
  await check("2026-02-28");
  // Late texts, some of them the first to say what others repeat.
  await say("S1", long, "2025-12-01");
  await add(560, 10, "2025-11-01");
  await engine.execute(
    `INSERT INTO int_texts BY NAME SELECT * REPLACE ('feedback:A' || text_id AS text_id, created_at - INTERVAL 1 YEAR AS created_at)
     FROM int_texts WHERE text_id IN ('feedback:F3', 'feedback:F541')`,
  );
  await check("2026-02-28");
  expect(await copies()).toMatchObject([
    { duplicate_of: null },
    { duplicate_of: "feedback:S1" },
    { duplicate_of: "feedback:S1" },
  ]);
  // So much of the same that a word sets a theme apart which did not, and speaks for the texts it had.
  const spoke = await spoken();
  await winter();
  await check("2026-02-28");
  const speak = new Set(await spoken());
  expect(spoke.filter((row) => !speak.has(row)).length).toBeGreaterThan(0);
  // Corrected, taken back, of another model, another score.
  await engine.execute(
    "UPDATE int_texts SET text = text || '，面板黑屏' WHERE text_id IN ('feedback:F5', 'feedback:F532')",
  );
  await engine.execute("DELETE FROM int_texts WHERE text_id IN ('feedback:F6', 'feedback:AF3', 'feedback:F533')");
  await engine.execute("UPDATE int_texts SET model = 'M9' WHERE text_id = 'feedback:F7'");
  await engine.execute("UPDATE int_texts SET score = 0 WHERE text_id IN ('feedback:F8', 'feedback:F9')");
  await check("2026-03-01");
  // A name of the master tables that texts hold.
  await engine.execute("INSERT INTO landing_products VALUES ('遥控器', 'X1')");
  await check("2026-03-01");
  // Something that nobody said before.
  const news = [
    "循环泵误报零冷水",
    "固件升级后面板重启",
    "零冷水升级失败",
    "面板误报循环泵",
    "重启后固件还是老版本",
    "循环泵固件误报",
  ];
  await engine.execute(
    `INSERT INTO int_texts SELECT 'ticket:N' || i, 'ticket', NULL, 'N' || i, NULL, TIMESTAMP '2026-03-05 08:00:00', text || '第' || i || '次', NULL, NULL, 'M1', NULL,
       NULL, 'app', NULL, NULL, NULL, 'N' || i || '|||', NULL
     FROM (SELECT unnest(range(24)) AS i, unnest([${Array.from({ length: 24 }, (_, i) => `'${news[i % 6]}'`).join(", ")}]) AS text) AS said`,
  );
  await check("2026-03-06");
  const [born] = await engine.query<{ n: number }>(
    "SELECT count(*) AS n FROM mart_theme_events WHERE kind = 'emerging'",
  );
  expect(born?.n).toBeGreaterThan(0);
  // The quarter turns: other labels are learnt from.
  await add(570, 30, "2026-04-03");
  await check("2026-04-03");
}, 600_000);
