import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MetricValue } from "../../dashboards/published.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Env } from "../../pipelines/env.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { publish } from "../../pipelines/publish.ts";
import { personalColumns } from "../../pipelines/published/tables.ts";
import { run } from "../../pipelines/run.ts";
import { writeSample } from "../../pipelines/sample/generate.ts";
import { type Serving, serve } from "../../pipelines/serve.ts";
import { loadPublished } from "../../pipelines/site/load.ts";
import { pagesFolder } from "../../pipelines/site/pages.ts";
import { buildSite } from "../../pipelines/site.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import { axeFindings } from "./axe.ts";
import { openBrowser } from "./browser.ts";

const main = [
  "index",
  "response",
  "first-fix",
  "nps",
  "service-points",
  "products",
  "about",
  "definitions/index",
  "definitions/nps",
];
const all = [...main, "tickets", ...main.map((page) => `en/${page}`)];

let folder: string;
let workspace: Workspace;
let serving: Serving;
let browser: Browser;

const recipe = new URL("../../docs/add-a-page.md", import.meta.url);

/** The page file that docs/add-a-page.md shows, in a folder where its imports resolve. */
async function pageOfTheRecipe(): Promise<string> {
  const text = await readFile(recipe, "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const own = join(folder, "pages");
  await mkdir(own, { recursive: true });
  await writeFile(
    join(own, "complaint-rate.ts"),
    code.replaceAll('"../', `"${new URL("../../dashboards/", import.meta.url).pathname}`),
  );
  return own;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-site-"));
  workspace = await openWorkspace(join(folder, "data"));
  const input = join(folder, "sample");
  writeSample({ out: input, scale: 0.05, seed: 7 });
  const env: Env = {
    logger: silentLogger,
    now: () => new Date("2026-11-01T00:00:00Z"),
    write: () => {},
    variables: {},
  };
  const code = await run({ workspace: workspace.dir, input, steps: ["pull", "transform", "publish"], env });
  expect(code).toBe(0);
  const pages = [pagesFolder, await pageOfTheRecipe()];
  await buildSite(workspace, { logger: silentLogger, languages: ["zh", "en"], pages });
  serving = await serve(workspace.site, { port: 0 });
  browser = await openBrowser();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Visit {
  page: Page;
  context: BrowserContext;
  /** Requests that left the site, console errors and page errors. */
  faults: string[];
}

async function visit(path: string, options: { width?: number; dark?: boolean } = {}): Promise<Visit> {
  const { width = 1280, dark = false } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? "dark" : "light" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(serving.url) && !request.url().startsWith("data:"))
      faults.push(`request ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${serving.url}/${path}${path.includes("?") ? "" : ".html"}`, { waitUntil: "load" });
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[data-chart]")].every((place) => place.querySelector("svg")),
  );
  return { page, context, faults };
}

/** Short words and codes in table cells that stand on more than one line. */
function tornWords(): string[] {
  const torn: string[] = [];
  for (const cell of document.querySelectorAll("td, th")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const word of (text.textContent ?? "").matchAll(
        /(?<![\w./-])[A-Za-z0-9]{2,12}(?![\w./-])|^[\u4e00-\u9fff]{2,4}$/g,
      )) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) torn.push(word[0]);
      }
    }
  }
  return torn;
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe.each([
  { width: 1280, dark: false },
  { width: 390, dark: true },
])("at $width px, dark: $dark", (look) => {
  test.each(all)(
    "%s asks nobody else, has no error, no axe finding, no sideways scroll and no torn word",
    async (path) => {
      const { page, context, faults } = await visit(path, look);
      expect(faults).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over).toBeLessThanOrEqual(0);
      expect(await page.evaluate(tornWords)).toEqual([]);
      expect(await axeFindings(page)).toEqual([]);
      await context.close();
    },
  );
});

test("numbers on the page are those of metrics.json, without script", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${serving.url}/index.html`);
  const { values } = JSON.parse(await readFile(join(workspace.published, "metrics.json"), "utf8")) as {
    values: MetricValue[];
  };
  for (const [name, id] of [
    ["随叫随到", "arrival_on_time_rate"],
    ["到了就好", "first_time_fix_rate"],
  ]) {
    const newest = values
      .filter((row) => row.metric_id === id && row.grain === "month" && row.maturity === "matured")
      .at(-1);
    const card = page.locator(`article[aria-label="${name}"]`);
    expect(await card.locator(".big").textContent()).toBe(`${(100 * (newest?.value ?? 0)).toFixed(1)}%`);
    expect(await card.locator(".interval").textContent()).toContain(`n = ${newest?.n.toLocaleString("en")}`);
  }
  await context.close();
});

test("every list that a number links to holds as many rows as the number says", async () => {
  const links = new Map<string, number>();
  for (const path of await filesBelow(workspace.site)) {
    if (!path.endsWith(".html")) continue;
    const html = await readFile(path, "utf8");
    for (const [, id = "", label = ""] of html.matchAll(/tickets\.html\?list=([\w.-]+)">([^<]*)</g)) {
      const shown = Number(label.replace(/[^\d]/g, ""));
      if (/-(all|hit)$/.test(id) || label.includes("=") || /\d/.test(label)) links.set(`${id} ${shown}`, shown);
    }
  }
  expect(links.size).toBeGreaterThan(60);
  for (const [key, shown] of links) {
    const [id] = key.split(" ");
    const list = JSON.parse(await readFile(join(workspace.site, "lists", `${id}.json`), "utf8"));
    expect(list.rows.length, key).toBe(shown);
    const lines = (await readFile(join(workspace.site, "lists", `${id}.csv`), "utf8")).trim().split("\r\n");
    expect(lines.length - 1, key).toBe(shown);
  }
});

test("a figure that splits a number adds up to it", async () => {
  const engine = await openDuckdb({ threads: 1 });
  const published = await loadPublished(engine, workspace.published);
  await engine.close();
  const months = (id: string) =>
    published.values.filter((row) => row.metric_id === id && row.grain === "month" && row.maturity === "matured");
  const sum = (rows: readonly { month: string; rows: number }[], month: string) =>
    rows.filter((row) => row.month === month).reduce((total, row) => total + row.rows, 0);
  for (const row of months("nps")) expect(sum(published.npsScores, row.period_start), row.period_start).toBe(row.n);
  for (const row of months("first_time_fix_rate")) {
    expect(sum(published.fixReasons, row.period_start), row.period_start).toBe(row.n - (row.x ?? 0));
  }
  const newest = (id: string) => published.values.filter((row) => row.metric_id === id && row.grain === "month").at(-1);
  const ages = ["0_1d", "1_3d", "3_7d", "7_15d", "15_30d", "over_30d"].map(
    (age) => newest(`backlog_age_${age}`)?.value ?? 0,
  );
  expect(ages.reduce((total, count) => total + count, 0)).toBe(newest("backlog")?.value);
});

test("a list opens from its link, shows its rows and goes on in steps", async () => {
  const { page, context, faults } = await visit("index");
  await page.locator('article[aria-label="随叫随到"] .refs a[href*="tickets"]').first().click();
  await page.locator("table tbody tr").first().waitFor();
  const text = await page.locator("main .small").textContent();
  const n = Number((text ?? "").replace(/\D/g, ""));
  expect(await page.locator("table tbody tr").count()).toBe(Math.min(30, n));
  if (n > 30) {
    await page.locator("main button").click();
    expect(await page.locator("table tbody tr").count()).toBe(Math.min(60, n));
  }
  expect(faults).toEqual([]);
  await context.close();
});

test("the CSV of a figure holds the rows of its table", async () => {
  const { page, context } = await visit("index");
  const card = page.locator('article[aria-label="随叫随到"]');
  await card.locator("summary").click();
  const rows = await card.locator("tbody tr").count();
  const href = await card.locator("a[download]").getAttribute("href");
  expect(await card.locator("a[download]").getAttribute("download")).toMatch(
    /^arrival_on_time_rate-\d{4}-\d\d-\d\d-\w+\.csv$/,
  );
  const csv = await (await fetch(new URL(href ?? "", page.url()))).text();
  expect(csv.trim().split("\r\n")).toHaveLength(rows + 1);
  await context.close();
});

test("charts draw what the page says and follow the width of the page", async () => {
  const { page, context } = await visit("index");
  const svg = page.locator('article[aria-label="随叫随到"] svg[role="img"]').first();
  expect(await svg.getAttribute("aria-label")).toContain("95%区间");
  const wide = await svg.evaluate((node) => node.getBoundingClientRect().width);
  await page.setViewportSize({ width: 700, height: 900 });
  await page.waitForFunction((before) => {
    const node = document.querySelector('article[aria-label="随叫随到"] svg[role="img"]');
    return node && Math.abs(node.getBoundingClientRect().width - before) > 5;
  }, wide);
  await context.close();
});

test("the theme button names what it switches to and is remembered", async () => {
  const { page, context } = await visit("about");
  const button = page.locator("[data-action=theme]");
  expect(await button.textContent()).toBe("深色");
  await button.click();
  expect(await button.textContent()).toBe("浅色");
  await page.goto(`${serving.url}/nps.html`);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
  await context.close();
});

test("the executive page prints on two sheets of A4", async () => {
  const { page, context } = await visit("index");
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(2);
  await context.close();
});

test("the executive page is light enough", async () => {
  const page = await readFile(join(workspace.site, "index.html"));
  const parts = [...page.toString().matchAll(/(?:src|href)="\.\/(_import\/[^"]+)"/g)].map(([, path = ""]) => path);
  let bytes = gzipSync(page).length;
  for (const path of new Set(parts)) bytes += gzipSync(await readFile(join(workspace.site, path))).length;
  expect(bytes).toBeLessThan(250_000);
});

test("the page of docs/add-a-page.md is one file and is there, with its link and its number", async () => {
  const { page, context, faults } = await visit("complaint-rate");
  expect(await page.locator("h1").textContent()).not.toBe("");
  expect(await page.locator("article.kpi").count()).toBe(1);
  expect(await page.locator('header nav a[aria-current="page"]').count()).toBe(1);
  expect(faults).toEqual([]);
  await context.close();
});

test("nothing personal is published or shown", async () => {
  const planted = new Set<string>();
  for (const file of await readdir(join(folder, "sample"))) {
    if (!/\.(csv|jsonl)$/.test(file) || !/feedback|customers|tickets/.test(file)) continue;
    const text = await readFile(join(folder, "sample", file), "utf8");
    for (const [phone] of text.matchAll(/(?<!\d)1[3-9]\d{9}(?!\d)/g)) planted.add(phone);
  }
  expect(planted.size).toBeGreaterThan(5);
  const needles = [...planted].slice(0, 200);
  for (const root of [workspace.published, workspace.site]) {
    for (const path of await filesBelow(root)) {
      const text = (await readFile(path)).toString("latin1");
      expect(
        needles.filter((phone) => text.includes(phone)),
        path,
      ).toEqual([]);
    }
  }
  const engine = await openDuckdb({ threads: 1 });
  const tables = (await readdir(workspace.published)).filter((file) => file.endsWith(".parquet"));
  expect(tables).toContain("fct_feedback.parquet");
  for (const table of tables) {
    const columns = await engine.query<{ column_name: string }>(
      `DESCRIBE SELECT * FROM '${join(workspace.published, table)}'`,
    );
    const personal = columns.filter(
      ({ column_name: name }) => personalColumns.has(name) || /customer_key|phone|address/.test(name),
    );
    expect(personal, table).toEqual([]);
  }
  await engine.close();
});

test("the same run gives the same bytes again, and files match their sha256", async () => {
  const digest = async (root: string) => {
    const hashes = new Map<string, string>();
    for (const path of await filesBelow(root)) {
      hashes.set(
        path.slice(root.length),
        createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
      );
    }
    return hashes;
  };
  const before = { published: await digest(workspace.published), site: await digest(workspace.site) };
  const manifest = JSON.parse(await readFile(join(workspace.published, "manifest.json"), "utf8"));
  for (const { path, sha256 } of manifest.files) expect(before.published.get(`/${path}`), path).toBe(sha256);
  const engine = await openDuckdb({ path: workspace.warehouse });
  await publish(engine, workspace, manifest);
  await engine.close();
  await buildSite(workspace, {
    logger: silentLogger,
    languages: ["zh", "en"],
    pages: [pagesFolder, join(folder, "pages")],
  });
  expect(await digest(workspace.published)).toEqual(before.published);
  expect(await digest(workspace.site)).toEqual(before.site);
}, 240_000);
