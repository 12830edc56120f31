import type { DifferentNumber, DifferentTheme } from "../dashboards/published.ts";
import type { Finding } from "./checks.ts";
import { readDifference } from "./differences.ts";
import type { Engine } from "./engines/engine.ts";
import { readGate } from "./gate.ts";
import { countedHistory, type LoadRecord } from "./landing.ts";
import { type RunRecord, readRuns } from "./ledger.ts";
import type { Workspace } from "./workspace.ts";

export interface SourceStatus {
  source: string;
  entity: string;
  read: number;
  loaded: number;
  quarantined: number;
  superseded: number;
  newest_at: string | null;
  /** late: its newest event lies longer before the as-of than its source may be late, three days where that is not said. */
  freshness: "current" | "late" | "unknown";
}

/** A load that came in since the run before, or a number of a month or a theme that reads otherwise now. */
export type Change =
  | { kind: "load"; source: string; entity: string; loaded: number; quarantined: number; superseded: number }
  | ({ kind: "number" } & DifferentNumber)
  | ({ kind: "theme" } & DifferentTheme);

export interface Status {
  run: Pick<RunRecord, "run_id" | "started_at" | "seconds" | "outcome" | "code_version"> | null;
  as_of: string | null;
  gate: { passed: boolean; findings: Finding[] };
  sources: SourceStatus[];
  changes: Change[];
}

const lateAfterDays = 3;

/** What a workspace holds and how its last run ended. */
export async function readStatus(engine: Engine, workspace: Workspace): Promise<Status> {
  const runs = await readRuns(workspace);
  const last = runs.at(-1);
  const counted = runs.filter(({ basis }) => basis !== undefined);
  const before = counted.findLast(({ run_id }) => run_id !== counted.at(-1)?.run_id)?.basis;
  const loads = await countedHistory(engine, workspace);
  const asOf = counted.at(-1)?.as_of ?? null;
  const difference = await readDifference(workspace);
  return {
    run: last ? pick(last) : null,
    as_of: asOf,
    gate: await readGate(engine).catch(() => ({ passed: false, findings: [] })),
    sources: bySource(loads, asOf),
    changes: [
      ...loads
        .filter((load) => before !== undefined && load.sequence > before.sequence)
        .map(({ source, entity, loaded, quarantined, superseded }) => {
          return { kind: "load" as const, source, entity, loaded, quarantined, superseded };
        }),
      ...(difference?.numbers ?? []).map((number) => ({ kind: "number" as const, ...number })),
      ...(difference?.themes ?? []).map((theme) => ({ kind: "theme" as const, ...theme })),
    ],
  };
}

function pick({ run_id, started_at, seconds, outcome, code_version }: RunRecord): NonNullable<Status["run"]> {
  return { run_id, started_at, seconds, outcome, code_version };
}

function bySource(loads: readonly LoadRecord[], asOf: string | null): SourceStatus[] {
  const found = new Map<string, SourceStatus>();
  const lateAfter = new Map<string, number>();
  for (const load of loads) {
    const key = JSON.stringify([load.source, load.entity]);
    const sum = found.get(key) ?? {
      source: load.source,
      entity: load.entity,
      read: 0,
      loaded: 0,
      quarantined: 0,
      superseded: 0,
      newest_at: null,
      freshness: "unknown",
    };
    sum.read += load.read;
    sum.loaded += load.loaded;
    sum.quarantined += load.quarantined;
    sum.superseded += load.superseded;
    if (load.newest_at !== null && (sum.newest_at === null || load.newest_at > sum.newest_at)) {
      sum.newest_at = load.newest_at;
    }
    found.set(key, sum);
    lateAfter.set(key, load.freshness?.warn ?? lateAfterDays);
  }
  for (const [key, source] of found) {
    if (source.newest_at === null || asOf === null) continue;
    const days = (Date.parse(asOf) - Date.parse(source.newest_at)) / 86_400_000;
    source.freshness = days > (lateAfter.get(key) ?? lateAfterDays) ? "late" : "current";
  }
  return [...found.values()];
}
