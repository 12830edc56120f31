import { serve } from "../pipelines/serve.ts";
import { openBrowser } from "../tests/dashboards/browser.ts";

/*
 * The executive page as a browser meets it: bytes over the wire, requests, time to the first chart and to all of them, layout
 * shift. Needs a built site: npm run demo, then npm run bench:page -- [folder of the site].
 */

const bars = { bytes: 250_000, firstChart: 1500, shift: 0.1 };
const folder = process.argv[2] ?? "data/site";
const pages = ["index", "response", "first-fix", "nps", "service-points", "about"];

interface Reading {
  bytes: number;
  requests: number;
  firstChart: number;
  allCharts: number;
  shift: number;
}

const serving = await serve(folder, { port: 0 });
const browser = await openBrowser();

async function read(path: string): Promise<Reading> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  let requests = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await page.addInitScript(() => {
    const seen = { first: 0, all: 0, shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new MutationObserver(() => {
      if (!document.querySelector("[data-chart] svg")) return;
      seen.first ||= performance.now();
      seen.all = performance.now();
    }).observe(document, { childList: true, subtree: true });
  });
  const answer = await page.goto(`${serving.url}/${path}.html`, { waitUntil: "networkidle" });
  if (!answer?.ok()) throw new Error(`${path}.html answered ${answer?.status()}: is ${folder} a built site?`);
  const { first, all, shift } = await page.evaluate(
    () => (window as unknown as { seen: { first: number; all: number; shift: number } }).seen,
  );
  await context.close();
  return { bytes, requests, firstChart: first, allCharts: all, shift };
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

console.log("page             KB gzip  requests  first chart ms  all charts ms  layout shift");
let failed = false;
for (const path of pages) {
  const readings: Reading[] = [];
  for (let i = 0; i < 5; i++) readings.push(await read(path));
  const of = (key: keyof Reading) => median(readings.map((reading) => reading[key]));
  console.log(
    `${path.padEnd(16)} ${(of("bytes") / 1000).toFixed(1).padStart(7)} ${String(of("requests")).padStart(9)} ${of("firstChart").toFixed(0).padStart(15)} ${of("allCharts").toFixed(0).padStart(14)} ${of("shift").toFixed(3).padStart(13)}`,
  );
  if (path === "index" && (of("bytes") > bars.bytes || of("firstChart") > bars.firstChart || of("shift") > bars.shift))
    failed = true;
}
console.log(
  `bars for the executive page: ${bars.bytes / 1000} KB, first chart ${bars.firstChart} ms, shift ${bars.shift}: ${failed ? "NOT met" : "met"}`,
);
await browser.close();
await serving.close();
process.exitCode = failed ? 1 : 0;
