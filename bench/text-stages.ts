import { readLexicon } from "../pipelines/text/lexicon.ts";
import { openSegmenter } from "../pipelines/text/segmenters.ts";
import { simplifier } from "../pipelines/text/simplify.ts";
import { aspectFinder } from "../transforms/text/aspects.ts";
import { boilerplateFinder } from "../transforms/text/boilerplate.ts";
import { clausesOf } from "../transforms/text/clauses.ts";
import { languageOf } from "../transforms/text/language.ts";
import { normalise } from "../transforms/text/normalise.ts";
import { redact } from "../transforms/text/redact.ts";
import { bandsOf, letters } from "../transforms/text/similar.ts";
import { tokenise } from "../transforms/text/tokens.ts";
import { cpuSeconds, type Figure, told } from "./text-report.ts";

/** What each stage takes alone, in microseconds of CPU a document. */
export async function stages(texts: readonly string[]): Promise<Figure[]> {
  const lexicon = await readLexicon();
  const segmenter = await openSegmenter();
  const simplify = simplifier("t");
  const findBoilerplate = boilerplateFinder(lexicon.boilerplate);
  const findAspects = aspectFinder(lexicon);
  const normal = texts.map((text) => normalise(text, simplify).text);
  const clauses = normal.map((text) => clausesOf(text));
  const each: Record<string, (text: string, i: number) => unknown> = {
    normalise: (_, i) => normalise(texts[i] as string, simplify),
    boilerplate: (text) => findBoilerplate(text),
    redact: (text) => redact(text, []),
    language: (text) => languageOf(text, lexicon.stopWords),
    "signature for copies": (text) => bandsOf(letters(text)),
    clauses: (text) => clausesOf(text),
    "parts and troubles": (text, i) => clauses[i]?.map((clause) => findAspects(text, clause, () => true, null)),
  };
  const figures = Object.entries(each).map(([name, work]) => {
    const seconds = cpuSeconds(() => {
      for (const [i, text] of normal.entries()) work(text, i);
    });
    return told(`  ${name}, µs a document`, ((seconds / texts.length) * 1e6).toFixed(1));
  });
  const tokens = cpuSeconds(() => {
    for (let i = 0; i < normal.length; i += 2048) tokenise(normal.slice(i, i + 2048), segmenter);
  });
  return [...figures, told("  tokens, µs a document", ((tokens / texts.length) * 1e6).toFixed(1))];
}
