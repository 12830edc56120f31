import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Json, Source } from "../sources/source.ts";
import { writeWhole } from "./files.ts";
import type { LoadRecord } from "./landing.ts";
import { contractHash, digest } from "./load-hash.ts";
import type { Workspace } from "./workspace.ts";

const schema = z.strictObject({
  state: z.json(),
  /** What decided how the rows it speaks of were read. */
  rules: z.string(),
});

const path = (workspace: Workspace, source: Pick<Source, "name">) => workspace.path("sources", `${source.name}.json`);

const rulesOf = (source: Source, loads: readonly LoadRecord[]) =>
  digest([source.mapping ?? "", [...new Set(loads.map(({ entity }) => contractHash(entity)))].sort()]);

/**
 * The state a source gave back when its rows were on disk. Undefined where its rows have to be read from the start: their
 * loads are gone, or they would be read by other rules today. `loads` are those of this source.
 */
export async function readState(
  workspace: Workspace,
  source: Source,
  loads: readonly LoadRecord[],
): Promise<Json | undefined> {
  const text = await readFile(path(workspace, source), "utf8").catch(() => undefined);
  if (text === undefined || loads.length === 0) return undefined;
  const kept = schema.safeParse(parse(text));
  return kept.success && kept.data.rules === rulesOf(source, loads) ? kept.data.state : undefined;
}

/** Keeps the state of a source; to be called when everything it speaks of is on disk. */
export async function writeState(
  workspace: Workspace,
  source: Source,
  state: Json,
  loads: readonly LoadRecord[],
): Promise<void> {
  const content = { state, rules: rulesOf(source, loads) };
  await writeWhole(path(workspace, source), `${JSON.stringify(content)}\n`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
