import { buildChain, type TextChain } from "../../transforms/text/chain.ts";
import { readLexicon } from "./lexicon.ts";
import { openSegmenter } from "./segmenters.ts";
import { simplifier } from "./simplify.ts";
import { stems } from "./stems.ts";

/** What decides what the chain makes of a text; it can be sent to another thread. */
export interface ChainSettings {
  segmenter?: string | undefined;
  taiwan: readonly string[];
  /** Names of the master tables. */
  masked: readonly string[];
}

/** The text stages with the product's lexicon, the chosen segmenter and the names to mask. */
export async function openChain({ segmenter, taiwan, masked }: ChainSettings): Promise<TextChain> {
  const asWritten = simplifier("t");
  const ofTaiwan = simplifier("twp");
  const own = new Set(taiwan);
  return buildChain({
    segmenter: await openSegmenter(segmenter),
    lexicon: await readLexicon(),
    masked,
    simplify: (text, source) => (source !== null && own.has(source) ? ofTaiwan(text) : asWritten(text)),
    stem: stems(),
  });
}
