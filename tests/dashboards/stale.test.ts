import { expect, test } from "vitest";
import { bundleScripts } from "../../pipelines/site/bundle.ts";
import { openBrowser } from "./browser.ts";
import { publishedFixture } from "./fixture.ts";
import { plain, render } from "./render.ts";

const frameOf = async (rule: string) => {
  const published = publishedFixture();
  const { quality } = published;
  const finding = {
    rule,
    severity: "warn" as const,
    subject: "tickets crm/orders.csv",
    rows: 4,
    message: { zh: "多日没有新数据", en: "nothing new" },
  };
  const gate = { passed: true, findings: [finding] };
  const { frames } = await render({ ...published, quality: { ...quality, gate } });
  return (page: string) => plain(frames.get(page)?.header);
};

test("every page says which source is late and for how long, in both languages", async () => {
  const frame = await frameOf("source_is_late");
  expect(frame("index.html")).toContain("数据不是最新 ：tickets crm/orders.csv已4天没有新数据");
  expect(frame("definitions/nps.html")).toContain("tickets crm/orders.csv已4天没有新数据");
  expect(frame("en/nps.html")).toContain("tickets crm/orders.csv has given nothing new for 4 days");
});

test("another warning is no banner", async () => {
  expect((await frameOf("closed_twice"))("index.html")).not.toContain("数据不是最新");
});

test("a page nobody made anew says by itself how old it is, once newer data were promised", async () => {
  const published = publishedFixture();
  const { quality } = published;
  expect(Number.isNaN(Date.parse(quality.as_of))).toBe(false);
  const promising = { ...published, quality: { ...quality, promised_days: 2 } };
  const [silent, promised] = [await render(published), await render(promising)];
  const headerOf = (page: string) => promised.frames.get(page)?.header ?? "";
  expect(silent.frames.get("index.html")?.header).not.toContain("data-promised-days");
  const script = (await bundleScripts()).get("page.js") ?? "";
  const browser = await openBrowser();
  try {
    const context = await browser.newContext();
    await context.route("**/*", async (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      if (path === "page.js") return route.fulfill({ contentType: "text/javascript", body: script });
      const body = `<!doctype html><meta charset="utf-8">${headerOf(path)}<script type="module" src="/page.js"></script>`;
      const headers = { "content-security-policy": "default-src 'self'; require-trusted-types-for 'script'" };
      return route.fulfill({ contentType: "text/html", headers, body });
    });
    const page = await context.newPage();
    const shown = async (path: string, days: number) => {
      await page.clock.setFixedTime(Date.parse(quality.as_of) + days * 86_400_000);
      await page.goto(`http://site.example/${path}`);
      await page.waitForFunction(() => document.querySelector("[data-action=theme]")?.textContent !== "");
      const banner = page.locator("[data-promised-days]");
      return (await banner.isVisible()) ? await banner.textContent() : "";
    };
    expect(await shown("index.html", 1.9)).toBe("");
    expect(await shown("index.html", 12.5)).toBe("数据不是最新：距数据截至已过12天，约定2天内有新数据；请让人重新运行");
    expect(await shown("en/index.html", 3)).toBe(
      "The data are not up to date: they end 3 days ago, and newer ones were promised within 2; have it run again",
    );
    // A clock that is wrong by years says nothing.
    expect(await shown("index.html", -900)).toBe("");
  } finally {
    await browser.close();
  }
});
