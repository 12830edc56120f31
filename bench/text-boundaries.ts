import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openSegmenter } from "../pipelines/text/segmenters.ts";
import type { Segmenter } from "../transforms/text/segmenter.ts";
import { type Figure, held, type Section, told } from "./text-report.ts";

/** Where words begin and end, as `start-end`. */
function spansOf(words: readonly string[]): Set<string> {
  const spans = new Set<string>();
  let at = 0;
  for (const word of words) {
    spans.add(`${at}-${at + word.length}`);
    at += word.length;
  }
  return spans;
}

/** F1 of an engine's words over a gold standard: one sentence a line, words between spaces. */
export function f1(gold: readonly string[], segmenter: Segmenter): number {
  let right = 0;
  let wanted = 0;
  let found = 0;
  for (const line of gold) {
    const words = line.split(/\s+/).filter((word) => word !== "");
    const truth = spansOf(words);
    const cut = spansOf(segmenter.cut(words.join("")));
    for (const span of cut) if (truth.has(span)) right++;
    wanted += truth.size;
    found += cut.size;
  }
  return (2 * right) / (wanted + found);
}

/** Word boundaries by SIGHAN 2005: each engine with its own dictionary, and the default with ours beside it. */
export const boundaries = (engines: Record<string, (dictionary: Buffer | null) => Promise<Segmenter>>): Section => ({
  title: "Word boundaries (SIGHAN 2005, no guessed words)",
  async run(shared) {
    const figures: Figure[] = [];
    for (const [set, bar] of [
      ["pku", 0.83],
      ["msr", 0.82],
    ] as const) {
      const path = join(shared, "datasets", "sighan2005", `${set}_test_gold.utf8`);
      if (!existsSync(path)) {
        figures.push(told(`${set.toUpperCase()} F1`, "absent"));
        continue;
      }
      const gold = readFileSync(path, "utf8").trimEnd().split("\n");
      for (const name of ["own", "node-rs", "wasm", "nodejieba"]) {
        const segmenter = await engines[name]?.(null).catch(() => undefined);
        const what = `${set.toUpperCase()} F1, ${name}, stock dictionary`;
        if (segmenter === undefined) figures.push(told(what, "not installed"));
        else if (name === "own") figures.push(held(what, f1(gold, segmenter), bar, 4));
        else figures.push(told(what, f1(gold, segmenter).toFixed(4)));
      }
      figures.push(
        told(`${set.toUpperCase()} F1, own, with the domain dictionary`, f1(gold, await openSegmenter()).toFixed(4)),
      );
    }
    return figures;
  },
});
