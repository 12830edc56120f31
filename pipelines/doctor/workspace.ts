import { readdir, readFile } from "node:fs/promises";
import { exists } from "../files.ts";
import { isHeld, readHolder } from "../lock.ts";
import { unfinished } from "../mend.ts";
import type { Workspace } from "../workspace.ts";
import { readWritten } from "../written-yaml.ts";
import type { Check } from "./check.ts";

/** Looks at a workspace: the files people write, who holds it, and what killed runs left behind. */
export async function checkWorkspace(workspace: Workspace): Promise<Check[]> {
  if (!(await exists(workspace.dir)))
    return [{ name: "Workspace", ok: true, found: `${workspace.dir} does not exist yet; a run makes it` }];
  return [await checkFiles(workspace), await checkLock(workspace), await checkLeftovers(workspace)];
}

async function checkFiles(workspace: Workspace): Promise<Check> {
  const entries = await readdir(workspace.dir);
  const broken: string[] = [];
  for (const file of entries.filter((entry) => /\.ya?ml$/.test(entry))) {
    try {
      readWritten(await readFile(workspace.path(file), "utf8"), file);
    } catch (error) {
      broken.push((error as Error).message.replace(/\.$/, ""));
    }
  }
  if (broken.length > 0) return { name: "Workspace", ok: false, found: broken.join("; "), advice: "Correct the file." };
  const written = entries.filter((entry) => /\.(ya?ml|csv)$/.test(entry));
  const found = `${workspace.dir}${written.length > 0 ? ` with ${written.join(", ")}` : ""}`;
  return { name: "Workspace", ok: true, found };
}

async function checkLock(workspace: Workspace): Promise<Check> {
  const name = "Lock";
  const holder = await readHolder(workspace);
  if (holder === undefined) return { name, ok: true, found: "no run holds the workspace" };
  const path = workspace.path(".lock");
  const who = `process ${holder.pid} on ${holder.host}`;
  if (await isHeld(holder, path)) {
    const advice = `If that process is gone, delete ${path}.`;
    return { name, ok: false, found: `held by ${who} since ${holder.at}`, advice };
  }
  return { name, ok: true, found: `left by a run that was killed (${who}); the next run takes it over` };
}

async function checkLeftovers(workspace: Workspace): Promise<Check> {
  const { length } = await unfinished(workspace);
  const found =
    length === 0 ? "nothing is left of killed runs" : `${length} unfinished files; the next run clears them`;
  return { name: "Leftovers", ok: true, found };
}
