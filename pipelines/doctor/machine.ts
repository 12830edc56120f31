import { readFile, stat, statfs } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { openDuckdb } from "../engines/duckdb.ts";
import type { Env } from "../env.ts";
import { loadInputs } from "../inputs.ts";
import type { Workspace } from "../workspace.ts";
import { readWritten } from "../written-yaml.ts";
import type { Check } from "./check.ts";
import { checkDrivers } from "./sources.ts";
import { checkWorkspace } from "./workspace.ts";

const transforms = fileURLToPath(new URL("../../transforms", import.meta.url));
const gigabyte = 2 ** 30;
const amount = (bytes: number) => `${(bytes / gigabyte).toFixed(1)} GB`;

/** Looks at the machine and the workspace: Node, encodings, memory, disk, calendar, the files people write, lock, secrets, drivers. */
export async function checkMachine(env: Env, workspace: Workspace): Promise<Check[]> {
  return [
    checkNode(process.versions.node),
    checkEncodings(),
    checkMemory(),
    await checkDisk(workspace.dir),
    await checkCalendar(workspace, env.now()),
    await checkWritten(workspace),
    ...(await checkWorkspace(workspace)),
    checkSecrets(env.variables),
    await checkDrivers(),
  ];
}

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { name: "Node", ok, found: version, ...(ok ? {} : { advice: "Install Node 20.19 or newer." }) };
}

function checkEncodings(): Check {
  const missing = ["gb18030", "big5", "utf-16le"].filter((label) => {
    try {
      return new TextDecoder(label, { fatal: true }).encoding === "";
    } catch {
      return true;
    }
  });
  const found = missing.length === 0 ? "UTF-8, GB18030, Big5, UTF-16" : `cannot read ${missing.join(", ")}`;
  const advice = "This Node was built without full ICU; install an official build.";
  return { name: "Encodings", ok: missing.length === 0, found, ...(missing.length === 0 ? {} : { advice }) };
}

function checkMemory(): Check {
  const limit = process.constrainedMemory?.() ?? 0;
  const total = limit > 0 && limit < totalmem() ? limit : totalmem();
  const ok = total >= 2 * gigabyte;
  const advice = "Runs keep to HUIYIN_MEMORY (default 2GB) and spill to disk; set it to less than the machine has.";
  return { name: "Memory", ok, found: `${amount(total)}, ${amount(freemem())} free`, ...(ok ? {} : { advice }) };
}

/** The workspace may not exist yet; the nearest folder that does tells the disk. */
async function checkDisk(folder: string): Promise<Check> {
  let place = resolve(folder);
  while ((await stat(place).catch(() => undefined)) === undefined && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const ok = free >= 2 * gigabyte;
  const advice = "A run needs about five times the size of its input; free some space or choose another --workspace.";
  return { name: "Disk", ok, found: `${amount(free)} free at ${place}`, ...(ok ? {} : { advice }) };
}

async function checkCalendar(workspace: Workspace, now: Date): Promise<Check> {
  const year = now.getUTCFullYear();
  const own = await readFile(workspace.path("coverage.yaml"), "utf8").catch(() => undefined);
  const text = own ?? (await readFile(join(transforms, "calendar", "coverage.yaml"), "utf8"));
  const years = ((readWritten(text, "coverage.yaml") as { complete?: number[] } | null)?.complete ?? []).toSorted(
    (a, b) => a - b,
  );
  const ok = years.includes(year);
  const found = years.length === 0 ? "no year is declared complete" : `complete for ${years[0]} to ${years.at(-1)}`;
  const advice = `Business minutes that touch ${year} have no number until calendar.csv and coverage.yaml of the workspace cover it.`;
  return { name: "Calendar", ok, found, ...(ok ? {} : { advice }) };
}

/** Reads calendar and SLA policy as a run would. */
async function checkWritten(workspace: Workspace): Promise<Check> {
  const name = "Calendar and SLA policy";
  const engine = await openDuckdb({ memoryLimit: "512MB", threads: 1 });
  try {
    await loadInputs(engine, transforms, workspace);
    return { name, ok: true, found: "can be read" };
  } catch (error) {
    return { name, ok: false, found: (error as Error).message, advice: "Correct the file in the workspace." };
  } finally {
    await engine.close();
  }
}

/** Names of variables only; a value is never shown. */
function checkSecrets(variables: Env["variables"]): Check {
  const set = Object.keys(variables)
    .filter((name) => name.startsWith("HUIYIN_"))
    .sort();
  return {
    name: "Secrets",
    ok: true,
    found: set.length === 0 ? "no HUIYIN_ variable is set, none is needed for files" : `set: ${set.join(", ")}`,
  };
}
