import { appendFile, readFile } from "node:fs/promises";
import type { Basis } from "./basis.ts";
import { type Engine, literal } from "./engines/engine.ts";
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
  outcome: RunStep["outcome"];
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

export async function recordRun(workspace: Workspace, run: RunRecord): Promise<void> {
  await appendFile(file(workspace), `${JSON.stringify(run)}\n`);
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
