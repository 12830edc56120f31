import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import { type EntityName, entityNames } from "../sources/contracts/index.ts";
import { type DuckdbEngine, openDuckdb } from "./engines/duckdb.ts";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { inputRelations, loadInputs } from "./inputs.ts";
import { columnsOf } from "./model-files.ts";
import { loadModels, type Model, materialise, orderModels } from "./models.ts";
import { loadPrelude } from "./prelude.ts";
import { landingColumns, landingRelations, loadRelations, relationKinds } from "./relations.ts";
import { createOutputs, isModel, isStep, type Step } from "./step.ts";
import { steps } from "./steps.ts";

export interface Case {
  model: string;
  name: string;
  folder: string;
}

/** Every case folder below tests/models: <model>/<case>/ with given CSVs, of a step's outputs too, and expected.csv. */
export async function findCases(root: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const model of (await readdir(root)).sort()) {
    for (const name of (await readdir(join(root, model))).sort()) {
      cases.push({ model, name, folder: join(root, model, name) });
    }
  }
  return cases;
}

export interface Outcome {
  expected: Record<string, string | null>[];
  actual: Record<string, string | null>[];
}

/** An engine keeps some megabytes of each case until it is closed. */
const casesPerEngine = 50;

/** Runs cases one after another on an engine that knows the prelude, the shipped inputs and every model. */
export async function openCases(transforms: string): Promise<{
  run(one: Case): Promise<Outcome>;
  /** Makes the named models and all they read from what a folder gives; the engine serves until the next case. */
  build(folder: string, models: readonly string[]): Promise<DuckdbEngine>;
  close(): Promise<void>;
}> {
  const open = () => openDuckdb({ memoryLimit: "1GB", threads: 1 });
  let engine = await open();
  let served = 0;
  const models = await loadModels(engine, transforms);
  const known = new Set([...landingRelations, ...inputRelations]);
  const ordered = orderModels<Model | Step>([...models, ...steps], known);
  const build = async (folder: string, names: readonly string[]) => {
    if (served > 0 && served % casesPerEngine === 0) {
      await engine.close();
      engine = await open();
    }
    served++;
    await buildCase(engine, transforms, ordered, folder, names);
    return engine;
  };
  return {
    build,
    run: async ({ folder, model }) => compareWith(await build(folder, [model]), model, join(folder, "expected.csv")),
    close: () => engine.close(),
  };
}

async function buildCase(
  engine: Engine,
  transforms: string,
  parts: readonly (Model | Step)[],
  folder: string,
  names: readonly string[],
): Promise<void> {
  const models = parts.filter(isModel);
  const settings = await caseSettings(folder);
  const given = (await readdir(folder)).filter((file) => file.endsWith(".csv") && file !== "expected.csv");
  const needed = upstream(models, names);

  await dropEverything(engine);
  await loadPrelude(engine, transforms, { asOf: new Date(settings.as_of), zone: settings.zone });
  await loadInputs(engine, transforms, undefined);
  for (const [name, columns] of Object.entries(loadRelations))
    await engine.execute(`CREATE TABLE ${name} (${columns})`);
  for (const entity of entityNames) await createEmpty(engine, `landing_${entity}`, landingColumns(entity));
  for (const file of given) {
    const relation = file.slice(0, -".csv".length);
    if (entityNames.some((entity) => `landing_${entity}` === relation)) {
      await fill(engine, relation, join(folder, file), true);
      await recordPresence(engine, relation.slice("landing_".length) as EntityName);
    } else if (inputRelations.includes(relation)) {
      await engine.execute(`DELETE FROM ${identifier(relation)}`);
      await fill(engine, relation, join(folder, file), false);
    }
  }
  for (const step of parts.filter(isStep)) {
    await createOutputs(engine, step);
    for (const { name } of step.outputs) {
      if (given.includes(`${name}.csv`)) await fill(engine, name, join(folder, `${name}.csv`), false);
    }
  }
  for (const upstreamModel of models) {
    if (!needed.has(upstreamModel.name)) continue;
    const { name, sql } = upstreamModel;
    if (given.includes(`${name}.csv`)) {
      await createEmpty(engine, name, await columnsOf(engine, sql));
      await fill(engine, name, join(folder, `${name}.csv`), false);
    } else await materialise(engine, upstreamModel);
  }
}

async function caseSettings(folder: string): Promise<{ as_of: string; zone: string }> {
  const text = await readFile(join(folder, "case.yaml"), "utf8").catch(() => "");
  const settings = (parseYaml(text) ?? {}) as { as_of?: string; zone?: string };
  return { as_of: settings.as_of ?? "2026-11-01T00:00:00Z", zone: settings.zone ?? "Asia/Shanghai" };
}

function upstream(models: readonly Model[], names: readonly string[]): Set<string> {
  const needed = new Set<string>();
  const add = (name: string): void => {
    const found = models.find((candidate) => candidate.name === name);
    if (found === undefined || needed.has(name)) return;
    needed.add(name);
    found.inputs.forEach(add);
  };
  for (const name of names) {
    if (!models.some((model) => model.name === name)) throw new Error(`There is no model ${name}.`);
    add(name);
  }
  return needed;
}

async function dropEverything(engine: Engine): Promise<void> {
  for (const [name, kind] of await relationKinds(engine)) {
    await engine.execute(`DROP ${kind} IF EXISTS ${identifier(name)}`);
  }
}

async function createEmpty(engine: Engine, name: string, columns: { name: string; type: string }[]): Promise<void> {
  const list = columns.map((column) => `${identifier(column.name)} ${column.type}`).join(", ");
  await engine.execute(`CREATE TABLE ${identifier(name)} (${list})`);
}

/** The default buffer of 32 MB a file is freed late; a hundred cases on one engine would fill its memory. */
const csvFormat = `all_varchar = true, header = true, delim = ',', quote = '"', buffer_size = 1048576, max_line_size = 262144`;

/** Loads a CSV into an existing table; an empty cell is NULL and `_order` follows the lines where the file has none. */
async function fill(engine: Engine, table: string, path: string, isLanding: boolean): Promise<void> {
  const names = await header(engine, path);
  const unordered = isLanding && !names.includes("_order");
  const source = `read_csv(${literal(path)}, nullstr = '', ${csvFormat})`;
  await engine.execute(
    `INSERT INTO ${identifier(table)} BY NAME SELECT *${unordered ? ", row_number() OVER () AS _order" : ""} FROM ${source}`,
  );
}

async function header(engine: Engine, path: string): Promise<string[]> {
  const rows = await engine.query<{ column_name: string }>(
    `DESCRIBE SELECT * FROM read_csv(${literal(path)}, ${csvFormat})`,
  );
  return rows.map((row) => row.column_name);
}

async function recordPresence(engine: Engine, entity: EntityName): Promise<void> {
  for (const { name } of landingColumns(entity)) {
    await engine.execute(
      `INSERT INTO input_presence SELECT '${entity}', '${name}', count(*), count(${identifier(name)}) FROM landing_${entity}`,
    );
  }
}

/** Expected and actual rows as text, over the expected file's columns, sorted by all of them. */
async function compareWith(engine: Engine, relation: string, path: string): Promise<Outcome> {
  const names = await header(engine, path);
  const list = names.map(identifier).join(", ");
  await engine.execute(`CREATE OR REPLACE TABLE expected_rows AS SELECT ${list} FROM ${identifier(relation)} LIMIT 0`);
  await fill(engine, "expected_rows", path, false);
  const rounded = await engine.query<{ name: string; type: string }>(
    "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'expected_rows' ORDER BY ordinal_position",
  );
  const texts = rounded
    .map(({ name, type }) => {
      const value = type === "DOUBLE" ? `round(${identifier(name)}, 9)` : identifier(name);
      return `CAST(${value} AS VARCHAR) AS ${identifier(name)}`;
    })
    .join(", ");
  const read = (from: string) =>
    engine.query<Record<string, string | null>>(`SELECT ${texts} FROM ${identifier(from)} ORDER BY ALL NULLS FIRST`);
  return { expected: await read("expected_rows"), actual: await read(relation) };
}
