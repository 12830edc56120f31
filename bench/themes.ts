import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type DominantResult, measureDominant } from "./themes/dominant.ts";
import { measureIdentity } from "./themes/identity.ts";
import { measureIncrement } from "./themes/incremental.ts";
import { readLabelled } from "./themes/labelled.ts";
import { baselinesOf, type LabelledResult, measureSet } from "./themes/measure.ts";
import { multiThemeF1 } from "./themes/multi.ts";
import { measureNewcomers, type NewcomersResult } from "./themes/newcomers.ts";
import { measureReviews, measureScale } from "./themes/scale.ts";
import { publishedFigures, type SharedSet, sharedSets } from "./themes/shared.ts";
import { readTexts } from "./themes/words.ts";

/*
 * How good, stable and fast themes are: npm run bench:themes. Without arguments every shared set that is found, beside the figures of
 * other tools and our own plain baselines, then many reviews and a million made-up clauses (--scale). Or any labelled set:
 *   --labelled FILE --text COLUMN --label COLUMN [--mask COLUMN,COLUMN] [--stability] [--identity] [--small] [--json]
 * Every measurement runs in a process of its own, so that CPU time and memory are its alone.
 */

const { values: asked } = parseArgs({
  options: {
    labelled: { type: "string" },
    text: { type: "string", default: "t" },
    label: { type: "string", default: "l" },
    mask: { type: "string", default: "" },
    stability: { type: "boolean", default: false },
    identity: { type: "boolean", default: false },
    small: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    baselines: { type: "boolean", default: false },
    names: { type: "boolean", default: false },
    most: { type: "string" },
    job: { type: "string" },
    scale: { type: "boolean", default: false },
    data: { type: "string", default: process.env.HUIYIN_SHARED ?? resolve("../shared") },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const three = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(3));

if (asked.labelled !== undefined) await labelled(asked.labelled);
else if (asked.job === "reviews") say(JSON.stringify(await measureReviews(asked.data, 100_000)));
else if (asked.job === "scale") say(JSON.stringify(measureScale(1_000_000, 10_000)));
else if (asked.job === "increment")
  say(JSON.stringify(await measureIncrement(asked.data, Number(asked.most ?? 300_000), 10_000)));
else if (asked.job === "multi") say(JSON.stringify(await multiThemeF1(asked.data)));
else await everything();

async function labelled(file: string): Promise<void> {
  const mask = asked.mask.split(",").filter(Boolean);
  const set = readLabelled(
    file,
    asked.text,
    asked.label,
    mask,
    asked.most === undefined ? undefined : Number(asked.most),
  );
  if (set.texts.length === 0) throw new Error(`${file} has no row with ${asked.text} and ${asked.label}`);
  if (asked.small) {
    const { tokens } = await readTexts(set.texts, set.masked, false);
    const read = { tokens, labels: set.labels };
    say(JSON.stringify({ newcomers: await measureNewcomers(read), dominant: measureDominant(read) }));
    return;
  }
  const { result, names, tokens } = await measureSet(basename(file), set, asked.stability);
  if (asked.names)
    for (const { zh, en, kind, n } of names) say(`  ${String(n).padStart(6)}  ${kind.padEnd(9)} ${zh}  |  ${en}`);
  if (!asked.json) {
    for (const [name, value] of Object.entries(result)) {
      const shown = typeof value === "number" && !Number.isInteger(value) ? value.toFixed(4) : JSON.stringify(value);
      say(`${name.padEnd(18)}${shown}`);
    }
  }
  if (asked.baselines) say(JSON.stringify(baselinesOf(tokens, set.labels)));
  if (asked.identity) say(JSON.stringify(await measureIdentity({ tokens, labels: set.labels })));
  if (asked.json) say(JSON.stringify(result));
}

/** Runs this bench again with other arguments and reads the objects in its lines. */
async function child<Result>(...args: string[]): Promise<Result[]> {
  const command = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  command.stdout.setEncoding("utf8").on("data", (part: string) => {
    output += part;
  });
  const [code] = await once(command, "close");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

function argumentsOf({ file, text, label, mask, most }: SharedSet): string[] {
  const args = ["--labelled", file, "--text", text, "--label", label, "--mask", mask];
  return most === undefined ? args : [...args, "--most", String(most)];
}

type Scores = { nmi: number; ari: number };
interface Row {
  set: SharedSet;
  ours: LabelledResult;
  kmeans: Scores;
  gsdmm: Scores;
}

async function everything(): Promise<void> {
  const found = sharedSets(asked.data).filter(({ file }) => existsSync(file));
  if (found.length === 0) return say(`no labelled set in ${asked.data}`);
  const rows: Row[] = [];
  say(
    "set                     n  labels |   k    NMI    ARI  purity  diverse  named  none |  true k NMI    ARI | k-means NMI    ARI | GSDMM NMI    ARI | CPU s   MB",
  );
  for (const set of found) {
    const args = [...argumentsOf(set), "--json", "--baselines"];
    const [baselines, ours] = await child<never>(...args, "--stability");
    const row: Row = { set, ours: ours as never, ...(baselines as unknown as { kmeans: Scores; gsdmm: Scores }) };
    rows.push(row);
    const { n, k, nmi, ari, purity, label_diversity, name_coverage, unassigned, true_k, cpu_seconds, peak_rss_mb } =
      row.ours;
    say(
      `${set.name.padEnd(20)}${String(n).padStart(6)}${String(true_k.k).padStart(8)} |${String(k).padStart(4)}  ${three(nmi)}  ${three(ari)}   ${three(purity)}    ${three(label_diversity)}  ${three(name_coverage)} ${(100 * unassigned).toFixed(1).padStart(5)} |        ${three(true_k.nmi)}  ${three(true_k.ari)} |       ${three(row.kmeans.nmi)}  ${three(row.kmeans.ari)} |     ${three(row.gsdmm.nmi)}  ${three(row.gsdmm.ari)} | ${cpu_seconds.toFixed(1).padStart(5)} ${String(Math.round(peak_rss_mb)).padStart(4)}`,
    );
  }
  bars(rows);
  await smallThemes(found);
  const [multi] = await child<Awaited<ReturnType<typeof multiThemeF1>>>("--job", "multi", "--data", asked.data);
  if (multi !== undefined)
    say(
      `\nSeveral themes in one complaint: micro-F1 ${three(multi.f1)}, precision ${three(multi.precision)}, recall ${three(multi.recall)} on ${multi.n} complaints with ${multi.labels} labels, ${multi.k} themes`,
    );
  const [reviews] = await child<Awaited<ReturnType<typeof measureReviews>>>("--job", "reviews", "--data", asked.data);
  if (reviews !== undefined) {
    say(
      `\nThemes of ${reviews.n} real reviews: ${reviews.cpu_seconds.toFixed(1)} CPU-s (the text stages ${reviews.text_seconds.toFixed(1)}), ${Math.round(reviews.peak_rss_mb)} MB, ${reviews.k} themes`,
    );
    verdict("reviews in <= 22 CPU-s and <= 600 MB", reviews.cpu_seconds <= 22 && reviews.peak_rss_mb <= 600);
  }
  if (!asked.scale) return;
  const [scale] = await child<ReturnType<typeof measureScale>>("--job", "scale");
  if (scale === undefined) return;
  say(
    `\n${scale.n} made-up clauses cold: ${scale.cpu_seconds.toFixed(1)} CPU-s on one thread, ${Math.round(scale.peak_rss_mb)} MB, ${scale.k} themes, NMI ${three(scale.nmi)}; ${scale.added} new: ${scale.added_seconds.toFixed(2)} CPU-s`,
  );
  verdict("a million cold in <= 3 min and <= 2 GB", scale.cpu_seconds <= 180 && scale.peak_rss_mb <= 2048);
  verdict("10,000 new placed in <= 10 s", scale.added_seconds <= 10);
  const [whole] = await child<Awaited<ReturnType<typeof measureIncrement>>>("--job", "increment", "--data", asked.data);
  if (whole === undefined) return;
  const { text, themes } = whole.increment;
  const sum = text + themes;
  say(
    `\n${whole.added} new on ${whole.n} texts, every step and table: ${sum.toFixed(1)} CPU-s (text ${text.toFixed(1)}, themes ${themes.toFixed(1)})`,
  );
  verdict("10,000 new through every step in <= 10 s", sum <= 10);
}

/** New themes of 1 to 5 % of a window, and small ones beside a dominant one. */
async function smallThemes(sets: readonly SharedSet[]): Promise<void> {
  say(
    "\nNew themes, found of labels tried (others born beside them): in a window of 600 texts, and in weeks of 300 that add up, with the weeks it took",
  );
  const total = { quiet: 0, born: 0, weeks: 0, weekly: 0, kept: 0, of: 0 };
  for (const set of sets) {
    const [read] = await child<{ newcomers?: NewcomersResult; dominant?: DominantResult }>(
      ...argumentsOf(set),
      "--small",
    );
    const { newcomers, dominant } = read ?? {};
    if (dominant !== undefined) {
      total.kept += dominant.found;
      total.of += dominant.of;
    }
    const beside = dominant === undefined ? "–" : `${dominant.found} of ${dominant.of} (${dominant.texts} texts)`;
    if (newcomers === undefined) {
      say(`${set.name.padEnd(20)}too small for a window; 1 % beside 60 %: ${beside}`);
      continue;
    }
    const { windows, quiet, weeks, weekly_others } = newcomers;
    total.quiet += quiet.windows;
    total.born += quiet.born;
    total.weeks += weekly_others.weeks;
    total.weekly += weekly_others.born;
    const shown = Object.entries(windows).map(
      ([share, { found, of, others }]) => `${share} %: ${found} of ${of} (${others})`,
    );
    const weekly = Object.entries(weeks).map(
      ([share, found]) => `${share} %: ${found.map((week) => week ?? "–").join(" ")}`,
    );
    say(
      `${set.name.padEnd(20)}${shown.join(", ")} | nothing new: ${quiet.born} in ${quiet.windows} | weeks ${weekly.join(", ")} (${weekly_others.born} in ${weekly_others.weeks}) | 1 % beside 60 %: ${beside}`,
    );
  }
  verdict(
    `${total.born} themes born in ${total.quiet} windows in which nothing is new, at most one in ten`,
    total.born * 10 <= total.quiet,
  );
  say(`        ${total.weekly} others born in ${total.weeks} weekly runs`);
  verdict(
    `a theme of 1 % beside one of 60 %: ${total.kept} of ${total.of} labels keep their own, at least half`,
    total.kept * 2 >= total.of,
  );
}

function bars(rows: readonly Row[]): void {
  say("\nBars");
  const published = rows.flatMap(({ set, ours, kmeans }) => {
    const figures = publishedFigures[set.name];
    return figures === undefined ? [] : [{ name: set.name, ours, kmeans, figures }];
  });
  for (const { name, ours, figures } of published)
    verdict(`${name}: NMI ${three(ours.nmi)}, BERTopic's ${three(figures.bertopic)}`, ours.nmi >= figures.bertopic);
  const auto = mean(published.map(({ ours, figures }) => ours.nmi / figures.bertopic));
  verdict(`NMI ${auto.toFixed(3)} x BERTopic's in the geometric mean, >= 1.1`, auto >= 1.1);
  const best = published.filter(({ figures }) => figures.sklearn !== undefined);
  const trueNmi = mean(best.map(({ ours, figures }) => ours.true_k.nmi / (figures.sklearn?.nmi ?? 1)));
  const trueAri = mean(best.map(({ ours, figures }) => ours.true_k.ari / (figures.sklearn?.ari ?? 1)));
  verdict(`true k: NMI ${trueNmi.toFixed(3)} x sklearn's best, >= 1.05`, trueNmi >= 1.05);
  verdict(`true k: ARI ${trueAri.toFixed(3)} x sklearn's best, >= 1.5`, trueAri >= 1.5);
  const ownNmi = mean(rows.map(({ ours, kmeans }) => ours.true_k.nmi / kmeans.nmi));
  const ownAri = mean(rows.map(({ ours, kmeans }) => ours.true_k.ari / Math.max(0.01, kmeans.ari)));
  say(
    `        true k on all sets beside TF-IDF + k-means in this run: NMI ${ownNmi.toFixed(3)} x, ARI ${ownAri.toFixed(3)} x`,
  );
  for (const { set, ours } of rows) {
    const s = ours.stability;
    if (s === undefined) continue;
    const kept = `${(100 * s.plus10_id_kept).toFixed(2)} % keep their id, NMI loss ${s.plus10_nmi_loss.toFixed(4)}`;
    verdict(`${set.name}: rows shuffled ${s.shuffle_identical ? "identical" : "differ"}`, s.shuffle_identical);
    verdict(`${set.name}: other seed ARI ${three(s.seed_ari)}, >= .95`, s.seed_ari >= 0.95);
    verdict(`${set.name}: +10 % data: ${kept}`, s.plus10_id_kept >= 0.995 && s.plus10_nmi_loss <= 0.01);
    verdict(`${set.name}: label diversity ${three(ours.label_diversity)}, >= .75`, ours.label_diversity >= 0.75);
  }
}

function verdict(text: string, isMet: boolean): void {
  say(`  ${isMet ? "pass" : "MISS"}  ${text}`);
}

/** Geometric mean. */
function mean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / Math.max(1, values.length));
}
