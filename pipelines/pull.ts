import { readFolder } from "../sources/folder.ts";
import { type Range, type Source, SourceError } from "../sources/source.ts";
import type { Engine } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { givenHashKey } from "./hash-key.ts";
import { type Load, loadFiles } from "./load-files.ts";
import { forgetAgain } from "./privacy/forget-again.ts";
import { pullSource } from "./pull-source.ts";
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
  /** Backfill: only the rows of this span, from sources alone. */
  range?: Range | undefined;
  env: Env;
}

export interface PullResult {
  /** One for every file and entity it feeds, in the order of the files. */
  loads: Load[];
}

/**
 * Loads what is new in an input folder and in sources into the landing. Files that were loaded before, by content and
 * rules, are left alone, so that pulling twice changes nothing. Throws UserError for a folder, mapping or file that cannot
 * be read, and for a source that failed.
 */
export async function pull(options: PullOptions): Promise<PullResult> {
  const { engine, workspace, input, only, sources = [], env } = options;
  const loads: Load[] = [];
  try {
    if (input !== undefined) {
      const folder = await readFolder(input);
      if (folder.files.length === 0) {
        const { ignored, mapping } = folder;
        const held = ignored.slice(0, 5).map(({ path }) => path);
        const holds = held.length === 0 ? "" : `; it holds ${held.join(", ")}${ignored.length > 5 ? ", …" : ""}`;
        throw new UserError(`${input} holds no file that is named for an entity or in ${mapping.file}${holds}.`, {
          hint: "tickets.csv or feedback.csv is enough; huiyin doctor --input DIR explains the rest.",
        });
      }
      const files = folder.files.filter(({ path }) => only === undefined || only.has(path));
      loads.push(...(await loadFiles({ ...options, partly: only !== undefined }, { ...folder, files })));
    }
    for (const source of sources) loads.push(...(await pullSource(source, options)));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UserError(error.message, {
      exitCode: exitCodes.usage,
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
  for (const { entity, removed, cleared } of await forgetAgain(engine, workspace, givenHashKey(env.variables))) {
    env.logger.info(
      `  ${entity}: ${(removed + cleared).toLocaleString("en")} rows of forgotten customers are taken out again`,
    );
  }
  return { loads };
}
