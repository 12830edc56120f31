import { readFolder } from "../sources/folder.ts";
import type { Env } from "./env.ts";
import { type LoadRecord, loadHistory } from "./landing.ts";
import { lockWorkspace } from "./lock.ts";
import { pull } from "./pull.ts";
import { openWarehouse } from "./run.ts";
import type { Workspace } from "./workspace.ts";

export interface Replayed {
  source: string;
  entity: string;
  /** Rows put aside by the load before. */
  before: number;
  /** Rows put aside now; null where the file is no longer in the folder. */
  after: number | null;
}

/**
 * Reads the files that have rows in quarantine again, by mapping.yaml and contracts as they are now. A file whose rules
 * did not change is not read again and keeps its count.
 */
export async function replay(given: { workspace: Workspace; input: string; env: Env }): Promise<Replayed[]> {
  const { workspace, input } = given;
  const release = await lockWorkspace(workspace, given.env);
  try {
    const loads = (await loadHistory(workspace)).filter((load) => load.quarantined > 0);
    const present = new Set((await readFolder(input)).files.map(({ path }) => path));
    const only = new Set(loads.map(({ source }) => source).filter((source) => present.has(source)));
    const now: LoadRecord[] = only.size === 0 ? [] : await pullOnly(given, only);
    return loads.map(({ source, entity, block, quarantined }) => ({
      source,
      entity,
      before: quarantined,
      after: now.find((load) => load.source === source && load.block === block)?.quarantined ?? null,
    }));
  } finally {
    await release();
  }
}

async function pullOnly(
  given: { workspace: Workspace; input: string; env: Env },
  only: ReadonlySet<string>,
): Promise<LoadRecord[]> {
  const engine = await openWarehouse(given.workspace, { input: given.input });
  try {
    return (await pull({ engine, ...given, only })).loads;
  } finally {
    await engine.close();
  }
}
