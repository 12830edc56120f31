import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textsOf } from "../../dashboards/explorer/column-file.ts";
import { explorerFile } from "../../dashboards/explorer/facts.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { type Serving, serve } from "../../pipelines/serve.ts";
import { parseCuration } from "../../pipelines/themes/curation.ts";
import type { Workspace } from "../../pipelines/workspace.ts";
import { buildThemeSite } from "../fixtures/theme-site.ts";
import { hostile } from "../fixtures/themes.ts";
import { axeFindings } from "./axe.ts";
import { openBrowser } from "./browser.ts";

let folder: string;
let workspace: Workspace;
let serving: Serving;
let browser: Browser;
let engine: DuckdbEngine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-themes-"));
  const pages = ["themes", "theme", "tickets", "voice"];
  workspace = await buildThemeSite(folder, { clauses: 6000 }, { pages, languages: ["zh", "en"] });
  serving = await serve(workspace.site, { port: 0 });
  browser = await openBrowser();
  engine = await openDuckdb({ threads: 1 });
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await engine?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Texts of the thirteen weeks to 31 October 2026, counted from the published table alone. */
async function texts(where: string): Promise<number> {
  const [row] = await engine.query<{ n: number }>(
    `SELECT count(DISTINCT text_id) AS n FROM '${join(workspace.published, "mart_theme_assignments.parquet")}'
     WHERE created_at >= TIMESTAMP '2026-08-01 16:00:00' AND created_at < TIMESTAMP '2026-10-31 16:00:00' AND ${where}`,
  );
  return Number(row?.n);
}

interface Visit {
  page: Page;
  context: BrowserContext;
  faults: string[];
}

async function visit(path: string, { width = 1280, dark = false, script = true } = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: script,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(serving.url)) faults.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${serving.url}/${path}`);
  if (script && /themes/.test(path)) await page.locator("[data-explorer][data-ready]").waitFor();
  return { page, context, faults };
}

/** Every text of the list that can be seen. */
const shown = (page: Page) =>
  page.locator(".tree li:visible, summary:visible, .unassigned .line, [data-part=parts]").allTextContents();
const row = (page: Page, id: string) => page.locator(`.tree li[data-theme=${id}]`);
const number = (text: string | null) => Number((text ?? "").replace(/^.*[，, ]/, "").replace(/\D/g, ""));
const shownCount = async (page: Page, id: string) =>
  number((await row(page, id).locator(".share-cell span").textContent())?.replace(/(\d),(\d{3})/, "$1$2") ?? "");

describe.each([
  { width: 1280, dark: false },
  { width: 390, dark: true },
])("at $width px, dark: $dark", (look) => {
  test.each([
    "themes.html",
    "themes.html#T0001",
    "themes.html#unassigned",
    "themes.html?model=LX-10S&q=没有这句话",
    "theme/T0002.html",
    "theme/T0010.html",
    "voice.html",
    "en/themes.html#T0002",
  ])("%s asks nobody else, has no error, no axe finding and no sideways scroll", async (path) => {
    const { page, context, faults } = await visit(path, look);
    await page.waitForTimeout(100);
    expect(faults).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect(await axeFindings(page)).toEqual([]);
    await context.close();
  });
});

describe("the list", () => {
  test("gives without script the counts of the table, its CSV the same rows", async () => {
    const { page, context } = await visit("themes.html", { script: false });
    const own = await texts("theme_id = 'T0001'");
    const all = await texts("TRUE");
    expect(own).toBeGreaterThan(100);
    expect(await row(page, "T0001").locator(".share-cell span").textContent()).toBe(
      `${((100 * own) / all).toFixed(1)}%，${own}`,
    );
    expect(await page.locator("h1 + p").textContent()).toContain(`${all.toLocaleString("en")}条`);
    expect(await row(page, "T0001").locator(".spark-cell svg").count()).toBe(1);
    expect(await page.locator("form.filters").isVisible()).toBe(false);
    const rows = await page.locator(".tree li, .unassigned li").count();
    const href = await page.locator("a[download]").first().getAttribute("href");
    const csv = (await (await fetch(new URL(href ?? "", page.url()))).text()).trim().split("\r\n");
    expect(csv).toHaveLength(rows + 1);
    expect(
      csv
        .find((line) => line.startsWith("T0001,"))
        ?.split(",")
        .slice(3, 5),
    ).toEqual([String(own), String(all)]);
    await context.close();
  });

  test("always says what is in no theme", async () => {
    const { page, context } = await visit("themes.html", { script: false });
    const assigned = await texts("theme_id <> 'T0009'");
    const themed = await texts("theme_id IS NOT NULL");
    const all = await texts("TRUE");
    const counts = [assigned, all - themed, themed - assigned].map((n) => n.toLocaleString("en"));
    expect(await page.locator("[data-part=parts]").textContent()).toBe(
      `已归类${counts[0]}条，未归类${counts[1]}条，新兴${counts[2]}条`,
    );
    await context.close();
  });

  test("gives with script the same numbers, and brings them back after a filter", async () => {
    const plain = await visit("themes.html", { script: false });
    const given = await shown(plain.page);
    expect(given.length).toBeGreaterThan(12);
    await plain.context.close();
    const { page, context } = await visit("themes.html");
    expect(await shown(page)).toEqual(given);
    await page.locator("select[name=days]").selectOption("396");
    expect(await shown(page)).not.toEqual(given);
    await page.locator("button[type=reset]").click();
    expect(await shown(page)).toEqual(given);
    await context.close();
  });

  test("counts under filters what the table counts, and keeps them in the address", async () => {
    const { page, context, faults } = await visit("themes.html");
    await page.locator("select[name=model]").selectOption("LX-10S");
    await page.locator("select[name=region]").selectOption("华东");
    const where = "model = 'LX-10S' AND region = '华东'";
    expect(await shownCount(page, "T0001")).toBe(await texts(`${where} AND theme_id = 'T0001'`));
    expect(await page.locator("[data-status]").textContent()).toContain(`筛选后${await texts(where)}条`);
    await page.locator("input[name=q]").fill("咣咣 铁块");
    await page.locator("input[name=q]").fill("咣咣");
    expect(await shownCount(page, "T0001")).toBe(
      await texts(`${where} AND theme_id = 'T0001' AND (clause LIKE '%咣咣%' OR TRUE)`),
    );
    const address = new URL(page.url());
    expect(Object.fromEntries(address.searchParams)).toEqual({ model: "LX-10S", region: "华东", q: "咣咣" });
    const again = await visit(`themes.html${address.search}`);
    expect(await shown(again.page)).toEqual(await shown(page));
    expect(await again.page.locator("select[name=model]").inputValue()).toBe("LX-10S");
    expect(faults).toEqual([]);
    await again.context.close();
    await context.close();
  });

  test("finds words in clauses, whatever the theme is called", async () => {
    const { page, context } = await visit("themes.html");
    await page.locator("input[name=q]").fill("铁块");
    expect(await shownCount(page, "T0001")).toBe(await texts("theme_id = 'T0001' AND clause LIKE '%铁块%'"));
    expect(await row(page, "T0002").isVisible()).toBe(false);
    await context.close();
  });

  test("a filter that empties it says which condition to relax and how many that gives", async () => {
    const { page, context } = await visit("themes.html?model=LX-10S&q=没有这句话");
    expect(await page.locator(".panes").isVisible()).toBe(false);
    const way = page.locator("[data-empty] button");
    expect(await way.allTextContents()).toEqual([`去掉搜索词，有${await texts("model = 'LX-10S'")}条`]);
    await way.click();
    expect(await page.locator(".panes").isVisible()).toBe(true);
    expect(new URL(page.url()).searchParams.get("q")).toBeNull();
    await context.close();
  });

  test("saves as CSV what it shows", async () => {
    const { page, context } = await visit("themes.html?model=LX-10S");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("[data-csv]").click()]);
    const lines = (await readFile((await file.path()) ?? "", "utf8")).trim().split("\r\n");
    expect(lines).toHaveLength(1 + (await page.locator(".tree li:visible, .unassigned li:visible").count()));
    const own = await texts("model = 'LX-10S' AND theme_id = 'T0001'");
    expect(lines.find((line) => line.startsWith("T0001,"))?.split(",")[3]).toBe(String(own));
    await context.close();
  });
});

describe("a theme", () => {
  test("opens beside the list at its address, and back closes it", async () => {
    const { page, context } = await visit("themes.html");
    await row(page, "T0002").locator("a").click();
    await page.locator("dialog[open] [data-theme-page=T0002]").waitFor();
    expect(new URL(page.url()).hash).toBe("#T0002");
    expect(await row(page, "T0002").locator("a").getAttribute("aria-current")).toBe("true");
    expect(await page.locator("dialog [data-chart] svg").count()).toBe(1);
    await page.goBack();
    await page
      .locator("dialog[open]")
      .waitFor({ state: "detached" })
      .catch(() => undefined);
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(new URL(page.url()).hash).toBe("");
    await page.goForward();
    await page.locator("dialog[open] [data-theme-page=T0002]").waitFor();
    await page.locator("[data-close]").click();
    await page.waitForFunction(() => location.hash === "");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    await context.close();
  });

  test("is a sheet over the whole screen on a phone, which Escape closes", async () => {
    const { page, context } = await visit("themes.html#T0001", { width: 390 });
    await page.locator("dialog[open] [data-theme-page=T0001]").waitFor();
    const box = await page.locator("dialog").boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 900 });
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.hash === "");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    await context.close();
  });

  test("shows its clauses under the filter with the words that speak for them, each with its ticket", async () => {
    const { page, context } = await visit("themes.html?model=LX-10S#T0001");
    await page.locator("dialog .clauses").waitFor();
    const own = await texts("model = 'LX-10S' AND theme_id = 'T0001'");
    expect(await page.locator(".clauses > .note").textContent()).toBe(`${own}条文本里的30条，新的在前`);
    const first = page.locator(".clauses .quote").first();
    expect(await first.locator("mark").count()).toBeGreaterThan(0);
    expect(await first.locator("footer").last().textContent()).toMatch(
      /归入依据：“.+”，相似度0\.\d\d次近的主题 漏水 · 进水管 0\.\d\d/,
    );
    await page.locator(".clauses > button").click();
    expect(await page.locator(".clauses .quote").count()).toBe(Math.min(60, own));
    const link = page.locator(".clauses .quote footer a").first();
    const ticket = await link.textContent();
    await link.click();
    await page.locator("table tbody tr").first().waitFor();
    expect(await page.locator("table tbody tr td").first().textContent()).toBe(ticket);
    expect(await page.locator("table tbody tr").count()).toBeLessThan(3);
    await context.close();
  });

  test("of fewer than three customers is counted and never quoted, nor are fewer than three texts under a filter", async () => {
    const file = await readFile(join(workspace.site, explorerFile));
    const held = textsOf(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer).join("\n");
    expect(held).toContain("一脱水就咣咣响");
    expect(held).not.toContain("怀疑漏电");
    const list = await readFile(join(workspace.site, "theme", "T0004.html"), "utf8");
    expect(list).not.toContain("怀疑漏电");
    const { page, context } = await visit("themes.html#T0004");
    await page.locator("dialog .clauses").waitFor();
    expect(await page.locator("dialog .quote").count()).toBe(0);
    expect(await page.locator("dialog").textContent()).toContain("2条，在");
    await context.close();
  });

  test("in which people tell of a danger says so, in the list under a filter too, and at each such quote", async () => {
    const { page, context, faults } = await visit("themes.html");
    const mark = row(page, "T0003").locator(".danger");
    const all = await texts("theme_id = 'T0003' AND is_safety");
    expect(all).toBeGreaterThan(3);
    expect(await mark.textContent()).toBe(`安全 ${all}`);
    expect(await mark.getAttribute("title")).toBe(`提到漏电、起火、冒烟一类危险的文本：${all}条`);
    expect(await row(page, "T0001").locator(".danger").count()).toBe(0);
    await page.locator("select[name=region]").selectOption("华东");
    const own = await texts("theme_id = 'T0003' AND is_safety AND region = '华东'");
    expect(own).toBeLessThan(all);
    expect(await mark.textContent()).toBe(`安全 ${own}`);
    await page.locator("input[name=q]").fill("厉害");
    expect(await row(page, "T0003").isVisible()).toBe(true);
    expect(await mark.count()).toBe(0);
    await page.locator("button[type=reset]").click();
    expect(await mark.textContent()).toBe(`安全 ${all}`);
    await row(page, "T0003").locator("a").click();
    await page.locator("dialog .clauses").waitFor();
    const quotes = page.locator(".clauses .quote");
    const told = quotes.filter({ hasText: "冒烟" });
    expect(await told.count()).toBeGreaterThan(0);
    expect(await told.locator(".danger").count()).toBe(await told.count());
    expect(await quotes.locator(".danger").count()).toBe(await told.count());
    expect(faults).toEqual([]);
    await context.close();
  });

  test("shows at each quote its own score and that of the theme that came next, which a click opens", async () => {
    const [quote] = await engine.query<{ text_id: string; score: number; next: number }>(
      `SELECT q.text_id, a.score, a.score - a.margin AS next FROM '${join(workspace.published, "mart_theme_quotes.parquet")}' AS q
       JOIN '${join(workspace.published, "mart_theme_assignments.parquet")}' AS a
         ON a.text_id = q.text_id AND a.clause_index = q.clause_index AND a.theme_id = q.theme_id
       WHERE q.theme_id = 'T0003' AND a.is_safety`,
    );
    const [score, next] = [Number(quote?.score).toFixed(2), Number(quote?.next).toFixed(2)];
    const chinese = await visit("theme/T0003.html", { script: false });
    const own = chinese.page.locator("#quotes, section").locator(".quote", { hasText: "冒烟" }).first();
    expect(await own.locator(".danger").textContent()).toBe("安全");
    const near = own.locator("footer").last().locator("span:not([lang])");
    expect(await near.allTextContents()).toEqual([
      `归入依据：“漏水”，相似度${score}`,
      `次近的主题 脱水时异响 · 滚筒三角架 ${next}`,
    ]);
    expect(await own.locator("footer a").last().getAttribute("href")).toMatch(/T0001(\.html)?$/);
    expect(await chinese.page.locator(".facts-line .danger").textContent()).toContain("安全");
    await chinese.context.close();
    const english = await visit("en/theme/T0003.html", { script: false });
    const same = english.page.locator(".quote", { hasText: "冒烟" }).first();
    expect(await same.locator(".danger").textContent()).toBe("safety");
    expect(await same.locator("footer").last().textContent()).toBe(
      `Why here: “漏水”, similarity ${score}next theme 脱水时异响 · 滚筒三角架 ${next}`,
    );
    await english.context.close();
    const { page, context } = await visit("themes.html#T0003");
    await page.locator("dialog .clauses .quote footer a[href='#T0001']").first().click();
    await page.locator("dialog[open] [data-theme-page=T0001]").waitFor();
    expect(new URL(page.url()).hash).toBe("#T0001");
    await page.goBack();
    await page.locator("dialog[open] [data-theme-page=T0003]").waitFor();
    await context.close();
  });

  test("has a page whose numbers are the table's, with its list and the list's CSV", async () => {
    const { page, context } = await visit("theme/T0001.html", { script: false });
    const own = await texts("theme_id = 'T0001'");
    expect(await page.locator(".facts-line").textContent()).toContain(
      `${own} / ${(await texts("TRUE")).toLocaleString("en")}条`,
    );
    const link = page.locator("a[href*='tickets.html?list=']", { hasText: `${own}条文本` });
    const id = /list=([\w.-]+)/.exec((await link.first().getAttribute("href")) ?? "")?.[1];
    const list = JSON.parse(await readFile(join(workspace.site, "lists", `${id}.json`), "utf8"));
    expect(list.rows).toHaveLength(own);
    const csv = (await readFile(join(workspace.site, "lists", `${id}.csv`), "utf8")).trim().split("\r\n");
    expect(csv).toHaveLength(own + 1);
    await context.close();
  });

  test("compares a model with its category's others", async () => {
    const months = join(workspace.published, "mart_theme_assignments.parquet");
    const [found] = await engine.query<{ own: number; model: number; theme: number; all: number }>(
      `WITH t AS (SELECT text_id, min(model) AS model, max(CAST(theme_id = 'T0001' AS INTEGER)) AS has FROM '${months}'
         WHERE category = 'washer' AND created_at >= TIMESTAMP '2025-10-31 16:00:00' GROUP BY text_id)
       SELECT sum(CASE WHEN model = 'LX-10S' THEN has END) AS own, count(CASE WHEN model = 'LX-10S' THEN 1 END) AS model,
         sum(CASE WHEN model <> 'LX-10S' THEN has END) AS theme, count(CASE WHEN model <> 'LX-10S' THEN 1 END) AS "all" FROM t`,
    );
    const { page, context } = await visit("theme/T0001.html", { script: false });
    const cells = page.locator("section[aria-labelledby=by-model] tbody tr", { hasText: "LX-10S" }).locator("td");
    const { own, model, theme, all } = found ?? { own: 0, model: 0, theme: 0, all: 1 };
    expect((await cells.allTextContents()).slice(0, 3)).toEqual([
      Number(own).toLocaleString("en"),
      ((Number(model) * Number(theme)) / Number(all)).toFixed(1),
      ((Number(own) * Number(all)) / (Number(model) * Number(theme))).toFixed(2),
    ]);
    await context.close();
  });

  test("that was merged says where it went and leads there", async () => {
    const { page, context } = await visit("theme/T0010.html", { script: false });
    expect(await page.locator(".empty-state").textContent()).toContain("已并入 T0001 脱水时异响");
    await page.locator(".empty-state a").click();
    expect(page.url()).toMatch(/theme\/T0001\.html$/);
    expect(await page.locator("h1").textContent()).toBe("脱水时异响 · 滚筒三角架");
    await context.close();
  });
});

test("what users wrote stays text", async () => {
  for (const path of ["themes.html#T0002", "theme/T0002.html", "voice.html"]) {
    const { page, context, faults } = await visit(path);
    if (path.includes("#")) await page.locator("dialog .clauses").waitFor();
    if (path !== "voice.html") expect(await page.locator("main").textContent()).toContain(hostile);
    expect(await page.evaluate(() => (window as unknown as { hit?: number }).hit)).toBeUndefined();
    expect(await page.locator("main img").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  }
});

test("a proposal downloads lines that curation.yaml takes, with what it would move", async () => {
  const { page, context, faults } = await visit("themes.html#T0001");
  await page.locator("dialog .clauses").waitFor();
  const form = page.locator("form.curate");
  await form.locator("label", { hasText: "合并" }).click();
  await form.locator("input[name=into]").fill("T0002");
  expect(await form.locator("[data-preview]").textContent()).toContain(
    `合并后${await texts("theme_id IN ('T0001', 'T0002')")}条`,
  );
  expect(await form.locator("[data-download]").getAttribute("href")).toBeNull();
  await form.locator("input[name=author]").fill("质量部");
  await form.locator("input[name=reason]").fill('同一件事: "响"');
  const [file] = await Promise.all([page.waitForEvent("download"), form.locator("[data-download]").click()]);
  const [operation] = parseCuration(await readFile((await file.path()) ?? "", "utf8"));
  expect(operation).toMatchObject({
    kind: "merge",
    themes: ["T0001"],
    into: "T0002",
    author: "质量部",
    reason: '同一件事: "响"',
  });
  await form.locator("label", { hasText: "拆分" }).click();
  await form.locator("input[name=words]").fill("铁块");
  const moved = await texts("theme_id = 'T0001' AND clause LIKE '%铁块%'");
  expect(await form.locator("[data-preview]").textContent()).toContain(`${moved}条拆出`);
  await page.locator(".clauses .quote button").first().click();
  expect(await form.locator("input[name=kind]:checked").inputValue()).toBe("pin");
  expect(await form.locator("[data-patch]").textContent()).toMatch(
    /pin:\n {4}theme: none\n {4}text_id: "feedback:F\d+"/,
  );
  expect(faults).toEqual([]);
  await context.close();
});

test("paper holds the list and the open theme, without controls", async () => {
  const { page, context } = await visit("themes.html#T0001");
  await page.locator("dialog .clauses").waitFor();
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("form.filters").isVisible()).toBe(false);
  expect(await page.locator("form.curate").isVisible()).toBe(false);
  expect(await page.locator("dialog h2").first().isVisible()).toBe(true);
  expect(await page.locator("[data-unassigned]").isVisible()).toBe(true);
  await context.close();
});

test("executives see what most is said about, each a link to its page, and praise in users' words", async () => {
  const { page, context } = await visit("voice.html", { script: false });
  expect(await row(page, "T0001").locator("a").getAttribute("href")).toMatch(/theme\/T0001(\.html)?$/);
  expect(await page.locator("section[aria-labelledby=praise] .quote").count()).toBeGreaterThan(0);
  expect(await page.locator("section[aria-labelledby=praise]").textContent()).toContain("耐心");
  await context.close();
});
