import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import afterSales from "./after-sales.ts";
import { codeVersion } from "./code-version.ts";
import { type DuckdbEngine, openDuckdb } from "./engines/duckdb.ts";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { restoreFolder } from "./files.ts";
import { readGate } from "./gate.ts";
import { loadHistory } from "./landing.ts";
import { loadLedger, type RunRecord, type RunStep, recordRun } from "./ledger.ts";
import { lockWorkspace } from "./lock.ts";
import { loadPipeline, type Pipeline } from "./pipeline.ts";
import { offsetMinutes } from "./prelude.ts";
import { publish } from "./publish.ts";
import { pull } from "./pull.ts";
import { buildSite } from "./site.ts";
import { transform } from "./transform.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

export type StepName = "pull" | "transform" | "publish" | "site";

export interface RunOptions {
  workspace: string;
  input?: string | undefined;
  /** A TypeScript file: see pipeline.ts. */
  pipeline?: string | undefined;
  asOf?: string | undefined;
  steps: readonly StepName[];
  env: Env;
}

/** Runs the steps asked for, in order, under the workspace's lock, and writes down what each did. Returns the exit code. */
export async function run(options: RunOptions): Promise<number> {
  const pipeline = options.pipeline === undefined ? afterSales : await loadPipeline(options.pipeline);
  const workspace = await openWorkspace(options.workspace);
  const release = await lockWorkspace(workspace);
  try {
    await restoreFolder(workspace.published);
    await restoreFolder(workspace.site);
    return await runLocked(options, pipeline, workspace);
  } finally {
    await release();
  }
}

async function runLocked(options: RunOptions, pipeline: Pipeline, workspace: Workspace): Promise<number> {
  const { env, steps } = options;
  const begun = env.now();
  const record: RunRecord = {
    run_id: "",
    started_at: begun.toISOString(),
    seconds: 0,
    as_of: begun.toISOString(),
    zone: pipeline.settings.zone,
    engine: "duckdb",
    code_version: await codeVersion(),
    outcome: "done",
    steps: [],
  };
  const memory = env.variables.HUIYIN_MEMORY ?? pipeline.settings.memory;
  const open = (ordered: boolean) => openWarehouse(workspace, { input: options.input, memory, ordered });
  try {
    for (const step of steps) {
      // Only the lines of a file have an order to keep; what is exported later says its own.
      const engine = await open(step === "pull");
      try {
        record.steps.push(await runStep(step, { engine, workspace, record, pipeline, options }));
      } finally {
        await engine.close();
      }
      if (record.steps.at(-1)?.outcome === "refused") {
        record.outcome = "refused";
        break;
      }
    }
  } catch (error) {
    record.outcome = "failed";
    throw error;
  } finally {
    record.seconds = seconds(begun, env.now());
    if (record.steps.length > 0) {
      const written = writeDown(workspace, record, open);
      // What made a run fail is the error to show, not that its record could not be kept.
      await (record.outcome === "failed"
        ? written.catch(() => env.logger.warn("the run is not in the ledger"))
        : written);
    }
  }
  return record.outcome === "refused" ? exitCodes.refused : exitCodes.done;
}

async function writeDown(
  workspace: Workspace,
  record: RunRecord,
  open: (ordered: boolean) => Promise<DuckdbEngine>,
): Promise<void> {
  await recordRun(workspace, record);
  const engine = await open(false);
  try {
    await loadLedger(engine, workspace);
  } finally {
    await engine.close();
  }
}

interface WarehouseOptions {
  input?: string | undefined;
  memory?: string;
  ordered?: boolean;
}

/** The workspace's database, closed off from every file outside the workspace and the input. */
export async function openWarehouse(workspace: Workspace, options: WarehouseOptions = {}): Promise<DuckdbEngine> {
  const { input, memory = afterSales.settings.memory, ordered = true } = options;
  const engine = await openDuckdb({
    path: workspace.warehouse,
    memoryLimit: memory,
    tempDirectory: workspace.path(".tmp", "spill"),
    ordered,
  });
  await engine.sandbox([workspace.dir, ...(input === undefined ? [] : [resolve(input)])]);
  return engine;
}

interface StepContext {
  engine: DuckdbEngine;
  workspace: Workspace;
  record: RunRecord;
  pipeline: Pipeline;
  options: RunOptions;
}

async function runStep(step: StepName, context: StepContext): Promise<RunStep> {
  const { env } = context.options;
  const begun = env.now();
  env.logger.info(`${step} …`);
  const { rowsIn = null, rowsOut = null, refused } = await work[step](context);
  const took = seconds(begun, env.now());
  const amount = rowsOut === null ? "" : `${rowsOut.toLocaleString("en")} rows, `;
  env.logger.info(`${step}: ${amount}${took.toFixed(1)} s${refused ? "; publishing is refused" : ""}`);
  return {
    step,
    started_at: begun.toISOString(),
    seconds: took,
    rows_in: rowsIn,
    rows_out: rowsOut,
    outcome: refused ? "refused" : "done",
    message: refused ?? null,
  };
}

interface StepResult {
  rowsIn?: number;
  rowsOut?: number;
  refused?: string;
}

const work: Record<StepName, (context: StepContext) => Promise<StepResult>> = {
  async pull({ engine, workspace, pipeline, options }) {
    const { input, env } = options;
    const { sources } = pipeline;
    if (input === undefined && sources.length === 0) {
      throw new UserError("No source is named; wanted --input DIR or --pipeline FILE.");
    }
    const { loads } = await pull({ engine, workspace, input, sources, env });
    const sum = (key: "read" | "loaded") => loads.reduce((total, load) => total + load[key], 0);
    return { rowsIn: sum("read"), rowsOut: sum("loaded") };
  },
  async transform({ engine, workspace, record, options }) {
    const { logger } = options.env;
    const { asOf, rows } = await transform({ engine, workspace, logger, zone: record.zone, asOf: options.asOf });
    record.as_of = asOf.toISOString();
    record.run_id = await runId(workspace, record);
    await engine.execute(
      `CREATE OR REPLACE TABLE _current_run AS SELECT '${record.run_id}' AS run_id, TIMESTAMP '${record.as_of.slice(0, 23).replace("T", " ")}' AS as_of,
       '${record.zone}' AS zone, '${record.code_version}' AS code_version`,
    );
    return { rowsOut: Object.values(rows).reduce((total, n) => total + n, 0) };
  },
  async publish({ engine, workspace, record, options }) {
    await resume(engine, record);
    const gate = await readGate(engine);
    for (const finding of gate.findings) {
      const line = `${finding.rule}${finding.subject === null ? "" : ` (${finding.subject})`}: ${finding.message_en}; ${finding.rows.toLocaleString("en")} rows`;
      if (finding.severity === "fail") options.env.logger.error(`gate: ${line}`);
      else options.env.logger.warn(line);
    }
    if (!gate.passed) return { refused: "the quality gate found failures" };
    const { rows } = await publish(engine, workspace, record);
    return { rowsOut: rows };
  },
  async site({ workspace, options }) {
    await buildSite(workspace, { logger: options.env.logger });
    return {};
  },
};

/** Takes up the transform an earlier call made, where this one does not transform. */
async function resume(engine: DuckdbEngine, record: RunRecord): Promise<void> {
  if (record.run_id !== "") return;
  const [current] = await engine
    .query<Pick<RunRecord, "run_id" | "as_of" | "zone" | "code_version">>(
      "SELECT run_id, as_of, zone, code_version FROM _current_run",
    )
    .catch(() => []);
  if (current === undefined) {
    throw new UserError("There is nothing to publish yet.", { hint: "Run huiyin transform first, or huiyin run." });
  }
  Object.assign(record, current);
}

/** The as-of day and six digits of a hash over what decided the numbers: the same input and code give the same run. */
async function runId(workspace: Workspace, record: RunRecord): Promise<string> {
  const hash = createHash("sha256").update(`${record.as_of} ${record.zone} ${record.code_version}\n`);
  const loads = (await loadHistory(workspace)).map((load) => `${load.entity} ${load.load_id}`);
  for (const load of loads.sort()) hash.update(`${load}\n`);
  for (const name of ["sla_policy.csv", "calendar.csv", "coverage.yaml", "targets.yaml"]) {
    hash.update(await readFile(workspace.path(name)).catch(() => ""));
  }
  const asOf = new Date(record.as_of);
  // A run as of midnight speaks of the day that just ended.
  const wall = new Date(asOf.getTime() + offsetMinutes(record.zone, asOf) * 60_000 - 1);
  return `${wall.toISOString().slice(0, 10)}-${hash.digest("hex").slice(0, 6)}`;
}

const seconds = (from: Date, to: Date) => Math.round((to.getTime() - from.getTime()) / 100) / 10;
