import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { masked } from "../sources/secret.ts";
import { type Range, type Source, SourceError } from "../sources/source.ts";
import afterSales from "./after-sales.ts";
import { type Basis, readBasis } from "./basis.ts";
import { codeVersion } from "./code-version.ts";
import { type DuckdbEngine, openDuckdb } from "./engines/duckdb.ts";
import { literal } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { failpoint } from "./failpoint.ts";
import { readGate } from "./gate.ts";
import { givenHashKey } from "./hash-key.ts";
import { allLoads, sequenceAt } from "./landing.ts";
import { loadLedger, type RunRecord, type RunStep, recordRun } from "./ledger.ts";
import { lockWorkspace } from "./lock.ts";
import { loadPipeline, type Pipeline } from "./pipeline.ts";
import { parseAsOf } from "./prelude.ts";
import { readPeople } from "./privacy/people.ts";
import { publish } from "./publish.ts";
import { pull } from "./pull.ts";
import { writeReports } from "./reports.ts";
import { runId } from "./run-id.ts";
import { buildSite } from "./site.ts";
import { textSettings } from "./text/settings.ts";
import { transform } from "./transform.ts";
import { troubleOf } from "./trouble.ts";
import { closeToOthers, openWorkspace, type Workspace } from "./workspace.ts";

export type StepName = "pull" | "transform" | "publish" | "site" | "report";

export interface RunOptions {
  workspace: string;
  input?: string | undefined;
  /** A TypeScript file: see pipeline.ts. */
  pipeline?: string | undefined;
  /** Pull only: one source of the pipeline, and the span to give again; both ends or none. */
  source?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  asOf?: string | undefined;
  /** Only what had landed by then counts. */
  knownAt?: string | undefined;
  steps: readonly StepName[];
  env: Env;
}

/** Runs the steps asked for, in order, under the workspace's lock, and writes down what each did. Returns the exit code. */
export async function run(options: RunOptions): Promise<number> {
  const pipeline = options.pipeline === undefined ? afterSales : await loadPipeline(options.pipeline);
  const workspace = await openWorkspace(options.workspace);
  const release = await lockWorkspace(workspace, options.env);
  try {
    return await runHeld(options, pipeline, workspace);
  } finally {
    await closeToOthers(workspace);
    await release();
  }
}

/** `run` for who holds the workspace's lock already. */
export async function runHeld(options: RunOptions, pipeline: Pipeline, workspace: Workspace): Promise<number> {
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
  let running = { step: steps[0] ?? "pull", from: begun };
  const memory = env.variables.HUIYIN_MEMORY ?? pipeline.settings.memory;
  const threads = threadsOf(env.variables.HUIYIN_THREADS, pipeline.settings.threads);
  const open = (ordered: boolean) => openWarehouse(workspace, { input: options.input, memory, threads, ordered });
  try {
    for (const step of steps) {
      running = { step, from: env.now() };
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
    record.steps.push(failedStep(running, env.now(), error));
    throw error;
  } finally {
    record.seconds = seconds(begun, env.now());
    if (record.outcome === "failed") writeDownFailed(workspace, record, env);
    else await writeDown(workspace, record, open);
  }
  return record.outcome === "refused" ? exitCodes.refused : exitCodes.done;
}

/** What made a run fail is the error to show, not that its record could not be kept. */
function writeDownFailed(workspace: Workspace, record: RunRecord, { logger }: Env): void {
  try {
    recordRun(workspace, record);
  } catch {
    logger.warn("the run is not in the ledger");
  }
}

async function writeDown(
  workspace: Workspace,
  record: RunRecord,
  open: (ordered: boolean) => Promise<DuckdbEngine>,
): Promise<void> {
  recordRun(workspace, record);
  const engine = await open(false);
  try {
    await loadLedger(engine, workspace);
  } finally {
    await engine.close();
  }
}

function threadsOf(given: string | undefined, settled: number | undefined): number | undefined {
  const threads = given === undefined ? settled : Number(given);
  if (threads === undefined || (Number.isInteger(threads) && threads > 0)) return threads;
  throw new UserError(`HUIYIN_THREADS is "${given ?? settled}"; wanted a whole number from 1.`);
}

interface WarehouseOptions {
  input?: string | undefined;
  memory?: string;
  threads?: number | undefined;
  ordered?: boolean;
}

/** Rows that have landed from which on a second thread is worth what sharing every statement costs. */
const manyRows = 1_000_000;

/** Files are read with two threads; of what has landed, few rows are done as soon with one, in two thirds of the processor time. */
async function usualThreads(workspace: Workspace, isReading: boolean): Promise<number> {
  if (isReading) return 2;
  const loads = await allLoads(workspace, Number.POSITIVE_INFINITY);
  return loads.reduce((rows, { loaded }) => rows + loaded, 0) < manyRows ? 1 : 2;
}

/** The workspace's database, closed off from every file outside the workspace and the input. */
export async function openWarehouse(workspace: Workspace, options: WarehouseOptions = {}): Promise<DuckdbEngine> {
  const { input, memory = afterSales.settings.memory, ordered = true } = options;
  const threads = options.threads ?? (await usualThreads(workspace, ordered));
  const engine = await openDuckdb({
    path: workspace.warehouse,
    memoryLimit: memory,
    threads,
    tempDirectory: workspace.path(".tmp", "spill"),
    ordered,
  });
  const allowed = [workspace.dir, ...(input === undefined ? [] : [resolve(input)])];
  // Files are asked for by where they really lie.
  const real = await Promise.all(allowed.map((folder) => realpath(folder).catch(() => folder)));
  await engine.sandbox([...new Set([...allowed, ...real])]);
  return engine;
}

interface StepContext {
  engine: DuckdbEngine;
  workspace: Workspace;
  record: RunRecord;
  pipeline: Pipeline;
  options: RunOptions;
}

async function runStep(step: StepName, given: StepContext): Promise<RunStep> {
  const { options } = given;
  const env = { ...options.env, logger: options.env.logger.during?.(step) ?? options.env.logger };
  const context = { ...given, options: { ...options, env } };
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

function failedStep({ step, from }: { step: string; from: Date }, to: Date, error: unknown): RunStep {
  // What is no sentence of ours may quote a row.
  const isSaid = error instanceof UserError || error instanceof SourceError;
  const message = isSaid ? masked(error.message) : (troubleOf(error)?.message ?? "an error of the program");
  const took = { started_at: from.toISOString(), seconds: seconds(from, to) };
  return { step, ...took, rows_in: null, rows_out: null, outcome: "failed", message };
}

interface StepResult {
  rowsIn?: number;
  rowsOut?: number;
  refused?: string;
}

const work: Record<StepName, (context: StepContext) => Promise<StepResult>> = {
  async pull({ engine, workspace, pipeline, options }) {
    const { input, env } = options;
    const sources = chosenSources(pipeline, options);
    const range = readRange(options, pipeline.settings.zone);
    if (input === undefined && sources.length === 0) {
      throw new UserError("No source is named; wanted --input DIR or --pipeline FILE.");
    }
    const { loads } = await pull({ engine, workspace, input, sources, range, env });
    const sum = (key: "read" | "loaded") => loads.reduce((total, load) => total + load[key], 0);
    return { rowsIn: sum("read"), rowsOut: sum("loaded") };
  },
  async transform({ engine, workspace, record, pipeline, options }) {
    const { logger, variables } = options.env;
    // While tables are made anew there is nothing to publish, and nothing after a transform that did not come to its end.
    await engine.execute("DROP TABLE IF EXISTS _current_run");
    const hashKey = givenHashKey(variables);
    const text = textSettings(pipeline.settings.text, variables);
    const { zone, code_version } = record;
    const upTo = options.knownAt === undefined ? undefined : await known(workspace, options.knownAt, zone);
    const made = await transform({
      engine,
      workspace,
      logger,
      zone,
      asOf: options.asOf,
      upTo,
      hashKey,
      text,
      embedder: pipeline.settings.embedder,
    });
    const as_of = made.asOf.toISOString();
    if (options.asOf === undefined && made.asOf.getTime() > options.env.now().getTime() + 86_400_000) {
      logger.warn(
        `the newest event lies in the future, at ${as_of}, and numbers are as of then; huiyin status says which source brings it, --as-of YYYY-MM-DD counts without it`,
      );
    }
    const basis = await readBasis(workspace, { ...made, text }, upTo);
    Object.assign(record, { as_of, basis, run_id: await runId(workspace, { as_of, zone, code_version, basis }) });
    await engine.execute(
      `CREATE OR REPLACE TABLE _current_run AS SELECT '${record.run_id}' AS run_id, TIMESTAMP '${as_of.slice(0, 23).replace("T", " ")}' AS as_of,
       '${zone}' AS zone, '${code_version}' AS code_version, ${literal(JSON.stringify(basis))} AS basis`,
    );
    failpoint("transformed");
    return { rowsOut: Object.values(made.rows).reduce((total, n) => total + n, 0) };
  },
  async publish({ engine, workspace, record, options }) {
    const basis = await resume(engine, record);
    const gate = await readGate(engine);
    for (const finding of gate.findings) {
      const line = `${finding.rule}${finding.subject === null ? "" : ` (${finding.subject})`}: ${finding.message_en}; ${finding.rows.toLocaleString("en")} rows`;
      if (finding.severity === "fail") options.env.logger.error(`gate: ${line}`);
      else options.env.logger.warn(line);
    }
    if (!gate.passed) return { refused: "the quality gate found failures" };
    return await unlessPersonal(options.env, async () => {
      const { rows, sha256 } = await publish(engine, workspace, { ...record, basis });
      record.manifest = sha256;
      return { rowsOut: rows };
    });
  },
  async site({ engine, workspace, options }) {
    return await unlessPersonal(options.env, async () => {
      await buildSite(workspace, { logger: options.env.logger, people: await readPeople(engine) });
      return {};
    });
  },
  async report({ engine, workspace, options }) {
    return await unlessPersonal(options.env, async () => {
      const { folder, manifest } = await writeReports(engine, workspace);
      const counts = Object.entries(manifest.counts).map(([kind, count]) => `${count} ${kind}`);
      options.env.logger.info(`  ${folder}: ${counts.join(", ")}`);
      return {};
    });
  },
};

function chosenSources({ sources }: Pipeline, { source: name }: RunOptions): readonly Source[] {
  const chosen = name === undefined ? sources : sources.filter((source) => source.name === name);
  if (name !== undefined && chosen.length === 0) {
    const names = sources.map((source) => source.name).join(", ");
    throw new UserError(`The pipeline has no source "${name}"; it has ${names || "none"}.`);
  }
  return chosen;
}

function readRange({ input, from, to }: RunOptions, zone: string): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw new UserError("--from and --to go together.");
  if (input !== undefined) throw new UserError("--from and --to ask sources; a folder given by --input has no span.");
  // A date is refused as it was given.
  const whole = parseAsOf(from, zone, "--from");
  const start = /T|\s/.test(from) ? whole : parseAsOf(`${from}T00:00`, zone, "--from");
  const end = parseAsOf(to, zone, "--to");
  if (start >= end) throw new UserError(`--from ${from} is not before --to ${to}.`);
  return { from: start.toISOString(), to: end.toISOString() };
}

/** What the privacy gate refuses to let out is no failure of the program. */
async function unlessPersonal({ logger }: Env, work: () => Promise<StepResult>): Promise<StepResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode !== exitCodes.refused) throw error;
    logger.error(error.message);
    return { refused: error.message };
  }
}

/** The newest load that had landed at a moment the user named. */
async function known(workspace: Workspace, text: string, zone: string): Promise<number> {
  const sequence = await sequenceAt(workspace, parseAsOf(text, zone, "--known-at"));
  if (sequence === undefined) throw new UserError(`Nothing had landed by ${text}.`);
  return sequence;
}

/** Takes up the transform an earlier call made, where this one does not transform. */
async function resume(engine: DuckdbEngine, record: RunRecord): Promise<Basis> {
  if (record.basis !== undefined) return record.basis;
  const [current] = await engine
    .query<Pick<RunRecord, "run_id" | "as_of" | "zone" | "code_version"> & { basis: string }>(
      "SELECT run_id, as_of, zone, code_version, basis FROM _current_run",
    )
    .catch(() => []);
  if (current === undefined) {
    throw new UserError("There is nothing to publish yet.", { hint: "Run huiyin transform first, or huiyin run." });
  }
  const basis = JSON.parse(current.basis) as Basis;
  Object.assign(record, current, { basis });
  return basis;
}

/** A wall clock that was set back meanwhile gives no negative time. */
const seconds = (from: Date, to: Date) => Math.max(0, Math.round((to.getTime() - from.getTime()) / 100) / 10);
