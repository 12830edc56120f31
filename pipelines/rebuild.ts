import { join, resolve } from "node:path";
import type { Embedder } from "../transforms/themes/vectoriser.ts";
import { hashWrittenFiles } from "./basis.ts";
import { codeVersion } from "./code-version.ts";
import { openDuckdb } from "./engines/duckdb.ts";
import type { Env } from "./env.ts";
import { UserError } from "./errors.ts";
import { givenHashKey } from "./hash-key.ts";
import { type RunRecord, readRuns } from "./ledger.ts";
import { lockWorkspace } from "./lock.ts";
import { publish } from "./publish.ts";
import { runId } from "./run-id.ts";
import { buildSite } from "./site.ts";
import { transform } from "./transform.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

export interface RebuildOptions {
  workspace: string;
  run: string;
  /** Folder for warehouse.duckdb, warehouse/, published/ and site/; the workspace's own stay as they are. */
  out: string;
  memory: string;
  /** The model that the run's themes were found with. */
  embedder?: Embedder | undefined;
  env: Env;
}

/**
 * Makes the numbers of an earlier run again from the loads it knew. Throws UserError where the run is not in the ledger, where
 * the code or a file people wrote is another, and where the bytes are not the same.
 */
export async function rebuild(options: RebuildOptions): Promise<void> {
  const { env, memory, embedder } = options;
  const workspace = await openWorkspace(options.workspace);
  const release = await lockWorkspace(workspace, env);
  try {
    const record = await findRun(workspace, options.run);
    const { basis } = record;
    await refuseOther(workspace, record);
    const beside = placed(workspace, options.out);
    const engine = await openDuckdb({ path: beside.warehouse, memoryLimit: memory, tempDirectory: beside.temporary });
    let sha256: string;
    try {
      await engine.sandbox([workspace.dir, resolve(options.out)]);
      const { logger } = env;
      const asOf = new Date(record.as_of);
      const hashKey = givenHashKey(env.variables);
      const { zone } = record;
      const { tables } = beside;
      const { sequence: upTo, themes = null, text } = basis;
      const wanted = { zone, asOf, upTo, hashKey, themes, text, embedder };
      await transform({ engine, workspace, tables, logger, ...wanted });
      ({ sha256 } = await publish(engine, beside, record));
    } finally {
      await engine.close();
    }
    if (sha256 !== record.manifest) {
      throw new UserError(
        `The run ${record.run_id} was made again in ${options.out}, and its files are not the same.`,
        {
          hint: "Compare published/manifest.json of both; what landed, or the key that names engineers, must have been changed.",
        },
      );
    }
    await buildSite(beside, { logger: env.logger });
    env.logger.info(`${record.run_id}: published/ is the same, byte for byte`);
  } finally {
    await release();
  }
}

/** A workspace whose products lie elsewhere. */
function placed(workspace: Workspace, out: string): Workspace {
  const dir = resolve(out);
  return {
    ...workspace,
    warehouse: join(dir, "warehouse.duckdb"),
    tables: join(dir, "warehouse"),
    published: join(dir, "published"),
    site: join(dir, "site"),
    temporary: join(dir, ".tmp"),
  };
}

type Rebuildable = RunRecord & Required<Pick<RunRecord, "basis" | "manifest">>;
const isRebuildable = (record: RunRecord): record is Rebuildable =>
  record.basis !== undefined && record.manifest !== undefined;

async function findRun(workspace: Workspace, id: string): Promise<Rebuildable> {
  const runs = (await readRuns(workspace)).filter(isRebuildable);
  const found = runs.findLast(({ run_id }) => run_id === id);
  if (found !== undefined) return found;
  const known = [...new Set(runs.map(({ run_id }) => run_id))].slice(-5);
  throw new UserError(`The workspace ${workspace.dir} has published no run "${id}".`, {
    hint: known.length === 0 ? "No run was published yet." : `The newest are ${known.join(", ")}.`,
  });
}

async function refuseOther(workspace: Workspace, record: Rebuildable): Promise<void> {
  const code = await codeVersion();
  if (code !== record.code_version) {
    throw new UserError(`The run ${record.run_id} was made by version ${record.code_version}; this is ${code}.`, {
      hint: "Install that version and run this again.",
    });
  }
  const files = await hashWrittenFiles(workspace);
  for (const name of new Set([...Object.keys(files), ...Object.keys(record.basis.files)])) {
    if (files[name] === record.basis.files[name]) continue;
    throw new UserError(`${name} is not what it was when the run ${record.run_id} was made.`, {
      hint: "Put back the file of that day and run this again.",
    });
  }
  const basis = { ...record.basis, files };
  if ((await runId(workspace, { ...record, basis })) !== record.run_id) {
    throw new UserError(`Something that had landed when the run ${record.run_id} was made is not there any more.`);
  }
}
