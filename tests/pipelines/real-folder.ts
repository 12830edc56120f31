import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import type { LoadRecord } from "../../pipelines/landing.ts";
import { loadHistory } from "../../pipelines/landing.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { run } from "../../pipelines/run.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const shared = resolve(process.env.HUIYIN_SHARED ?? "../shared", "datasets");

/** A real data set, or undefined where the folder of data sets is not beside the project. */
export function realFile(name: string): string | undefined {
  const path = join(shared, name);
  return existsSync(path) ? path : undefined;
}

export interface RealRun {
  code: number;
  loads: LoadRecord[];
  /** Rows of a query; `{published}` in it stands for the folder of published files. */
  rows<Row extends object>(sql: string): Promise<Row[]>;
  /** What a person reads on a page of the site, tags taken out. */
  page(path: string): Promise<string>;
}

const opened: { root: string; engine: DuckdbEngine }[] = [];
afterAll(async () => {
  for (const { root, engine } of opened.splice(0)) {
    await engine.close();
    rmSync(root, { recursive: true });
  }
});

/** Runs every step up to the site over a copy of the file, mapped by the example of that name in docs/. */
export async function runReal(file: string, example: string): Promise<RealRun> {
  const root = mkdtempSync(join(tmpdir(), "huiyin-real-"));
  const input = join(root, "input");
  await mkdir(input);
  await cp(file, join(input, basename(file)));
  await cp(resolve("docs/examples", example, "mapping.yaml"), join(input, "mapping.yaml"));
  const workspace = await openWorkspace(join(root, "workspace"));
  const env = { logger: silentLogger, now: () => new Date("2026-11-20T00:00:00Z"), write: () => {}, variables: {} };
  const code = await run({ workspace: workspace.dir, input, steps: ["pull", "transform", "publish", "site"], env });
  const engine = await openDuckdb({ memoryLimit: "1GB", threads: 1 });
  opened.push({ root, engine });
  return {
    code,
    loads: await loadHistory(workspace),
    rows: (sql) => engine.query(sql.replaceAll("{published}", workspace.published)),
    page: async (path) => textOf(await readFile(join(workspace.site, `${path}.html`), "utf8")),
  };
}

const textOf = (html: string): string =>
  html
    .replace(/^.*<main/s, "<main")
    .replaceAll("<wbr>", "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

/** A data set's rows as they stand, all of them text, read without any of the product's code but the engine. */
export async function rawRows<Row extends object>(file: string, columns: string): Promise<Row[]> {
  const engine = await openDuckdb({ memoryLimit: "1GB", threads: 1 });
  try {
    const source = file.endsWith(".parquet")
      ? `read_parquet(${literal(file)})`
      : `read_csv(${literal(file)}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`;
    return await engine.query<Row>(`SELECT ${columns} FROM ${source}`);
  } finally {
    await engine.close();
  }
}

/** The values of one metric that are published for everything together. */
export const totals = (run: RealRun, metric: string, grain: string) =>
  run.rows<{ period: string; n: number; x: number; value: number }>(
    `SELECT CAST(period_start AS VARCHAR) AS period, n, x, value FROM read_parquet('{published}/mart_metric_values.parquet')
     WHERE metric_id = ${literal(metric)} AND grain = ${literal(grain)} AND dims = '{}' ORDER BY period`,
  );

/** The calendar day of a moment in the report's zone. */
export const reportDay = (milliseconds: number): string =>
  new Date(milliseconds + 8 * 3_600_000).toISOString().slice(0, 10);
