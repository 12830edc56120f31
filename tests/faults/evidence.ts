import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { identifier, literal } from "../../pipelines/engines/engine.ts";
import { exists } from "../../pipelines/files.ts";
import { allLoads, loadFolder, partFile } from "../../pipelines/landing.ts";
import { unfinished } from "../../pipelines/mend.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A hash of every file of a folder, by its path; none where it is not there. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found[relative(folder, path)] = sha256(await readFile(path));
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What readers see: a hash over the whole of published/ or site/, `absent` where there is none; throws where published is no whole. */
export async function seen(folder: string): Promise<string> {
  const files = await filesOf(folder);
  if (Object.keys(files).length === 0) return "absent";
  const manifest = join(folder, "manifest.json");
  if (await exists(manifest)) {
    const named = JSON.parse(await readFile(manifest, "utf8")) as { files: { path: string; sha256: string }[] };
    for (const { path, sha256: wanted } of named.files) {
      if (files[path] !== wanted) throw new Error(`${path} is not what the manifest beside it names`);
    }
    if (Object.keys(files).length !== named.files.length + 1) throw new Error("a file of another run is published");
  }
  return sha256(JSON.stringify(files));
}

/** Whatever a rerun has to make equal, by name: without wall clock times, ids of processes and caches. */
export async function evidence(dir: string): Promise<Record<string, unknown>> {
  const workspace = await openWorkspace(dir);
  return {
    ...(await landing(workspace)),
    published: await filesOf(workspace.published),
    site: await filesOf(workspace.site),
    quarantine: await filesOf(workspace.quarantine),
    reports: await filesOf(workspace.reports),
    themes: await filesOf(workspace.path("themes")),
    differences: await filesOf(workspace.path("differences")),
    unfinished: await unfinished(workspace),
    lock: await exists(workspace.path(".lock")),
  };
}

async function landing(workspace: Workspace) {
  const engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
  const hashed = async (from: string) => {
    const rows = `SELECT count(*) AS n, bit_xor(hash(t)) AS h FROM ${from} AS t`;
    return (await engine.query<{ n: number; h: number }>(rows)).map(({ n, h }) => `${n} ${h}`)[0];
  };
  try {
    const loads = [];
    for (const { loaded_at: _, ...load } of await allLoads(workspace, Number.POSITIVE_INFINITY)) {
      const part = literal(join(loadFolder(workspace, load), partFile));
      loads.push({ ...load, content: await hashed(`(SELECT * EXCLUDE (_loaded_at) FROM read_parquet(${part}))`) });
    }
    const texts = (await exists(workspace.path("text")))
      ? await hashed(`(SELECT DISTINCT * FROM read_parquet(${literal(workspace.path("text", "*", "*.parquet"))}))`)
      : "";
    return { loads, texts };
  } finally {
    await engine.close();
  }
}

/** What a transform makes: rows and their hash, by table; without what says when it ran. */
export async function warehouse(dir: string): Promise<Record<string, string>> {
  const { warehouse: path, tables } = await openWorkspace(dir);
  const engine = await openDuckdb({ memoryLimit: "500MB", threads: 1 });
  const found: Record<string, string> = {};
  const note = async (name: string, from: string) => {
    const [row] = await engine.query<{ n: number; h: unknown }>(
      `SELECT count(*) AS n, sum(hash(t)) AS h FROM ${from} AS t`,
    );
    found[name] = `${row?.n} ${row?.h}`;
  };
  try {
    await engine.execute(`ATTACH ${literal(path)} AS kept (READ_ONLY)`);
    const named = await engine.query<{ name: string }>(
      "SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'kept' AND table_name NOT IN ('_runs', '_run_steps')",
    );
    for (const { name } of named) await note(name, `kept.main.${identifier(name)}`);
    for (const name of await readdir(tables).catch(() => [])) {
      if (name.endsWith(".parquet")) await note(name, `read_parquet(${literal(join(tables, name))})`);
    }
    return found;
  } finally {
    await engine.close();
  }
}

/** What the ledger says of the ends of runs; throws where a line is no record. */
export async function outcomes(dir: string): Promise<Record<string, number>> {
  const text = await readFile(join(dir, "runs.jsonl"), "utf8").catch(() => "");
  const counts: Record<string, number> = {};
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const { outcome } = JSON.parse(line) as { outcome: string };
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** When the runs took the workspace that were killed holding it, as the lock that is left tells. */
export async function heldAt(dir: string): Promise<string[]> {
  const text = await readFile(join(dir, ".lock"), "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const { at, behind } = JSON.parse(text) as { at: string; behind: string[] };
  return [...behind, at];
}
