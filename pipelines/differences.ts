import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Definition, Manifest, RunDifference } from "../dashboards/published.ts";
import type { Metric } from "../transforms/metrics/metric.ts";
import { reasonsOfFiles, type WholeReason } from "./differences/files.ts";
import { changedNumbers } from "./differences/numbers.ts";
import { explain } from "./differences/reasons.ts";
import { changedThemes } from "./differences/themes.ts";
import { exportTouched } from "./differences/touched.ts";
import { openDuckdb } from "./engines/duckdb.ts";
import type { Engine } from "./engines/engine.ts";
import { failpoint } from "./failpoint.ts";
import { writeWhole } from "./files.ts";
import { registry } from "./metrics.ts";
import type { Model } from "./models.ts";
import { openPublished } from "./site/load.ts";
import type { Workspace } from "./workspace.ts";

const fileOf = (workspace: Workspace, run: string) => workspace.path("differences", `${run}.json`);

/** What changed with the run that is published; null for a first run. */
export async function readDifference(workspace: Workspace): Promise<RunDifference | null> {
  const manifest = await manifestOf(workspace.published);
  return (manifest && (await readJson<RunDifference>(fileOf(workspace, manifest.run_id)))) ?? null;
}

/**
 * Compares what is about to be published in the folder `after` with what is published, and writes down which months of the
 * total read otherwise and why. Does nothing for a first run and for the same run again. `warehouse` holds the landing, made up by
 * `models`.
 */
export async function recordDifference(
  warehouse: Engine,
  models: readonly Model[],
  workspace: Workspace,
  after: string,
): Promise<void> {
  const before = workspace.published;
  const old = await manifestOf(before);
  const now = await manifestOf(after);
  if (old?.basis === undefined || now === undefined || old.run_id === now.run_id) return;
  const scratch = join(workspace.temporary, "differences");
  const tempDirectory = join(scratch, "spill");
  // Some hundred small statements, which two threads would make twice as dear.
  const engine = await openDuckdb({ memoryLimit: "512MB", threads: 1, tempDirectory, ordered: false });
  try {
    for (const [schema, folder, manifest] of [
      ["before", before, old],
      ["after", after, now],
    ] as const) {
      await engine.execute(`CREATE SCHEMA ${schema}`);
      await engine.execute(`USE ${schema}`);
      await openPublished(engine, folder, manifest);
    }
    const metrics = await compareMetrics(before, after);
    const files = differentFiles(old, now);
    const numbers = await changedNumbers(engine, await registry(), metrics);
    const touched = await exportTouched(warehouse, join(scratch, "touched.parquet"), old.basis.sequence);
    const anyMetric: WholeReason[] = [
      ...(old.code_version === now.code_version ? [] : [{ reason: "code" as const }]),
      ...(old.basis.forgotten === now.basis.forgotten ? [] : [{ reason: "forgotten" as const }]),
      ...(old.as_of === now.as_of ? [] : [{ reason: "time" as const }]),
    ];
    const whole = (metric: Metric) => [...reasonsOfFiles(models, metric, files), ...anyMetric];
    const difference: RunDifference = {
      run_id: now.run_id,
      before: sideOf(old),
      now: sideOf(now),
      files,
      metrics,
      themes: await changedThemes(engine, {
        gone: old.basis.forgotten === now.basis.forgotten ? "corrected" : "forgotten",
        read: old.code_version === now.code_version ? "related" : "code",
      }),
      numbers: await explain(engine, { numbers, touched, whole, changed: metrics.changed, asOf: old.as_of }),
    };
    await writeWhole(fileOf(workspace, now.run_id), `${JSON.stringify(difference)}\n`);
    failpoint("differences");
  } finally {
    await engine.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

const sideOf = ({ run_id, as_of, code_version, basis }: Manifest) => ({
  run_id,
  as_of,
  code_version,
  loads: basis.loads,
});

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

const manifestOf = (folder: string) => readJson<Manifest>(join(folder, "manifest.json"));

function differentFiles(old: Manifest, now: Manifest): string[] {
  const names = new Set([...Object.keys(old.basis.files), ...Object.keys(now.basis.files)]);
  return [...names].filter((name) => old.basis.files[name] !== now.basis.files[name]).sort();
}

/** Metrics by what became of their definition: the statement that runs, not the words about it. */
async function compareMetrics(before: string, after: string): Promise<RunDifference["metrics"]> {
  const statements = async (folder: string) => {
    const file = await readJson<{ definitions: Definition[] }>(join(folder, "metrics.json"));
    return new Map(file?.definitions.map(({ id, sql, maturity }) => [id, JSON.stringify([sql, maturity.days])]));
  };
  const [old, now] = [await statements(before), await statements(after)];
  return {
    changed: [...now.keys()].filter((id) => old.has(id) && old.get(id) !== now.get(id)),
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
  };
}
