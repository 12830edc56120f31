import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { type Engine, identifier, literal } from "../../pipelines/engines/engine.ts";
import { inputRelations, loadInputs } from "../../pipelines/inputs.ts";
import { loadModels, type Model, materialise, orderModels } from "../../pipelines/models.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { landingColumns, landingRelations } from "../../pipelines/relations.ts";
import { createOutputs, isModel, type Step } from "../../pipelines/step.ts";
import { steps } from "../../pipelines/steps.ts";
import { type EntityName, entityNames } from "../../sources/contracts/index.ts";

const root = fileURLToPath(new URL("../../transforms", import.meta.url));

/** A target for every ticket. */
export interface Policy {
  metric: string;
  target_minutes: number;
  clock: "calendar" | "business";
}

export interface Warehouse {
  engine: Engine;
  /** Replaces the landed rows of an entity; undefined and null are NULL. */
  land(entity: EntityName, rows: readonly Record<string, string | number | null | undefined>[]): Promise<void>;
  /** Builds a model and all it reads, as known at a moment (UTC); `policy` stands in for the shipped SLA policy. */
  build(model: string, asOf: string, policy?: readonly Policy[]): Promise<void>;
  close(): Promise<void>;
}

/** The real models over rows a test makes up. */
export async function openWarehouse(): Promise<Warehouse> {
  const engine = await openDuckdb({ memoryLimit: "1GB", threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), "huiyin-warehouse-"));
  const known = new Set([...landingRelations, ...inputRelations]);
  const parts = orderModels<Model | Step>([...(await loadModels(engine, root)), ...steps], known);
  const models = parts.filter(isModel);
  for (const step of steps) await createOutputs(engine, step);
  for (const entity of entityNames) {
    const columns = landingColumns(entity).map(({ name, type }) => `${identifier(name)} ${type}`);
    await engine.execute(`CREATE TABLE landing_${entity} (${columns.join(", ")})`);
  }
  await engine.execute("CREATE TABLE input_presence (entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT)");
  return {
    engine,
    async land(entity, rows) {
      const path = join(folder, `${entity}.csv`);
      const names = Object.keys(rows[0] ?? {});
      const lines = rows.map((row) => names.map((name) => row[name] ?? "").join(","));
      await writeFile(path, [names.join(","), ...lines].join("\n"));
      await engine.execute(`DELETE FROM landing_${entity}`);
      if (rows.length === 0) return;
      await engine.execute(
        `INSERT INTO landing_${entity} BY NAME SELECT *, row_number() OVER () AS _order
         FROM read_csv(${literal(path)}, all_varchar = true, header = true, nullstr = '', delim = ',')`,
      );
    },
    async build(name, asOf, policy) {
      await loadPrelude(engine, root, { asOf: new Date(asOf), zone: "Asia/Shanghai" });
      await loadInputs(engine, root, undefined);
      if (policy !== undefined) {
        await engine.execute("DELETE FROM input_sla_policy");
        for (const { metric, target_minutes, clock } of policy) {
          await engine.execute(
            `INSERT INTO input_sla_policy (policy_id, metric, target_minutes, clock, valid_from)
             VALUES ('${metric}', '${metric}', ${target_minutes}, '${clock}', DATE '2010-01-01')`,
          );
        }
      }
      for (const model of readBy(models, name)) await materialise(engine, model);
    },
    async close() {
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A model and everything it reads, in the order of `models`. */
function readBy(models: readonly Model[], name: string): Model[] {
  const needed = new Set([name]);
  for (const model of [...models].reverse()) {
    if (needed.has(model.name)) for (const input of model.inputs) needed.add(input);
  }
  return models.filter((model) => needed.has(model.name));
}

/** Seeded uniform numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A moment as the landing holds it: UTC without a zone, whole seconds. */
export const moment = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
