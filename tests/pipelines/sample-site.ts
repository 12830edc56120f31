import { copyFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { MetricValue, Published } from "../../dashboards/published.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Env } from "../../pipelines/env.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { run } from "../../pipelines/run.ts";
import { loadPublished } from "../../pipelines/site/load.ts";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import { root } from "../house/tree.ts";
import { records, sampleFolder } from "./sample-folder.ts";

/** A run over the sample at a tenth of its size: its warehouse, and its pages as they are built. */
export class SampleSite {
  readonly input: string;
  readonly workspace: Workspace;
  readonly warehouse: DuckdbEngine;
  readonly published: Published;
  readonly #rendered: Rendered;

  private constructor(
    input: string,
    workspace: Workspace,
    warehouse: DuckdbEngine,
    published: Published,
    rendered: Rendered,
  ) {
    this.input = input;
    this.workspace = workspace;
    this.warehouse = warehouse;
    this.published = published;
    this.#rendered = rendered;
  }

  static async open(): Promise<SampleSite> {
    const folder = await mkdtemp(join(tmpdir(), "huiyin-pages-"));
    const workspace = await openWorkspace(join(folder, "data"));
    copyFileSync(join(root, "data", "coverage_plan.csv"), workspace.path("coverage_plan.csv"));
    const env: Env = {
      logger: silentLogger,
      now: () => new Date("2026-11-01T00:00:00Z"),
      write: () => {},
      variables: {},
    };
    const input = sampleFolder(0.1);
    const steps = ["pull", "transform", "publish", "report"] as const;
    expect(await run({ workspace: workspace.dir, input, steps: [...steps], env })).toBe(0);
    return SampleSite.of(input, workspace);
  }

  static async of(input: string, workspace: Workspace): Promise<SampleSite> {
    const reader = await openDuckdb({ memoryLimit: "512MB", threads: 1 });
    const published = await loadPublished(reader, workspace.published);
    await reader.close();
    const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
    renderPages(published, await readPages(published, "zh"), { lang: "zh", languages: ["zh"] }, rendered, () => true);
    const path = join(workspace.dir, "warehouse.duckdb");
    const warehouse = await openDuckdb({ path, memoryLimit: "512MB", threads: 1 });
    return new SampleSite(input, workspace, warehouse, published, rendered);
  }

  async close(): Promise<void> {
    await this.warehouse.close();
    rmSync(join(this.workspace.dir, ".."), { recursive: true, force: true });
  }

  query<Row extends object>(sql: string): Promise<Row[]> {
    return this.warehouse.query<Row>(sql);
  }

  async one<Row extends object>(sql: string): Promise<Row> {
    return (await this.query<Row>(sql))[0] as Row;
  }

  /** What a page, or one section of it, says without markup. */
  text(page: string, section?: string): string {
    const whole = this.#rendered.files.get(`${page}.md`) ?? "";
    const part = section === undefined ? whole : whole.split(`id="${section}"`)[1]?.split("<section")[0];
    return (part ?? "")
      .replaceAll("<wbr>", "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
  }

  /** The rows of a table or figure, as its CSV has them. */
  csv(name: string): Record<string, string>[] {
    const text = this.#rendered.files.get(`data/${name}.csv`);
    if (text === undefined) throw new Error(`No page has a figure ${name}.`);
    const [header = [], ...rows] = records(`${text.replaceAll("\r\n", "\n").trim()}\n`, ",");
    return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i] ?? ""])));
  }

  /** The number a card or row speaks of: the newest mature month with ten rows. */
  headline(metric: string): MetricValue {
    const months = this.published.values.filter(
      (row) => row.metric_id === metric && row.grain === "month" && row.maturity === "matured" && row.n >= 10,
    );
    const found = months.sort((a, b) => a.period_start.localeCompare(b.period_start)).at(-1);
    if (!found) throw new Error(`${metric} has no mature month with ten rows.`);
    return found;
  }

  /**
   * Asserts that a page prints the value of the headline of a metric with its n, as plain SQL counts them in that month. The
   * statement gives n and the number as it is printed, without its unit.
   */
  async prints(
    page: string,
    metric: string,
    sql: (start: string) => string,
    digits: number,
    factor = 1,
  ): Promise<void> {
    const row = this.headline(metric);
    const { n, value } = await this.one<{ n: number; value: number }>(sql(row.period_start));
    expect({ metric, n: row.n, value: row.value }).toEqual({ metric, n, value: expect.closeTo(value, 9) });
    expect(n).toBeGreaterThanOrEqual(10);
    const shown = `(?<![\\d.,])${printed(value * factor, digits).replace(".", "\\.")}(?![\\d.])`;
    const size = `n = ${int(n)}(?!\\d|,)`;
    expect(this.text(page)).toMatch(new RegExp(`${shown}[^]{0,90}${size}|${size}[^]{0,90}${shown}`));
  }
}

/** Local time of a landed moment, and whether it lies in the month that begins on a day. */
export const local = (at: string): string => `(${at} + INTERVAL 8 HOUR)`;
export const inMonth = (at: string, start: string): string => `date_trunc('month', ${local(at)}) = DATE '${start}'`;
export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
export const int = (n: number): string => n.toLocaleString("en");
export const printed = (value: number, digits: number): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Tickets that stand for themselves, straight from the landing. */
export const own = "SELECT * FROM landing_tickets WHERE status <> 'merged' AND merged_into IS NULL";
