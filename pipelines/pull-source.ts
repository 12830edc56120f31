import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readFolder } from "../sources/folder.ts";
import { noMapping, parseMapping } from "../sources/mapping.ts";
import { type FetchResult, type Range, type Source, SourceError } from "../sources/source.ts";
import { exitCodes, UserError } from "./errors.ts";
import { failpoint } from "./failpoint.ts";
import { allLoads, type LoadRecord } from "./landing.ts";
import { type Load, type LoadOptions, loadFiles } from "./load-files.ts";
import { unaccounted } from "./reconcile.ts";
import { readState, writeState } from "./source-state.ts";
import type { Workspace } from "./workspace.ts";

interface SourceOptions extends LoadOptions {
  range?: Range | undefined;
}

/**
 * Fetches what a source has to give and loads it. The state it gives back is kept only after all of it is on disk: whatever
 * happens before, the same is asked for again. A file of which another number of rows landed than the source counts is read
 * whole at once. Throws UserError where the source failed.
 */
export async function pullSource(source: Source, options: SourceOptions): Promise<Load[]> {
  const all: Load[] = [];
  let whole: ReadonlySet<string> = new Set();
  for (let before: string | undefined; ; ) {
    const { loads, state, more, files } = await fetchAndLoad(source, options, whole);
    all.push(...loads);
    if (options.range !== undefined) return all;
    if (more) {
      const now = JSON.stringify(state);
      if (now === before) throw failed(source, "it says there is more and does not get on");
      before = now;
      continue;
    }
    const lacking = whole.size > 0 ? new Map() : await filesThatDiffer(options.workspace, source, files);
    if (lacking.size === 0) return all;
    for (const [path, rows] of lacking) {
      const met = rows > 0 ? `counts ${rows} more` : `holds ${-rows} fewer`;
      options.env.logger.warn(`${source.name} ${met} rows of ${path} than landed; the file is read whole`);
    }
    whole = new Set(lacking.keys());
  }
}

interface Given {
  state: FetchResult["state"] | undefined;
  more: boolean;
  files: NonNullable<FetchResult["files"]>;
  loads: Load[];
}

async function fetchAndLoad(source: Source, options: SourceOptions, whole: ReadonlySet<string>): Promise<Given> {
  const { workspace, range } = options;
  const into = join(workspace.temporary, `fetch-${source.name}`);
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  try {
    const { state, more = false, files: facts = {} } = await fetchInto(source, into, whole, options);
    const mapping =
      source.mapping === undefined ? noMapping : parseMapping(source.mapping, `mapping of ${source.name}`);
    const folder = await readFolder(into, mapping);
    const written = new Set(folder.files.map(({ path }) => path));
    const stray = Object.entries(facts).find(([path, { rows }]) => rows && !written.has(path));
    if (stray !== undefined) throw failed(source, `it speaks of ${stray[0]}, which it did not write`);
    const files = folder.files.map((file) => {
      return { ...file, path: `${source.name}/${file.path}`, facts: facts[file.path] ?? {} };
    });
    const loads = await loadFiles(
      { ...options, partly: true, ...(source.freshness === undefined ? {} : { freshness: source.freshness }) },
      { ...folder, files },
    );
    if (state !== undefined && range === undefined) {
      failpoint("source-loaded");
      await writeState(workspace, source, state, await loadsOf(workspace, source));
      failpoint("source-state");
    }
    return { state, more, files: facts, loads };
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

/** Files of which another number of rows landed than their source counts, with the difference. */
async function filesThatDiffer(
  workspace: Workspace,
  source: Source,
  facts: Given["files"],
): Promise<Map<string, number>> {
  const all = await loadsOf(workspace, source);
  const differ = new Map<string, number>();
  for (const [path, { held, complete }] of Object.entries(facts)) {
    if (held === undefined || complete === true) continue;
    const own = all.filter((load) => load.source === `${source.name}/${path}`);
    if (own.length === 0 && held > 0) differ.set(path, held);
    for (const block of new Set(own.map((load) => load.block))) {
      const rows = unaccounted(
        own.filter((load) => load.block === block),
        held,
      );
      if (rows !== 0) differ.set(path, rows);
    }
  }
  return differ;
}

async function fetchInto(
  source: Source,
  into: string,
  whole: ReadonlySet<string>,
  options: SourceOptions,
): Promise<FetchResult> {
  const { workspace, range, env } = options;
  const before = await loadsOf(workspace, source);
  const times = before.flatMap((load) => load.newest_at ?? []).sort();
  try {
    const result = await source.fetch({
      into,
      since: times.at(-1),
      state: await readState(workspace, source, before),
      range,
      whole,
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
