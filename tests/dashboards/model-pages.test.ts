import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { literal } from "../../pipelines/engines/engine.ts";
import { type Serving, serve } from "../../pipelines/serve.ts";
import { buildSiteOf } from "../fixtures/theme-site.ts";
import { axeFindings } from "./axe.ts";
import { openBrowser } from "./browser.ts";
import { productsFixture } from "./products-fixture.ts";

let folder: string;
let serving: Serving;
let browser: Browser;

const tables = {
  mart_products: productsFixture.models,
  mart_fault_rates: productsFixture.rates,
  mart_report_delays: productsFixture.delays,
  mart_model_ages: productsFixture.ages.map((row) => ({ ...row, category: "washer" })),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-models-"));
  const workspace = await buildSiteOf(
    folder,
    async (engine, published) => {
      const files: { path: string; rows: number }[] = [];
      for (const [name, rows] of Object.entries(tables)) {
        const json = join(folder, `${name}.json`);
        await writeFile(json, JSON.stringify(rows));
        const path = `${name}.parquet`;
        await engine.execute(
          `COPY (SELECT * FROM read_json(${literal(json)})) TO ${literal(join(published, path))} (FORMAT parquet)`,
        );
        files.push({ path, rows: rows.length });
      }
      return files;
    },
    { pages: ["models", "products", "tickets"], languages: ["zh", "en"] },
  );
  serving = await serve(workspace.site, { port: 0 });
  browser = await openBrowser();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await rm(folder, { recursive: true, force: true });
});

async function visit(path: string, width = 1280, dark = false): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? "dark" : "light" });
  const page = await context.newPage();
  await page.goto(`${serving.url}/${path}`);
  return { page, context };
}

const own = "models/WM-7.3cb.3e.html";

describe.each([
  { width: 1280, dark: false },
  { width: 390, dark: true },
])("at $width px, dark: $dark", ({ width, dark }) => {
  test.each([own, `en/${own}`])("%s has no axe finding and does not scroll sideways", async (path) => {
    const { page, context } = await visit(path, width, dark);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    expect(await axeFindings(page)).toEqual([]);
    await context.close();
  });
});

test("faults by months in service: the row of each age, the line beside its peers', and the file say the same", async () => {
  const { page, context } = await visit(own);
  const section = page.locator("section", { has: page.locator("#by-age") });
  const cells = await section.locator(".measured tbody tr").last().locator("th, td").allTextContents();
  expect(cells.slice(0, 5)).toEqual(["满14个月", "140", "140.0 112.0 – 175.0", "70.0 63.0 – 77.0", "2.00 1.50 – 2.70"]);
  const chart = section.locator('svg[role="img"]').first();
  expect(await chart.getAttribute("aria-label")).toContain("140次，同类70次");
  expect(await chart.locator("circle").count()).toBe(14);
  expect(await chart.textContent()).toContain("同类");
  const href = await section.locator("a[download]").getAttribute("href");
  const csv = (await (await fetch(new URL(href ?? "", page.url()))).text()).trim().split(/\r?\n/);
  expect(csv).toHaveLength(15);
  const [names = [], last = []] = [csv[0], csv.at(-1)].map((line) => line?.replace("\ufeff", "").split(","));
  const value = (name: string) => Number(last[names.indexOf(name)]);
  expect([value("cumulated"), value("hazard"), value("peer_hazard"), value("ratio_lo")]).toEqual([
    140, 0.14, 0.07, 1.5,
  ]);
  await context.close();
});
