import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import { allLoads, loadFolder, manifestFile } from "../landing.ts";
import { quarantineFile, readQuarantine } from "../quarantine.ts";
import type { Workspace } from "../workspace.ts";

/** Takes out of the quarantine the lines in which a word is a forgotten customer's key; returns how many. */
export async function forgetInQuarantine(
  workspace: Workspace,
  isForgotten: (word: string) => boolean,
): Promise<number> {
  let removed = 0;
  for (const load of await allLoads(workspace, Number.POSITIVE_INFINITY)) {
    const path = quarantineFile(workspace, load.entity, load.load_id);
    const folder = join(workspace.quarantine, load.entity);
    if (!(await readdir(folder).catch(() => [] as string[])).includes(`${load.load_id}.jsonl`)) continue;
    const lines = await readQuarantine(workspace, load.entity, load.load_id);
    const rest = lines.filter(({ raw, raw_encoding, reasons }) => {
      const text = raw_encoding === "base64" ? Buffer.from(raw, "base64").toString("latin1") : raw;
      return ![text, ...reasons.map(({ got }) => got ?? "")].some((part) => wordsOf(part).some(isForgotten));
    });
    const gone = lines.length - rest.length;
    if (gone === 0) continue;
    removed += gone;
    await writeWhole(path, rest.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const changed = {
      ...load,
      read: load.read - gone,
      quarantined: load.quarantined - gone,
      forgotten: (load.forgotten ?? 0) + gone,
    };
    await writeWhole(join(loadFolder(workspace, load), manifestFile), `${JSON.stringify(changed, null, 2)}\n`);
  }
  return removed;
}

/** Cells and words of a raw record. */
const wordsOf = (text: string): string[] => [...text.split(/[,;\t|"\r\n]+/u), ...text.split(/[^\p{L}\p{N}_.@+-]+/u)];
