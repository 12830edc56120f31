import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Segmenter } from "../../transforms/text/segmenter.ts";

const stages = fileURLToPath(new URL("../../transforms/text", import.meta.url));

/**
 * Names what the result of a text depends on: the segmenter and its version, and a hash of the stages, the dictionary and the
 * lexicon. Results of one chain are never mixed with those of another.
 */
export async function chainId({ engine, version }: Pick<Segmenter, "engine" | "version">): Promise<string> {
  const entries = await readdir(stages, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${relative(stages, file)}\n`).update(await readFile(file));
  return `${engine}-${version}-${hash.digest("hex").slice(0, 12)}`;
}
