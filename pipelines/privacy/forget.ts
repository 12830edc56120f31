import { isUtf8 } from "node:buffer";
import { readdir, readFile, rm, unlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Manifest } from "../../dashboards/published.ts";
import afterSales from "../after-sales.ts";
import type { Basis } from "../basis.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import type { Env } from "../env.ts";
import { exitCodes, UserError } from "../errors.ts";
import { failpoint } from "../failpoint.ts";
import { givenHashKey, readHashKey } from "../hash-key.ts";
import { lockWorkspace } from "../lock.ts";
import type { Pipeline } from "../pipeline.ts";
import { runHeld } from "../run.ts";
import { textSettings } from "../text/settings.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { forgetRows } from "./forget-again.ts";
import type { Forgotten } from "./forget-landing.ts";
import { isKeyLike } from "./people.ts";
import { filesOf, textColumns, unescaped } from "./scan.ts";
import { customerHash, readTombstones, writeTombstone } from "./tombstones.ts";

export interface ForgetResult {
  /** Rows by entity; empty where nothing of the customer was left. */
  rows: Forgotten[];
  /** Files that named the customer and are gone: of reports, and of what sources keep of where they are. */
  files: string[];
  /** Files that were read to the last byte for the customer's key afterwards. */
  scanned: number;
}

/**
 * Removes a customer from a workspace: landing, quarantine, the stores of texts and themes, reports, the states of sources; makes warehouse, published files
 * and site anew as of the same moment; and reads every file for the key. The customer does not come back with a later pull. Killed
 * half-way and called again it finishes; called on a customer who is gone it changes nothing.
 */
export async function forget(options: {
  workspace: string;
  customer: string;
  pipeline?: Pipeline;
  env: Env;
}): Promise<ForgetResult> {
  const { customer, env, pipeline = afterSales } = options;
  if (customer.trim() === "") throw new UserError("--customer is empty; wanted the customer's key.");
  const workspace = await openWorkspace(options.workspace);
  const memory = env.variables.HUIYIN_MEMORY ?? pipeline.settings.memory;
  const release = await lockWorkspace(workspace, env);
  try {
    await refuseOtherSettings(workspace, pipeline, env);
    const hashKey = await readHashKey(workspace, givenHashKey(env.variables));
    const hash = customerHash(hashKey, customer);
    const known = (await readTombstones(workspace, hashKey)).find((stone) => stone.customer === hash);
    const at = known?.at ?? env.now().toISOString();
    if (known?.done !== true) await writeTombstone(workspace, hashKey, { customer: hash, at, done: false });
    failpoint("forget-begun");
    const engine = await openScratch(workspace, memory);
    let rows: Forgotten[];
    let files: string[];
    try {
      rows = await forgetRows(engine, workspace, [customer], (word) => word === customer);
      files = await dropFiles(engine, workspace, customer);
    } finally {
      await engine.close();
    }
    if (rows.length > 0 || known?.done !== true) await makeAnew(workspace, pipeline, env);
    const scanned = await prove(workspace, customer, memory);
    await writeTombstone(workspace, hashKey, { customer: hash, at, done: true });
    return { rows, files, scanned };
  } finally {
    await release();
  }
}

const openScratch = (workspace: Workspace, memoryLimit: string) =>
  openDuckdb({
    memoryLimit,
    tempDirectory: workspace.path(".tmp", "spill"),
    ordered: true,
  });

/** What was published under the settings of a pipeline file is made anew under them, or not at all. */
async function refuseOtherSettings(workspace: Workspace, { settings }: Pipeline, { variables }: Env): Promise<void> {
  const manifest = await readFile(join(workspace.published, "manifest.json"), "utf8").catch(() => undefined);
  if (manifest === undefined) return;
  const { zone, basis } = JSON.parse(manifest) as Pick<Manifest, "zone"> & { basis: Basis };
  const [then, now] = [
    { zone, text: basis.text },
    { zone: settings.zone, text: textSettings(settings.text, variables) },
  ].map((one) => JSON.stringify(one));
  if (then === now) return;
  throw new UserError(`What is published was made with the settings ${then}, and would be made anew with ${now}.`, {
    hint: "Name the pipeline file of the runs: huiyin forget --customer KEY --pipeline FILE.",
  });
}

/** What was made from the rows is made again; what a run leaves behind goes. */
async function makeAnew(workspace: Workspace, pipeline: Pipeline, env: Env): Promise<void> {
  const text = await readFile(join(workspace.published, "manifest.json"), "utf8").catch(() => undefined);
  const there = await readdir(workspace.dir);
  // Reports quote what customers wrote; those of earlier days cannot be made anew.
  for (const name of ["warehouse.duckdb", "warehouse.duckdb.wal", "warehouse", "text", "reports", ".tmp"]) {
    await rm(workspace.path(name), { recursive: true, force: true });
  }
  failpoint("forget-anew");
  if (text === undefined) return;
  const { as_of } = JSON.parse(text) as Manifest;
  const last = (["site", "report"] as const).filter((step) => there.includes(step === "report" ? "reports" : step));
  const asOf = `${as_of.slice(0, 19)}Z`;
  const code = await runHeld(
    { workspace: workspace.dir, asOf, steps: ["transform", "publish", ...last], env },
    pipeline,
    workspace,
  );
  if (code !== exitCodes.done) {
    throw new UserError(
      "The customer is out of the landing, but publishing anew was refused; the old files still stand.",
      {
        exitCode: exitCodes.refused,
        hint: "Mend what huiyin status names and run huiyin forget again.",
      },
    );
  }
}

/** Folders whose files go where they name the customer; a source without its state is read anew. */
const dropped = ["reports", "sources"];

async function dropFiles(engine: Engine, workspace: Workspace, customer: string): Promise<string[]> {
  const gone: string[] = [];
  const all = await Promise.all(dropped.map((folder) => filesOf(workspace.path(folder)).catch(() => [])));
  for (const path of all.flat()) {
    if (!(await mentions(engine, path, customer))) continue;
    await unlink(path);
    gone.push(relative(workspace.dir, path));
  }
  return gone;
}

/** Reads every file of the workspace, tables by column, for the key; throws UserError where it still stands. Returns the files read. */
async function prove(workspace: Workspace, customer: string, memory: string): Promise<number> {
  const engine = await openScratch(workspace, memory);
  try {
    const left: string[] = [];
    const files = (await filesOf(workspace.dir)).filter(
      (path) => !/^(?:hash\.key|forgotten\.json|\.lock)$/u.test(relative(workspace.dir, path)),
    );
    for (const path of files) if (await mentions(engine, path, customer)) left.push(relative(workspace.dir, path));
    if (left.length > 0) {
      throw new UserError(
        `${left.slice(0, 3).join(", ")} still ${left.length === 1 ? "names" : "name"} the customer.`,
        {
          exitCode: exitCodes.refused,
          hint: "Files that people write are not changed: take the key out by hand and run huiyin forget again.",
        },
      );
    }
    return files.length;
  } finally {
    await engine.close();
  }
}

async function mentions(engine: Engine, path: string, customer: string): Promise<boolean> {
  if (path.endsWith(".parquet"))
    return await anyRow(engine, `read_parquet(${literal(path)})`, await textColumns(engine, path), customer);
  if (path.endsWith(".duckdb")) return await inWarehouse(engine, path, customer);
  const raw = await readFile(path);
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  // A short key stands in any long row of numbers by chance.
  if (!isKeyLike(customer) || (customer.length < 6 && !isUtf8(bytes))) return false;
  return [bytes.toString("utf8"), unescaped(bytes.toString("utf8"), ".html"), bytes.toString("utf16le")].some((text) =>
    hasWord(text, customer),
  );
}

async function inWarehouse(engine: Engine, path: string, customer: string): Promise<boolean> {
  await engine.execute(`ATTACH ${literal(path)} AS proven (READ_ONLY)`);
  try {
    const tables = await engine.query<{ name: string; columns: string[] }>(
      `SELECT table_name AS name, list(column_name) AS columns FROM duckdb_columns()
       WHERE database_name = 'proven' AND regexp_matches(data_type, 'VARCHAR|JSON')
         AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'proven') GROUP BY ALL`,
    );
    for (const { name, columns } of tables) {
      if (await anyRow(engine, `proven.main.${identifier(name)}`, columns, customer)) return true;
    }
    return false;
  } finally {
    await engine.execute("DETACH proven");
  }
}

/** A short key that is a word or number elsewhere is only looked for where keys stand. */
async function anyRow(engine: Engine, from: string, columns: readonly string[], customer: string): Promise<boolean> {
  const looked = isKeyLike(customer) ? columns : columns.filter((name) => name === "customer_key");
  const word = `(^|[^0-9A-Za-z_])${escaped(customer)}($|[^0-9A-Za-z_])`;
  for (const name of looked) {
    const value = `CAST(${identifier(name)} AS VARCHAR)`;
    const [row] = await engine.query<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${from} WHERE contains(${value}, ${literal(customer)}) AND regexp_matches(${value}, ${literal(word)}) LIMIT 1)`,
    );
    if ((row?.n ?? 0) > 0) return true;
  }
  return false;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&");

function hasWord(text: string, word: string): boolean {
  return text.includes(word) && new RegExp(`(?<![0-9A-Za-z_])${escaped(word)}(?![0-9A-Za-z_])`, "u").test(text);
}
