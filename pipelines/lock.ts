import { open, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { exitCodes, UserError } from "./errors.ts";
import type { Workspace } from "./workspace.ts";

interface Holder {
  pid: number;
  host: string;
}

/** Takes the workspace for one run; the lock of a dead process on this host is taken over. Returns what releases it. */
export async function lockWorkspace(workspace: Workspace): Promise<() => Promise<void>> {
  const path = workspace.path(".lock");
  const me: Holder = { pid: process.pid, host: hostname() };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(JSON.stringify(me));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readHolder(path);
    if (holder !== undefined && (holder.host !== me.host || isAlive(holder.pid))) {
      throw new UserError(
        `Another run holds the workspace ${workspace.dir}: process ${holder.pid} on ${holder.host}.`,
        { exitCode: exitCodes.locked, hint: `Wait for it to end; if that process is gone, delete ${path}.` },
      );
    }
    await rm(path, { force: true });
  }
  throw new UserError(`The workspace ${workspace.dir} could not be locked.`, { exitCode: exitCodes.locked });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
