import type { Folder } from "../sources/folder.ts";
import { unmatchedGlobs } from "../sources/mapping.ts";
import type { Freshness } from "../sources/source.ts";
import type { Engine } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import { type LoadRecord, landedLoads } from "./landing.ts";
import { loadFile } from "./load.ts";
import type { Workspace } from "./workspace.ts";

export interface LoadOptions {
  engine: Engine;
  workspace: Workspace;
  /** Only some files are meant, so an entry of the mapping may fit none. */
  partly?: boolean;
  freshness?: Freshness;
  env: Env;
}

export interface Load extends LoadRecord {
  /** Made before from the same bytes by the same rules; nothing was done. */
  skipped: boolean;
}

/** Loads the files of a folder in their order, as every entity they feed, and says what became of each. */
export async function loadFiles(options: LoadOptions, folder: Folder): Promise<Load[]> {
  const { engine, workspace, env } = options;
  const { files, mapping, ignored } = folder;
  for (const { path } of ignored) env.logger.warn(`${path} is named for no entity and is not read`);
  if (options.partly !== true) {
    const paths = files.map(({ path }) => path);
    for (const { glob } of unmatchedGlobs(mapping, paths)) env.logger.warn(`no file fits "${glob}" of ${mapping.file}`);
  }
  const landed = await landedLoads(workspace);
  let sequence = landed.at(-1)?.sequence ?? 0;
  const context = {
    engine,
    workspace,
    mapping,
    now: after(env.now(), landed),
    nextSequence: () => {
      sequence += 1;
      return sequence;
    },
    landed,
    ...(options.freshness === undefined ? {} : { freshness: options.freshness }),
  };
  const loads: Load[] = [];
  for (const file of files) {
    for (const { load, skipped } of await loadFile(context, file)) {
      loads.push({ ...load, skipped });
      if (!skipped) landed.push(load);
      say(env, { ...load, skipped });
    }
  }
  return loads;
}

/** Now, or just after the newest load where the wall clock was set back: loads land in the order of their sequence. */
function after(now: Date, landed: readonly LoadRecord[]): Date {
  const newest = landed.reduce((last, { loaded_at }) => Math.max(last, Date.parse(loaded_at) + 1), 0);
  return newest > now.getTime() ? new Date(newest) : now;
}

const number = (value: number) => value.toLocaleString("en");

function say({ logger }: Env, load: Load): void {
  const place = `  ${load.source} as ${load.entity}: `;
  if (load.skipped) {
    logger.info(`${place}unchanged, ${number(load.loaded)} rows`);
    return;
  }
  const parts = [
    `${number(load.read)} read`,
    `${number(load.loaded)} loaded`,
    `${number(load.quarantined)} quarantined`,
    `${number(load.superseded)} superseded${load.unchanged === undefined ? " in the file" : `, ${number(load.unchanged)} of them unchanged`}`,
    ...(load.deleted ? [`${number(load.deleted)} deleted`] : []),
    ...(load.filtered > 0 ? [`${number(load.filtered)} left out by where`] : []),
  ];
  logger.info(place + parts.join(", "));
  for (const note of load.notes) logger.warn(`${load.source}: ${note}`);
  if (!load.balanced) logger.error(`${load.source}: the rows read do not equal loaded + quarantined + superseded`);
}
