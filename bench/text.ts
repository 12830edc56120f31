// The text stages: word boundaries against a gold standard, models and codes kept whole, speed beside the bare engine and stage by stage.
//   npm run bench:text -- [--shared ../shared] [--rounds 3] [--json]
// CPU is user + system of this process, the least of the rounds; documents/s are for one core. What is not there is said to be absent.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { openChain } from "../pipelines/text/open-chain.ts";
import { openSegmenter, segmenters } from "../pipelines/text/segmenters.ts";
import type { TextColumns } from "../transforms/text/columns.ts";
import { tokenise } from "../transforms/text/tokens.ts";
import { boundaries } from "./text-boundaries.ts";
import { reviews as personal, recall } from "./text-privacy.ts";
import { pythonJieba } from "./text-python.ts";
import { type Figure, held, leastOf, type Section, told } from "./text-report.ts";
import { clauses, judgeOf, learnt } from "./text-sentiment.ts";
import { stages } from "./text-stages.ts";

const { values } = parseArgs({
  options: {
    shared: { type: "string", default: process.env.HUIYIN_SHARED ?? "../shared" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const batchRows = 2048;

/** The reviews of a shared set, one text a line; undefined where it is absent. */
function reviews(shared: string): string[] | undefined {
  const path = join(shared, "datasets", "online_shopping_10_cats.csv.gz");
  if (!existsSync(path)) return undefined;
  const [, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => line.split(",").slice(2).join(","));
}

const batches = (texts: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(texts.length / batchRows) }, (_, i) =>
    texts.slice(i * batchRows, (i + 1) * batchRows),
  );

const wholeCodes: Section = {
  title: "Models and codes",
  async run() {
    const segmenter = await openSegmenter();
    const file = new URL("../tests/fixtures/text/models-and-codes.txt", import.meta.url);
    const pieces = readFileSync(file, "utf8").trimEnd().split("\n");
    const kept = pieces.filter((piece) => tokenise([`型号${piece}漏水`], segmenter).words.includes(piece));
    return [held(`kept whole, of ${pieces.length}`, (100 * kept.length) / pieces.length, 100, 1, " %")];
  },
};

const segmentation: Section = {
  title: "Segmentation",
  async run(shared) {
    const texts = reviews(shared);
    if (texts === undefined) return [told("online_shopping_10_cats", "absent")];
    const segmenter = await openSegmenter();
    const native = await openSegmenter("node-rs");
    const cutAll = () => {
      for (const text of texts) native.cut(text);
    };
    const cutOwn = () => {
      for (const text of texts) segmenter.cut(text);
    };
    const readAll = () => {
      for (const batch of batches(texts)) tokenise(batch, segmenter);
    };
    const [bare, own, ours] = leastOf(rounds, [cutAll, cutOwn, readAll]) as [number, number, number];
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    return [
      told("documents, characters", `${texts.length.toLocaleString("en")}, ${characters.toLocaleString("en")}`),
      told(
        "bare engine, node-rs",
        `${perSecond(texts.length, bare)} documents/s, ${(characters / bare / 1e6).toFixed(2)} M characters/s`,
      ),
      told(
        "our own cuts the whole texts",
        `${perSecond(texts.length, own)} documents/s, ${(characters / own / 1e6).toFixed(2)} M characters/s`,
      ),
      held("tokens, models and codes whole, documents/s", texts.length / ours, 20_000, 0),
      {
        what: "tokens over the bare engine",
        figure: (ours / bare).toFixed(2),
        bar: "<= 1.5",
        isMet: ours / bare <= 1.5,
      },
      ...(await pythonJieba(texts, ours, own)),
    ];
  },
};

const wholeChain: Section = {
  title: "Whole chain",
  async run(shared) {
    const texts = reviews(shared);
    if (texts === undefined) return [told("online_shopping_10_cats", "absent")];
    const chain = await openChain({ taiwan: [], masked: ["海尔", "美的", "小米", "北京", "上海", "XQG50-8866"] });
    const judge = await judgeOf(shared);
    const readAll = (then: (columns: TextColumns) => void) => {
      for (const batch of batches(texts)) {
        const nothing = batch.map(() => null);
        then(chain({ texts: batch, known: batch.map(() => []), categories: nothing, sources: nothing }));
      }
    };
    const [read, judged] = leastOf(rounds, [() => readAll(() => {}), () => readAll(judge ?? (() => {}))]) as [
      number,
      number,
    ];
    return [
      held("normalised to clauses with all stages on, documents/s", texts.length / read, 8_000, 0),
      held("and judged by the lexicon and a model, documents/s", texts.length / judged, 8_000, 0),
      ...(await stages(texts)),
    ];
  },
};

const perSecond = (count: number, seconds: number) => Math.round(count / seconds).toLocaleString("en");

const sections: Section[] = [
  boundaries(segmenters),
  wholeCodes,
  segmentation,
  wholeChain,
  recall,
  personal,
  learnt,
  clauses,
];

const report: (Figure & { section: string })[] = [];
for (const section of sections) {
  if (!values.json) console.log(`\n${section.title}`);
  for (const line of await section.run(resolve(values.shared))) {
    report.push({ section: section.title, ...line });
    if (values.json) continue;
    const mark = line.isMet === undefined ? " " : line.isMet ? "✓" : "✗";
    console.log(`  ${mark} ${line.what.padEnd(64)} ${line.figure.padStart(14)}  ${line.bar ?? ""}`);
  }
}
if (values.json) console.log(JSON.stringify(report));
if (report.some(({ isMet }) => isMet === false)) process.exitCode = 1;
