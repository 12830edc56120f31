import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { explorerFile } from "../dashboards/explorer/facts.ts";
import { serve } from "../pipelines/serve.ts";
import { openBrowser } from "../tests/dashboards/browser.ts";
import { buildThemeSite } from "../tests/fixtures/theme-site.ts";

/*
 * The explorer of themes over 100,000 clauses of 260 themes as a browser meets it: bytes over the wire, time until its filters
 * answer, time of a filter and of a search from the event to the next frame, by the clock and on the page's processor: the bar
 * of a filter is of the latter, which neighbours do not lengthen. npm run bench:explorer [-- clauses]
 */

const bars = { interactive: 2000, filter: 100 };
const clauses = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), "huiyin-explorer-"));
const workspace = await buildThemeSite(folder, { clauses, more: 250, days: 390 }, { pages: ["themes"] });
const { size } = await stat(join(workspace.site, explorerFile));
const serving = await serve(workspace.site, { port: 0 });
const browser = await openBrowser();

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Sets a field of the filters; milliseconds from the event to the frame that shows what came of it. */
function change(page: Page, name: string, value: string): Promise<number> {
  return page.evaluate(
    async ([field, given]) => {
      const form = document.querySelector("form.filters") as HTMLFormElement;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const began = performance.now();
      (form.elements.namedItem(field as string) as HTMLSelectElement).value = given as string;
      form.dispatchEvent(new Event("input"));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - began;
    },
    [name, value],
  );
}

/** Milliseconds the page's thread has worked. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
}

const ready: number[] = [];
const busy: number[] = [];
const wire: number[] = [];
const took: Record<string, { clock: number[]; work: number[] }> = {};
for (let round = 0; round < 5; round++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(`${serving.url}/themes.html`);
  await page.locator("[data-explorer][data-ready]").waitFor();
  ready.push(await page.evaluate(() => performance.getEntriesByName("explorer-ready")[0]?.startTime ?? Number.NaN));
  wire.push(bytes);
  busy.push(await worked(session));
  const second = async (name: string) =>
    (await page.locator(`select[name=${name}] option`).nth(1).getAttribute("value")) ?? "";
  const [model, region] = [await second("model"), await second("region")];
  const steps: [string, string, string][] = [
    ["days", "396", "period, all clauses"],
    ["model", model, "model"],
    ["region", region, "model and region"],
    ["model", "", "region"],
    ["region", "", "none"],
    ["q", "没有", "search, two characters"],
    ["q", "也没有人说清楚", "search, seven characters"],
    ["q", "", "none"],
  ];
  for (const [name, value, what] of steps) {
    const before = await worked(session);
    const clock = await change(page, name, value);
    const own = took[what] ?? { clock: [], work: [] };
    own.clock.push(clock);
    own.work.push((await worked(session)) - before);
    took[what] = own;
  }
  await context.close();
}
console.log(
  `${clauses} clauses: file ${(size / 1e6).toFixed(2)} MB, page and file ${(median(wire) / 1e6).toFixed(2)} MB over the wire`,
);
console.log(
  `interactive after ${median(ready).toFixed(0)} ms (worst ${Math.max(...ready).toFixed(0)}), ${median(busy).toFixed(0)} of work`,
);
console.log("                            clock ms   work ms  worst work ms");
for (const [what, { clock, work }] of Object.entries(took)) {
  const cells = [median(clock), median(work), Math.max(...work)].map((ms) => ms.toFixed(0).padStart(9));
  console.log(`${what.padEnd(26)} ${cells.join(" ")}`);
}
const slowest = Math.max(...Object.values(took).map(({ work }) => median(work)));
const isMet = median(ready) <= bars.interactive && slowest <= bars.filter;
console.log(
  `bars: interactive ${bars.interactive} ms, a filter ${bars.filter} ms of work: ${isMet ? "met" : "NOT met"}`,
);
await browser.close();
await serving.close();
await rm(folder, { recursive: true, force: true });
process.exitCode = isMet ? 0 : 1;
