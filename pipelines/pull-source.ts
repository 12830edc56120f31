import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readFolder } from "../sources/folder.ts";
import { noMapping, parseMapping } from "../sources/mapping.ts";
import { type FetchResult, type Range, type Source, SourceError } from "../sources/source.ts";
import { exitCodes, UserError } from "./errors.ts";
import { failpoint } from "./failpoint.ts";
import { allLoads, type LoadRecord } from "./landing.ts";
import { type Load, type LoadOptions, loadFiles } from "./load-files.ts";
import { readState, writeState } from "./source-state.ts";
import type { Workspace } from "./workspace.ts";

interface SourceOptions extends LoadOptions {
  range?: Range | undefined;
}

/**
 * Fetches what a source has to give and loads it. The state it gives back is kept only after all of it is on disk: whatever
 * happens before, the same is asked for again. Throws UserError where the source failed.
 */
export async function pullSource(source: Source, options: SourceOptions): Promise<Load[]> {
  const all: Load[] = [];
  for (let before: string | undefined; ; ) {
    const { loads, state, more } = await pullOnce(source, options);
    all.push(...loads);
    if (!more || options.range !== undefined) return all;
    const now = JSON.stringify(state);
    if (now === before) throw failed(source, "it says there is more and does not get on");
    before = now;
  }
}

async function pullOnce(source: Source, options: SourceOptions) {
  const { workspace, range } = options;
  const into = join(workspace.temporary, `fetch-${source.name}`);
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  try {
    const { state, more = false, files: facts = {} } = await fetchInto(source, into, options);
    const mapping =
      source.mapping === undefined ? noMapping : parseMapping(source.mapping, `mapping of ${source.name}`);
    const folder = await readFolder(into, mapping);
    const stray = Object.keys(facts).find((path) => !folder.files.some((file) => file.path === path));
    if (stray !== undefined) throw failed(source, `it speaks of ${stray}, which it did not write`);
    const files = folder.files.map((file) => {
      const known = facts[file.path];
      return { ...file, path: `${source.name}/${file.path}`, ...(known === undefined ? {} : { facts: known }) };
    });
    const loads = await loadFiles({ ...options, partly: true }, { ...folder, files });
    if (state !== undefined && range === undefined) {
      failpoint("source-loaded");
      await writeState(workspace, source, state, await loadsOf(workspace, source));
      failpoint("source-state");
    }
    return { loads, state, more };
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

async function fetchInto(source: Source, into: string, options: SourceOptions): Promise<FetchResult> {
  const { workspace, range, env } = options;
  const before = await loadsOf(workspace, source);
  const times = before.flatMap((load) => load.newest_at ?? []).sort();
  try {
    const result = await source.fetch({
      into,
      since: times.at(-1),
      state: await readState(workspace, source, before),
      range,
      signal: env.signal ?? new AbortController().signal,
      variables: env.variables,
      say: (text) => env.logger.info(text),
    });
    return result ?? {};
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw failed(source, error instanceof Error ? error.message : String(error), error);
  }
}

const loadsOf = async (workspace: Workspace, source: Source): Promise<LoadRecord[]> =>
  (await allLoads(workspace, Number.POSITIVE_INFINITY)).filter((load) => load.source.startsWith(`${source.name}/`));

const failed = (source: Source, why: string, cause?: unknown) =>
  new UserError(`The source ${source.name} failed: ${why}`, { exitCode: exitCodes.source, cause });
