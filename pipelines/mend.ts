import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { exists, isUnfinished, restoreFolder } from "./files.ts";
import { manifestFile } from "./landing.ts";
import { recordKilled } from "./ledger.ts";
import type { Logger } from "./logger.ts";
import type { Workspace } from "./workspace.ts";

/** Folders of a workspace in which files are replaced one by one. */
const kept = ["landing", "quarantine", "sources", "text", "themes", "differences", "warehouse", "reports"];

/**
 * Makes up for runs that were killed, in a workspace whose lock is held: a folder that was being swapped is put back, what was
 * left unfinished goes, and the ledger says which runs were `killed`, by when they began.
 */
export async function mend(workspace: Workspace, killed: readonly string[], logger: Logger): Promise<void> {
  for (const at of killed) {
    if (recordKilled(workspace, { at }))
      logger.warn(`the run that began at ${at} was killed; this one makes up for it`);
  }
  await restoreFolder(workspace.published);
  await restoreFolder(workspace.site);
  for (const name of await readdir(workspace.reports).catch(() => [])) {
    const [, report] = /^\.(.+)\.old$/.exec(name) ?? [];
    if (report !== undefined) await restoreFolder(join(workspace.reports, report));
  }
  for (const path of await unfinished(workspace)) await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

/** Scratch files, half-written ones and rows put aside by a load that never came to count: nobody's, while the lock is held. */
export async function unfinished(workspace: Workspace): Promise<string[]> {
  const found: string[] = await uncounted(workspace);
  for (const entry of await readdir(workspace.dir, { withFileTypes: true })) {
    if (isUnfinished(entry.name) || entry.name.startsWith(".lock.")) found.push(workspace.path(entry.name));
    if (workspace.path(entry.name) === workspace.temporary) found.push(workspace.temporary);
    if (!entry.isDirectory() || !kept.includes(entry.name)) continue;
    for (const inside of await readdir(workspace.path(entry.name), { recursive: true, withFileTypes: true })) {
      if (isUnfinished(inside.name)) found.push(join(inside.parentPath, inside.name));
    }
  }
  return found;
}

async function uncounted({ quarantine, landing }: Workspace): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(quarantine, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const [id, rest] = entry.name.split(".");
    if (!entry.isFile() || !id || rest !== "jsonl") continue;
    const load = join(landing, basename(entry.parentPath), id);
    if (!(await exists(join(load, manifestFile)))) found.push(join(entry.parentPath, entry.name));
  }
  return found;
}
