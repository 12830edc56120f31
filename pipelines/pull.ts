import { readFolder } from "../sources/folder.ts";
import { unmatchedGlobs } from "../sources/mapping.ts";
import { SourceError } from "../sources/source.ts";
import type { Engine } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { type LoadRecord, landedLoads } from "./landing.ts";
import { loadFile } from "./load.ts";
import type { Workspace } from "./workspace.ts";

export interface PullOptions {
  engine: Engine;
  workspace: Workspace;
  /** The input folder. */
  input: string;
  /** Only these files of it, by path; all without. */
  only?: ReadonlySet<string>;
  env: Env;
}

export interface PullResult {
  /** One for every file and entity it feeds, in the order of the files; `skipped` where it was loaded before. */
  loads: (LoadRecord & { skipped: boolean })[];
}

/**
 * Loads what is new in an input folder into the landing. Files that were loaded before, by content and rules, are left
 * alone, so that pulling twice changes nothing. Throws UserError for a folder, mapping or file that cannot be read.
 */
export async function pull({ engine, workspace, input, only, env }: PullOptions): Promise<PullResult> {
  try {
    const { files, mapping, ignored } = await readFolder(input);
    if (files.length === 0) {
      throw new UserError(`${input} holds no file that is named for an entity or in ${mapping.file}.`, {
        hint: "tickets.csv or feedback.csv is enough; huiyin doctor --input DIR explains the rest.",
      });
    }
    for (const path of ignored) env.logger.warn(`${path} is named for no entity and is not read`);
    const paths = files.map(({ path }) => path);
    for (const { glob } of unmatchedGlobs(mapping, paths)) env.logger.warn(`no file fits "${glob}" of ${mapping.file}`);
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
    for (const file of only === undefined ? files : files.filter(({ path }) => only.has(path))) {
      for (const { load, skipped } of await loadFile(context, file)) {
        loads.push({ ...load, skipped });
        say(env, load, skipped);
      }
    }
    return { loads };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UserError(error.message, {
      exitCode: exitCodes.usage,
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

const number = (value: number) => value.toLocaleString("en");

function say({ logger }: Env, load: LoadRecord, skipped: boolean): void {
  const place = `  ${load.source} as ${load.entity}: `;
  if (skipped) {
    logger.info(`${place}unchanged, ${number(load.loaded)} rows`);
    return;
  }
  const parts = [
    `${number(load.read)} read`,
    `${number(load.loaded)} loaded`,
    `${number(load.quarantined)} quarantined`,
    `${number(load.superseded)} superseded`,
    ...(load.filtered > 0 ? [`${number(load.filtered)} left out by where`] : []),
  ];
  logger.info(place + parts.join(", "));
  for (const note of load.notes) logger.warn(`${load.source}: ${note}`);
  if (!load.balanced) logger.error(`${load.source}: the rows read do not equal loaded + quarantined + superseded`);
}
