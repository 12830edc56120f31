import { createHash } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../dashboards/published.ts";
import { masked } from "../sources/secret.ts";
import type { Basis } from "./basis.ts";
import { type Engine, literal } from "./engines/engine.ts";
import { failpoint } from "./failpoint.ts";
import type { Workspace } from "./workspace.ts";

export interface RunStep {
  step: string;
  started_at: string;
  seconds: number;
  rows_in: number | null;
  rows_out: number | null;
  outcome: "done" | "failed" | "refused";
  message: string | null;
}

export interface RunRecord {
  run_id: string;
  started_at: string;
  seconds: number;
  as_of: string;
  zone: string;
  engine: string;
  code_version: string;
  /** killed: it ended without saying how, by a signal or worse. */
  outcome: RunStep["outcome"] | "killed";
  steps: RunStep[];
  /** Absent where the run neither counted nor published. */
  basis?: Basis;
  /** SHA-256 of the published manifest, which names the bytes of every file. */
  manifest?: string;
}

const file = (workspace: Workspace) => workspace.path("runs.jsonl");

/** What ran in a workspace, oldest first. The file is the truth; the tables `_runs` and `_run_steps` are its copy. */
export async function readRuns(workspace: Workspace): Promise<RunRecord[]> {
  const text = await readFile(file(workspace), "utf8").catch(() => "");
  const runs: RunRecord[] = [];
  for (const line of text.split("\n")) {
    try {
      if (line !== "") runs.push(JSON.parse(line) as RunRecord);
    } catch {
      // The last line of a run that was killed while writing it.
    }
  }
  return runs;
}

/** Adds a run, on a line of its own even where the last writer was killed within one, and flushes it to disk. */
export function recordRun(workspace: Workspace, run: RunRecord): void {
  const ledger = openSync(file(workspace), "a+");
  try {
    const { size } = fstatSync(ledger);
    const last = Buffer.alloc(1);
    const isTorn = size > 0 && readSync(ledger, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
    failpoint("ledger");
    const steps = run.steps.map((step) => ({ ...step, message: step.message && masked(step.message) }));
    writeSync(ledger, `${isTorn ? "\n" : ""}${JSON.stringify({ ...run, steps })}\n`);
    fsyncSync(ledger);
  } finally {
    closeSync(ledger);
  }
  failpoint("ledger-written");
}

/**
 * Writes down a run that did not come to do it itself. Where it got as far as publishing, its numbers were seen: what they rest on is
 * taken from the published manifest. Returns whether it was not there yet.
 */
export function recordKilled(workspace: Workspace, { at }: { at: string }): boolean {
  if (readText(file(workspace)).includes(`"started_at":"${at}","seconds":0,`)) return false;
  const published = unrecorded(workspace);
  recordRun(workspace, {
    run_id: "",
    started_at: at,
    seconds: 0,
    as_of: at,
    zone: "",
    engine: "duckdb",
    code_version: "",
    ...published,
    outcome: "killed",
    steps: [],
  });
  return true;
}

/** What is published and stands in no line of the ledger. */
function unrecorded(workspace: Workspace): Partial<RunRecord> | undefined {
  const text = readText(join(workspace.published, "manifest.json"));
  if (text === "") return undefined;
  const manifest = createHash("sha256").update(text).digest("hex");
  if (readText(file(workspace)).includes(`"manifest":"${manifest}"`)) return undefined;
  const { run_id, as_of, zone, engine, code_version, basis } = JSON.parse(text) as Manifest;
  return { run_id, as_of, zone, engine, code_version, basis, manifest };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Rebuilds `_runs` and `_run_steps` in the warehouse. */
export async function loadLedger(engine: Engine, workspace: Workspace): Promise<void> {
  const runs = await readRuns(workspace);
  await engine.execute(
    `CREATE OR REPLACE TABLE _runs (run_id VARCHAR, started_at TIMESTAMP, seconds DOUBLE, as_of TIMESTAMP, zone VARCHAR,
     engine VARCHAR, code_version VARCHAR, outcome VARCHAR)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _run_steps (run_id VARCHAR, run_started_at TIMESTAMP, step VARCHAR, started_at TIMESTAMP,
     seconds DOUBLE, rows_in BIGINT, rows_out BIGINT, outcome VARCHAR, message VARCHAR)`,
  );
  for (const run of runs) {
    const { run_id, started_at, seconds, as_of, zone, engine: name, code_version, outcome } = run;
    await engine.execute(
      `INSERT INTO _runs VALUES (${row([run_id, started_at, seconds, as_of, zone, name, code_version, outcome])})`,
    );
    for (const step of run.steps) {
      const cells = [run_id, started_at, step.step, step.started_at, step.seconds, step.rows_in, step.rows_out];
      await engine.execute(`INSERT INTO _run_steps VALUES (${row([...cells, step.outcome, step.message])})`);
    }
  }
}

const row = (cells: (string | number | null)[]) =>
  cells.map((cell) => (cell === null ? "NULL" : typeof cell === "number" ? String(cell) : literal(cell))).join(", ");
