import { readFile } from "node:fs/promises";
import { type Lexicon, lexiconFiles, parseLexicon } from "../../transforms/text/lexicon.ts";

const folder = new URL("../../transforms/text/lexicon/", import.meta.url);

/** The lexicon the product ships. */
export async function readLexicon(): Promise<Lexicon> {
  const files = lexiconFiles.map(async (file) => [file, await readFile(new URL(file, folder), "utf8")] as const);
  return parseLexicon(Object.fromEntries(await Promise.all(files)));
}
