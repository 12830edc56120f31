import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDuckdb } from "../pipelines/engines/duckdb.ts";
import { loadPrelude } from "../pipelines/prelude.ts";
import { transformsRoot } from "../pipelines/transform.ts";
import { type PlantedFault, plantedFound } from "../tests/simulations/planted-faults.ts";
import { usualSettings } from "../transforms/signals/watch.ts";
import type { Background } from "./signals/cells.ts";
import { batchesLocated, detection, falseDiscoveries, falseShare } from "./signals/measure.ts";
import { infections, openRepair, workspaceComponents } from "./signals/real.ts";

/*
 * How soon recurring faults are found, beside the ways others use, at the same false alarms:
 *   npm run bench:signals -- [--workspace DIR --planted FILE] [--data DIR] [--seeds 5] [--json]
 * Backgrounds are real counts (OpenRepair, weekly infections) in --data, and the repairs of a workspace whose transform has been made
 * (of a sample at scale 1: huiyin sample --out DIR, huiyin run --input DIR --workspace DIR), with the planted.json of its sample.
 */

const { values } = parseArgs({
  options: {
    workspace: { type: "string" },
    planted: { type: "string" },
    data: { type: "string", default: "../shared/datasets" },
    seeds: { type: "string", default: "5" },
    least: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);
/** What a family expects in a week, at least, to be given a fault. */
const least = Number(values.least);

interface Bar {
  what: string;
  figure: string;
  wanted: string;
  isMet: boolean;
}
const bars: Bar[] = [];
const say = (line = "") => values.json || process.stdout.write(`${line}\n`);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const planted: PlantedFault[] =
  values.planted === undefined ? [] : JSON.parse(await readFile(values.planted, "utf8")).faults;
const engine = await openDuckdb(
  values.workspace === undefined
    ? { memoryLimit: "1GB", threads: 1 }
    : { path: join(values.workspace, "warehouse.duckdb"), memoryLimit: "1GB", threads: 1 },
);
const backgrounds: Background[] = [];
try {
  await loadPrelude(engine, transformsRoot, { asOf: new Date(), zone: "Asia/Shanghai" });
  const files = ["openrepair_events.parquet", "outbreak_series_labelled.csv"].map((name) => join(values.data, name));
  const [repairs = "", series = ""] = files;
  if (await isThere(repairs)) backgrounds.push(await openRepair(engine, repairs));
  else say(`OpenRepair is not in ${values.data}: left out.`);
  if (await isThere(series)) backgrounds.push(await infections(engine, series));
  else say(`The labelled series are not in ${values.data}: left out.`);
  if (values.workspace !== undefined) {
    backgrounds.push(await workspaceComponents(engine, planted));
    if (planted.length > 0) await printPlanted();
  } else say("No --workspace: the sample's own background and its planted faults are left out.");
} finally {
  await engine.close();
}
for (const { name, panel } of backgrounds) {
  say(
    `${name}: ${panel.modelOf.length} families, ${panel.weeks} weeks, ${panel.counts.reduce((sum, n) => sum + n, 0).toLocaleString("en")} reports`,
  );
}
const ratios = [3, 5] as const;
const rivals = ["EARS C1", "EARS C2", "EARS C3", "Farrington-like"];
for (const background of backgrounds) {
  const { name, panel } = background;
  const shares = new Map<string, number>();
  let hasNone = false;
  for (const ratio of ratios) {
    const { found, nominal } = detection(background, { ratio, least, seeds });
    const faults = found[0]?.faults ?? 0;
    hasNone ||= faults === 0;
    say();
    say(
      `${name}: ${ratio}x in families that expect ${least} a week or more, found within 8 weeks at 2 false of 3,000 a week`,
    );
    for (const { method, share, bands } of found) {
      shares.set(`${method} ${ratio}`, share);
      const byBand = bands
        .filter((band) => band.faults > 0)
        .map((band) => `>=${band.from}: ${percent(band.share)} of ${band.faults}`);
      say(`  ${method.padEnd(18)}${percent(share).padStart(8)} of ${faults}   ${byBand.join("  ")}`);
    }
    say(`  our own p-values call ${percent(nominal)} of calm cell-weeks at ${percent(falseShare)}`);
  }
  if (hasNone) continue;
  const [three = 0, five = 0] = ratios.map((ratio) => shares.get(`Huiyin ${ratio}`));
  const best = Math.max(...rivals.map((method) => shares.get(`${method} 3`) ?? 0));
  const beside = `${percent(three)} to ${percent(best)}`;
  bar(`${name}: 3x beside the best of EARS and Farrington-like`, beside, ">= 2x", three >= 2 * best);
  bar(`${name}: 3x found within 8 weeks`, percent(three), ">= 65 %", three >= 0.65);
  bar(`${name}: 5x found within 8 weeks`, percent(five), ">= 90 %", five >= 0.9);
  // A false share means little among a handful of series.
  if (panel.modelOf.length < 50) continue;
  const realised = falseDiscoveries(background, { least, seeds });
  const stated = usualSettings.level;
  const isMet = Math.abs(realised - stated) <= 0.02;
  bar(
    `${name}: false among a week's discoveries, mean of weeks`,
    percent(realised),
    `${percent(stated)} +- 2 points`,
    isMet,
  );
}
const located = batchesLocated(3, 5, seeds);
bar("batches located within a week, 5 expected, 3x", percent(located), ">= 80 %", located >= 0.8);
say();
for (const { what, figure, wanted, isMet } of bars) {
  say(`${isMet ? "met   " : "MISSED"}  ${what.padEnd(60)}${figure.padEnd(22)}${wanted}`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ seeds, least, bars })}\n`);

function bar(what: string, figure: string, wanted: string, isMet: boolean): void {
  bars.push({ what, figure, wanted, isMet });
}

async function printPlanted(): Promise<void> {
  const { faults, others } = await plantedFound(engine, planted);
  say("Planted faults");
  for (const { id, ratio, signal, delay, place } of faults) {
    say(`  ${id} ${ratio}x  ${signal ?? "not found"}${signal === null ? "" : `  after ${delay} weeks, ${place}`}`);
  }
  say(`  beside them ${others.open} open signals and ${others.closed} that were over, dangers not counted`);
  bar(
    "planted faults found",
    `${faults.filter(({ signal }) => signal !== null).length} of ${faults.length}`,
    "6 of 6",
    faults.every(({ signal }) => signal !== null),
  );
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
