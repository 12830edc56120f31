import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Folder, readFolder } from "../sources/folder.ts";
import { noMapping, parseMapping, unmatchedGlobs } from "../sources/mapping.ts";
import { type Source, SourceError } from "../sources/source.ts";
import type { Engine } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { hashKeyVariable } from "./hash-key.ts";
import { type LoadRecord, landedLoads, loadHistory } from "./landing.ts";
import { loadFile } from "./load.ts";
import { forgetAgain } from "./privacy/forget-again.ts";
import type { Workspace } from "./workspace.ts";

export interface PullOptions {
  engine: Engine;
  workspace: Workspace;
  /** The input folder. */
  input?: string | undefined;
  /** Only these files of it, by path; all without. */
  only?: ReadonlySet<string>;
  /** Sources beside the folder, or instead of one. */
  sources?: readonly Source[];
  env: Env;
}

export interface PullResult {
  /** One for every file and entity it feeds, in the order of the files; `skipped` where it was loaded before. */
  loads: (LoadRecord & { skipped: boolean })[];
}

/**
 * Loads what is new in an input folder and in sources into the landing. Files that were loaded before, by content and
 * rules, are left alone, so that pulling twice changes nothing. Throws UserError for a folder, mapping or file that cannot
 * be read, and for a source that failed.
 */
export async function pull(options: PullOptions): Promise<PullResult> {
  const { engine, workspace, input, only, sources = [], env } = options;
  const loads: PullResult["loads"] = [];
  try {
    if (input !== undefined) {
      const folder = await readFolder(input);
      if (folder.files.length === 0) {
        throw new UserError(`${input} holds no file that is named for an entity or in ${folder.mapping.file}.`, {
          hint: "tickets.csv or feedback.csv is enough; huiyin doctor --input DIR explains the rest.",
        });
      }
      const files = folder.files.filter(({ path }) => only === undefined || only.has(path));
      loads.push(...(await loadFolderFiles(options, { ...folder, files })));
    }
    for (const source of sources) {
      const into = join(workspace.temporary, `fetch-${source.name}`);
      await rm(into, { recursive: true, force: true });
      await mkdir(into, { recursive: true });
      try {
        await fetchInto(source, into, options);
        const mapping =
          source.mapping === undefined ? noMapping : parseMapping(source.mapping, `mapping of ${source.name}`);
        const folder = await readFolder(into, mapping);
        const files = folder.files.map((file) => ({ ...file, path: `${source.name}/${file.path}` }));
        loads.push(...(await loadFolderFiles(options, { ...folder, files })));
      } finally {
        await rm(into, { recursive: true, force: true });
      }
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UserError(error.message, {
      exitCode: exitCodes.usage,
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
  for (const { entity, removed, cleared } of await forgetAgain(engine, workspace, env.variables[hashKeyVariable])) {
    env.logger.info(`  ${entity}: ${number(removed + cleared)} rows of forgotten customers are taken out again`);
  }
  return { loads };
}

async function fetchInto(source: Source, into: string, { workspace, env }: PullOptions): Promise<void> {
  const before = (await loadHistory(workspace)).filter((load) => load.source.startsWith(`${source.name}/`));
  const times = before.flatMap((load) => load.newest_at ?? []).sort();
  try {
    await source.fetch({ into, since: times.at(-1), variables: env.variables, say: (text) => env.logger.info(text) });
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(`The source ${source.name} failed: ${message}`, { exitCode: exitCodes.source, cause: error });
  }
}

async function loadFolderFiles(options: PullOptions, folder: Folder): Promise<PullResult["loads"]> {
  const { engine, workspace, env } = options;
  const { files, mapping, ignored } = folder;
  for (const path of ignored) env.logger.warn(`${path} is named for no entity and is not read`);
  if (options.only === undefined) {
    const paths = files.map(({ path }) => path);
    for (const { glob } of unmatchedGlobs(mapping, paths)) env.logger.warn(`no file fits "${glob}" of ${mapping.file}`);
  }
  const landed = await landedLoads(workspace);
  let sequence = landed.at(-1)?.sequence ?? 0;
  const context = {
    engine,
    workspace,
    mapping,
    now: env.now(),
    nextSequence: () => {
      sequence += 1;
      return sequence;
    },
    known: new Map(landed.map((load) => [load.load_id, load])),
  };
  const loads: PullResult["loads"] = [];
  for (const file of files) {
    for (const { load, skipped } of await loadFile(context, file)) {
      loads.push({ ...load, skipped });
      say(env, { ...load, skipped });
    }
  }
  return loads;
}

const number = (value: number) => value.toLocaleString("en");

function say({ logger }: Env, load: PullResult["loads"][number]): void {
  const place = `  ${load.source} as ${load.entity}: `;
  if (load.skipped) {
    logger.info(`${place}unchanged, ${number(load.loaded)} rows`);
    return;
  }
  const parts = [
    `${number(load.read)} read`,
    `${number(load.loaded)} loaded`,
    `${number(load.quarantined)} quarantined`,
    `${number(load.superseded)} superseded in the file`,
    ...(load.filtered > 0 ? [`${number(load.filtered)} left out by where`] : []),
  ];
  logger.info(place + parts.join(", "));
  for (const note of load.notes) logger.warn(`${load.source}: ${note}`);
  if (!load.balanced) logger.error(`${load.source}: the rows read do not equal loaded + quarantined + superseded`);
}
