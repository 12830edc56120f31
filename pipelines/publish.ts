import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../dashboards/published.ts";
import type { Basis } from "./basis.ts";
import { recordDifference } from "./differences.ts";
import type { Engine } from "./engines/engine.ts";
import { replaceFolder, writeWhole } from "./files.ts";
import { keysOfNumbers, registry } from "./metrics.ts";
import { knownModels } from "./models.ts";
import { refusePersonal } from "./privacy/gate.ts";
import { readPeople } from "./privacy/people.ts";
import { definitionOf } from "./published/definitions.ts";
import { readQuality } from "./published/quality.ts";
import { readSignals } from "./published/signals.ts";
import { exportTable, publishedTables } from "./published/tables.ts";
import { readTargets } from "./published/targets.ts";
import { readThemes } from "./published/themes.ts";
import { steps } from "./steps.ts";
import { transformsRoot } from "./transform.ts";
import type { Workspace } from "./workspace.ts";

/** The run whose numbers are published. Nothing of the wall clock is in it. */
export interface PublishedRun {
  run_id: string;
  /** UTC, ISO 8601 */
  as_of: string;
  zone: string;
  engine: string;
  code_version: string;
  basis: Basis;
}

/**
 * Writes the public tables, metrics.json, themes.json, signals.json, quality.json and manifest.json beside `published/` and swaps the folder in
 * whole: without personal columns and refused while a byte is personal, the same bytes for the same run. Returns the number of files and of rows, and the
 * SHA-256 of the manifest.
 */
export async function publish(
  engine: Engine,
  workspace: Workspace,
  run: PublishedRun,
): Promise<{ files: number; rows: number; sha256: string }> {
  const folder = join(workspace.temporary, "published");
  await rm(folder, { recursive: true, force: true });
  const models = await knownModels(engine, transformsRoot);
  const relations = [...models, ...steps.flatMap(({ outputs }) => outputs), ...keysOfNumbers];
  const tables = await publishedTables(engine, relations, workspace.tables);
  const counts = new Map<string, number | null>();
  for (const table of tables) {
    const file = `${table.name}.parquet`;
    counts.set(file, await exportTable(engine, table, join(folder, file)));
  }
  if (!counts.has("dim_service_points.parquet")) {
    const points =
      "SELECT service_point_id, name, ownership, level, province, city, county FROM landing_service_points";
    const path = join(folder, "dim_service_points.parquet");
    counts.set("dim_service_points.parquet", await engine.exportParquet(`${points} ORDER BY service_point_id`, path));
  }
  const stamp = { run_id: run.run_id, as_of: run.as_of, zone: run.zone };
  const metrics = await registry();
  await writeJson("metrics.json", {
    ...stamp,
    definitions: metrics.map(definitionOf),
    targets: await readTargets(workspace, metrics),
    values: await engine.query(
      `SELECT metric_id, grain, period_start, n, x, value, lo, hi, method, maturity FROM mart_metric_values
       WHERE dims = '{}' AND grain <> 'day' ORDER BY metric_id, grain, period_start`,
    ),
  });
  await writeJson("themes.json", { ...stamp, ...(await readThemes(engine)) });
  await writeJson("signals.json", { ...stamp, ...(await readSignals(engine)) });
  await writeJson("quality.json", await readQuality(engine, workspace, run));
  const files = await Promise.all([...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(describe));
  const { engine: name, code_version, basis } = run;
  const manifest: Manifest = { ...stamp, engine: name, code_version, basis, files };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeWhole(join(folder, "manifest.json"), text);
  await refusePersonal(engine, await readPeople(engine), folder, "published");
  await recordDifference(engine, models, workspace, folder);
  await replaceFolder(folder, workspace.published, "published");
  const rows = files.reduce((total, file) => total + (file.rows ?? 0), 0);
  return { files: files.length + 1, rows, sha256: createHash("sha256").update(text).digest("hex") };

  async function writeJson(file: string, value: unknown): Promise<void> {
    await writeWhole(join(folder, file), `${JSON.stringify(value)}\n`);
    counts.set(file, null);
  }

  async function describe([path, rows]: [string, number | null]): Promise<Manifest["files"][number]> {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const chunk of createReadStream(join(folder, path))) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    return { path, sha256: hash.digest("hex"), rows, bytes };
  }
}
