import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { failpoint } from "./failpoint.ts";
import { silentLogger } from "./logger.ts";
import { mend } from "./mend.ts";
import { whenStopped } from "./stop.ts";
import type { Workspace } from "./workspace.ts";

export interface Holder {
  pid: number;
  host: string;
  /** When the process began, as the system counts; tells it from a later one of the same number. Empty where it cannot be read. */
  began: string;
  /** When the lock was taken, UTC, ISO 8601. */
  at: string;
  /** When the killed runs began whose lock this one took over. */
  behind: string[];
}

const pathOf = (workspace: Workspace) => workspace.path(".lock");

/** Locks this process holds: a lock of our own number that is not among them is that of an earlier process. */
const held = new Set<string>();

/**
 * Takes the workspace for one run and makes up for a run that was killed; the lock of a dead process of this host is taken over.
 * Ended by a signal meanwhile, the process lets go of it. Returns what releases it; throws UserError where another run holds it.
 */
export async function lockWorkspace(
  workspace: Workspace,
  { now, logger }: Pick<Env, "now" | "logger"> = silent,
): Promise<() => Promise<void>> {
  const path = pathOf(workspace);
  const began = await beginOf(process.pid);
  const me: Holder = { pid: process.pid, host: hostname(), began, at: now().toISOString(), behind: [] };
  await take(workspace, me);
  held.add(path);
  failpoint("locked");
  const release = async () => {
    await rm(workspace.temporary, { recursive: true, force: true, maxRetries: 5 });
    held.delete(path);
    forget();
    await rm(path, { force: true });
  };
  const forget = whenStopped(workspace, me, logger);
  try {
    await mend(workspace, me.behind, logger);
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

const silent = { now: () => new Date(), logger: silentLogger };

async function take(workspace: Workspace, me: Holder): Promise<void> {
  const path = pathOf(workspace);
  // Written beside and then named, so that nobody ever reads half a lock.
  const own = workspace.path(`.lock.${randomUUID()}`);
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      await writeFile(own, JSON.stringify(me));
      const met = await link(own, path).then(
        () => "nobody",
        (error: NodeJS.ErrnoException) => error.code,
      );
      if (met === "nobody") return;
      // The holder clears away what it does not know: once more.
      if (met === "ENOENT") continue;
      if (met !== "EEXIST" && (await nameFirst(path, me))) return;
      const holder = await readHolder(workspace);
      if (holder === undefined) continue;
      if (await isHeld(holder, path)) throw refusal(workspace, holder);
      // A lock of an earlier version does not say when it was taken.
      me.behind = [...(holder.behind ?? []), holder.at ?? ""].filter((at) => at !== "");
      await putAside(path, holder);
    }
    throw new UserError(`The workspace ${workspace.dir} could not be locked.`, { exitCode: exitCodes.locked });
  } finally {
    await rm(own, { force: true });
  }
}

/** For a file system without links: the lock is named first and written then. */
async function nameFirst(path: string, me: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(me), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Of several that find the same dead lock, one alone takes it away; what another has taken meanwhile is given back. */
async function putAside(path: string, dead: Holder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  const text = await readFile(aside, "utf8").catch(() => undefined);
  if (text !== undefined && text !== "" && text !== JSON.stringify(dead)) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function refusal(workspace: Workspace, { pid, host }: Holder): UserError {
  return new UserError(`Another run holds the workspace ${workspace.dir}: process ${pid} on ${host}.`, {
    exitCode: exitCodes.locked,
    hint: `Wait for it to end; if that process is gone, delete ${pathOf(workspace)}.`,
  });
}

/** Who holds the workspace or left its lock behind; undefined without one. */
export async function readHolder(workspace: Workspace): Promise<Holder | undefined> {
  const text = await readFile(pathOf(workspace), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { pid: 0, host: hostname(), began: "", at: "", behind: [] };
  }
}

/** Whether the process that took a lock still runs; one of another host may. */
export async function isHeld(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  if (holder.pid === process.pid) return held.has(path);
  if (!isAlive(holder.pid)) return false;
  const began = await beginOf(holder.pid);
  return !began || !holder.began || began === holder.began;
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The system's boot and the tick at which a process began; empty where the system does not tell. */
async function beginOf(pid: number): Promise<string> {
  try {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /su, "").split(" ");
    return `${boot.trim()} ${fields[19] ?? ""}`;
  } catch {
    return "";
  }
}
