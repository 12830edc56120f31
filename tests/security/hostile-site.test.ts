import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rearmed } from "../../dashboards/csv.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import type { Env } from "../../pipelines/env.ts";
import { filesOf } from "../../pipelines/privacy/scan.ts";
import { run } from "../../pipelines/run.ts";
import { type Serving, serve } from "../../pipelines/serve.ts";
import { openBrowser } from "../dashboards/browser.ts";
import { records } from "../pipelines/sample-folder.ts";
import { hostileFolder } from "./hostile-folder.ts";
import { allPayloads, flag, payloads, stranger } from "./payloads.ts";

let folder: string;
let site: string;
let serving: Serving;
let browser: Browser;
let context: BrowserContext;
let pages: string[];
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-hostile-"));
  const workspace = join(folder, "data");
  const input = join(folder, "in");
  const say = (text: string) => void said.push(text);
  const env: Env = {
    logger: { info: say, warn: say, error: say },
    now: () => new Date("2026-11-01T00:00:00Z"),
    write: say,
    variables: secrets,
  };
  Object.assign(process.env, secrets);
  site = join(workspace, "site");
  await hostileFolder(input, workspace, 0.01);
  expect(await run({ workspace, input, steps: ["pull", "transform", "publish", "site"], env }), said.join("\n")).toBe(
    0,
  );
  pages = (await readdir(site, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
  serving = await serve(site, { port: 0 });
  browser = await openBrowser();
  context = await browser.newContext();
  await context.addInitScript(`Object.defineProperty(window, "${flag}", { configurable: false, get: () => undefined,
    set() { console.error("a script of a text ran"); } });
    addEventListener("securitypolicyviolation", (event) => console.error("refused: " + event.violatedDirective + " " + event.blockedURI));`);
}, 1_200_000);

afterAll(async () => {
  for (const name of Object.keys(secrets)) delete process.env[name];
  await browser?.close();
  await serving?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the environment of a run may hold, and nothing a run writes or says may. */
const secrets = {
  HUIYIN_HASH_KEY: "canary-hash-key-7f3a9c",
  CRM_DATABASE_URL: "postgres://reader:canary-password-41d@db.invalid:5432/crm",
  TICKETS_TOKEN: "canary-token-98b2",
  HUIYIN_SMTP_URL: "smtps://mail:canary-smtp-66e@mail.invalid:465",
};

/** Opens an address of the site; what went wrong on it, until `look` is done. */
async function faultsOf(address: string, look: (page: Page) => Promise<void> = async () => {}): Promise<string[]> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${serving.url}/`) && !/^(data:,|blob:)/.test(url)) faults.push(`asked for ${url}`);
  });
  page.on("response", (response) => {
    // A list that nobody made is asked for by the name the address gave.
    if (response.status() >= 400 && !/\/lists\/[\w.-]+\.json$/.test(response.url()))
      faults.push(`${response.status()} ${response.url()}`);
  });
  page.on("console", (message) => {
    const isMissing = /the server responded with a status of 404/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !isMissing) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", () => faults.push("another window"));
  await page.goto(`${serving.url}/${address}`, { waitUntil: "load" });
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[data-chart]")].every((place) => place.querySelector("svg")),
  );
  await look(page);
  await page.close();
  return faults.map((fault) => `${address}: ${fault}`);
}

/** What no page of ours holds: handlers, addresses that run or lead away, and elements that load or change others. */
function strangeMarkup(html: string, origin: string): string[] {
  const found: string[] = [];
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll("*")) {
    const name = element.localName;
    if (
      /^(iframe|object|embed|base|img|video|audio|math|template|noscript|plaintext|xmp|marquee|foreignobject|animate|use|image)$/i.test(
        name,
      )
    )
      found.push(`<${name}>`);
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^srcdoc$|^formaction$/i.test(attribute)) found.push(`${name} ${attribute}=${value}`);
      if (/^(href|src|action|xlink:href|data|poster|ping)$/i.test(attribute)) {
        const url = new URL(value, `${origin}/`);
        if (url.origin !== origin && !value.startsWith("data:,")) found.push(`${name} ${attribute}=${value}`);
      }
      if (attribute === "style" && /url\(|expression|@import|[<>]/i.test(value)) found.push(`${name} style=${value}`);
    }
    if (name === "script" && (!element.hasAttribute("src") || element.textContent !== ""))
      found.push("a script in the page");
    if (name === "style" && element.closest("svg") === null) found.push("a style in the page");
    if (
      name === "meta" &&
      element.hasAttribute("http-equiv") &&
      element.getAttribute("http-equiv") !== "Content-Security-Policy"
    )
      found.push("a meta that does something");
    if (name === "form" && element.hasAttribute("action")) found.push("a form that leads somewhere");
  }
  return found;
}

describe("a site of hostile texts", () => {
  test("was made of as many kinds of them as there are, and shows them", async () => {
    expect(allPayloads.length).toBeGreaterThanOrEqual(60);
    const whole = (await Promise.all(pages.map((page) => readFile(join(site, page), "utf8")))).join("\n");
    const shown = allPayloads.filter((text) => whole.includes(escaped(text)));
    expect(shown.length).toBeGreaterThan(40);
    for (const sign of ["[native code]", "[object Object]"]) expect(whole.includes(sign), sign).toBe(false);
  });

  test("holds no markup but ours, on any page", async () => {
    // A page of the site may not parse markup, so a blank one does.
    const blank = await browser.newPage();
    const strange: string[] = [];
    for (const name of pages) {
      const html = JSON.stringify(await readFile(join(site, name), "utf8"));
      const found = (await blank.evaluate(`(${strangeMarkup})(${html}, "${serving.url}")`)) as string[];
      strange.push(...found.map((one) => `${name}: ${one}`));
    }
    expect(strange).toEqual([]);
  });

  test("runs no script and asks nobody but itself, on every kind of page", async () => {
    const faults: string[] = [];
    const seen = new Map<string, number>();
    for (const page of pages) {
      const kind = page.includes("/") ? page.slice(0, page.lastIndexOf("/")) : page;
      const count = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, count);
      if (count <= 2) faults.push(...(await faultsOf(page)));
    }
    expect(faults).toEqual([]);
  });

  test("is as safe with hostile addresses", async () => {
    const faults: string[] = [];
    const hostile = [0, 6, 11, 31].map((i) => payloads.element?.[i] ?? "").map(encodeURIComponent);
    for (const value of [
      ...hostile,
      encodeURIComponent(payloads.attribute?.[6] ?? ""),
      "__proto__",
      "constructor",
      "%",
    ]) {
      const all = ["q", "model", "region", "channel", "batch", "days"].map((name) => `${name}=${value}`).join("&");
      faults.push(...(await faultsOf(`themes.html?${all}#${value}`, explored)));
      faults.push(...(await faultsOf(`tickets.html?list=${value}&id=${value}`)));
    }
    expect(faults).toEqual([]);
  });

  test("lets the explorer search, filter, open and propose among them", async () => {
    const faults = await faultsOf("themes.html", async (page) => {
      await explored(page);
      for (const text of ["<", "script", "onerror", '"', "漏水"]) {
        await page.fill("form.filters input[name=q]", text);
        await page.waitForTimeout(20);
      }
      await page.fill("form.filters input[name=q]", "");
      for (const name of ["model", "region", "channel"]) {
        const options = await page.locator(`select[name=${name}] option`).count();
        for (const index of [...Array(Math.min(options, 8)).keys()])
          await page.selectOption(`select[name=${name}]`, { index });
        await page.selectOption(`select[name=${name}]`, { index: 0 });
      }
      const themes = await page
        .locator("li[data-theme] a")
        .evaluateAll((links) =>
          links.slice(0, 12).map((link) => (link.closest("li") as HTMLElement).dataset.theme ?? ""),
        );
      expect(themes.length).toBeGreaterThan(3);
      for (const theme of themes) {
        await page.evaluate((id) => {
          location.hash = id;
        }, theme);
        await page.waitForTimeout(60);
      }
      for (const name of ["words", "part", "zh", "en", "author", "reason", "into"]) {
        for (const field of await page.locator(`form.curate [name=${name}]`).all()) {
          await field.fill(allPayloads[0] ?? "", { force: true }).catch(() => {});
        }
      }
    });
    expect(faults).toEqual([]);
  });

  test("shows the lists of tickets behind its numbers", async () => {
    const { lists } = JSON.parse(await readFile(join(site, "lists", "index.json"), "utf8")) as {
      lists: { id: string }[];
    };
    const faults: string[] = [];
    for (const { id } of lists.slice(0, 5)) faults.push(...(await faultsOf(`tickets.html?list=${id}`)));
    expect(faults).toEqual([]);
  });

  test("gives files in which no cell is a formula, and every cell is still what it was", async () => {
    const armed: string[] = [];
    let disarmed = 0;
    for (const name of (await readdir(site, { recursive: true })).filter((file) => file.endsWith(".csv"))) {
      const text = (await readFile(join(site, name), "utf8")).replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
      for (const cell of records(text, ",").flat()) {
        if (/^[\s\p{Cc}\p{Cf}]*[=@＝＋－＠]|^[\t\r\n]|^[+-](?![\d.,]+(e[+-]?\d+)?%?$)/iu.test(cell))
          armed.push(`${name}: ${cell}`);
        if (rearmed(cell) !== cell) disarmed += 1;
      }
    }
    expect(armed).toEqual([]);
    expect(disarmed).toBeGreaterThan(0);
  });

  test("and all that the run wrote or said hold no secret of its environment", async () => {
    const canaries = ["canary-hash-key-7f3a9c", "canary-password-41d", "canary-token-98b2", "canary-smtp-66e"];
    const forms = canaries.flatMap((one) => [one, Buffer.from(one).toString("base64"), encodeURIComponent(one)]);
    expect(forms.filter((form) => said.join("\n").includes(form))).toEqual([]);
    const engine = await openDuckdb({ memoryLimit: "500MB", threads: 1 });
    const found: string[] = [];
    try {
      for (const path of await filesOf(folder)) {
        const raw = await readFile(path);
        const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
        for (const form of forms) if (bytes.includes(form)) found.push(`${path}: ${form}`);
        if (!path.endsWith(".parquet")) continue;
        // The columns of Parquet are packed, so that its bytes alone say nothing.
        const isIn = forms.map((form) => `contains(CAST(t AS VARCHAR), ${literal(form)})`).join(" OR ");
        const rows = await engine.query(`SELECT 1 FROM read_parquet(${literal(path)}) AS t WHERE ${isIn} LIMIT 1`);
        if (rows.length > 0) found.push(path);
      }
    } finally {
      await engine.close();
    }
    expect(found).toEqual([]);
  });

  test("has no file whose name leads out of it", async () => {
    for (const name of await readdir(folder, { recursive: true })) {
      expect(relative(folder, join(folder, name)).startsWith("..")).toBe(false);
    }
    expect(JSON.stringify(pages)).not.toContain(stranger);
  });
});

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);

/** Waits until the explorer has read its file. */
async function explored(page: Page): Promise<void> {
  await page.waitForSelector("[data-explorer][data-ready]", { state: "attached" });
}
