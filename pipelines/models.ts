import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import { lint } from "./lint.ts";
import { columnsOf, makeFiles } from "./model-files.ts";
import { setPart } from "./ranges.ts";
import { noRows, type RelationKind, relationKinds } from "./relations.ts";
import { relationsOf } from "./syntax.ts";

/** One SELECT of transforms/, known by its file name. */
export interface Model {
  name: string;
  /** Path below transforms/. */
  path: string;
  sql: string;
  description: string;
  /** Columns that together name one row. */
  grain: string[];
  notNull: string[];
  accepted: { column: string; values: string[] }[];
  kind: "view" | "table" | "files";
  /**
   * Relations the joins hold in memory: their rows decide in how many parts a table is made, each filtered by in_part(). Files
   * have one such relation, whose keys make the ranges that have a file each.
   */
  parts: string[];
  /** Relations the SELECT reads, found in its parse tree. */
  inputs: string[];
}

const headerKeys = ["grain", "not_null", "accepted", "materialised", "parts"] as const;
type HeaderKey = (typeof headerKeys)[number];

/** Reads every model below a transforms folder; checks and preludes are not models. Sorted by name. */
export async function loadModels(engine: Engine, root: string): Promise<Model[]> {
  const models: Model[] = [];
  for (const layer of ["staging", "intermediate", "marts"]) {
    for (const path of await sqlFiles(join(root, layer))) {
      models.push(await parseModel(engine, await readFile(path, "utf8"), relative(root, path)));
    }
  }
  models.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [i, model] of models.entries()) {
    const next = models[i + 1];
    if (next?.name === model.name) {
      throw new UserError(`Two models are called ${model.name}: ${model.path} and ${next.path}.`);
    }
  }
  return models;
}

const read = new Map<string, Promise<readonly Model[]>>();

/** The models of a transforms folder that stays as it is, read once in a process. */
export function knownModels(engine: Engine, root: string): Promise<readonly Model[]> {
  const models = read.get(root) ?? loadModels(engine, root);
  read.set(root, models);
  models.catch(() => read.delete(root));
  return models;
}

export async function sqlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sql"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export async function parseModel(engine: Engine, text: string, path: string): Promise<Model> {
  const { description, keys, sql } = readHeader(text, path);
  const name = basename(path, ".sql");
  const tree = await engine.parse(sql).catch((error: unknown) => {
    throw new UserError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const broken = lint(tree);
  if (broken.length > 0) throw new UserError(`${path} leaves the portable subset: ${broken.join("; ")}.`);
  return {
    name,
    path,
    sql,
    description,
    grain: keys.grain.flatMap(columns),
    notNull: keys.not_null.flatMap(columns),
    accepted: keys.accepted.map((line) => {
      const [column = "", values = ""] = line.split("=").map((part) => part.trim());
      if (!column || !values) throw new UserError(`${path}: "accepted: ${line}" is not of the form column = a|b.`);
      return { column, values: values.split("|").map((value) => value.trim()) };
    }),
    kind: kindOf(keys.materialised, path),
    parts: keys.parts.flatMap(columns),
    inputs: relationsOf(tree),
  };
}

/** Marts are tables unless they say otherwise, all else is a view. */
function kindOf(said: readonly string[], path: string): Model["kind"] {
  const [kind = isMart({ path }) ? "table" : "view", ...more] = said;
  if ((kind !== "table" && kind !== "view" && kind !== "files") || more.length > 0) {
    throw new UserError(`${path}: "materialised: ${said.join(", ")}" is neither table, view nor files.`);
  }
  return kind;
}

export const isMart = ({ path }: Pick<Model, "path">): boolean => path.startsWith("marts");

const columns = (line: string) => line.split(",").map((column) => column.trim());

/** Splits a file into its leading comment (a first line that says what it is, then `key: value` lines) and its SQL. */
export function readHeader(text: string, path: string) {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const comments = lines.slice(0, end === -1 ? lines.length : end).map((line) => line.slice(2).trim());
  const [description = "", ...rest] = comments;
  if (!description) throw new UserError(`${path} does not begin with a comment that says what it is.`);
  const keys: Record<HeaderKey, string[]> = { grain: [], not_null: [], accepted: [], materialised: [], parts: [] };
  const prose: string[] = [];
  for (const line of rest) {
    const [, key, value = ""] = /^([a-z_]+):\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) prose.push(line);
    else if (headerKeys.includes(key as HeaderKey)) keys[key as HeaderKey].push(value);
    else throw new UserError(`${path}: the header key "${key}" is not one of ${headerKeys.join(", ")}.`);
  }
  const sql = lines.slice(comments.length).join("\n").trim().replace(/;\s*$/, "");
  return { description: [description, ...prose].join(" "), keys, sql };
}

/** What has its place among the models: a model, which makes the relation it is named after, or a step. */
interface Part {
  name: string;
  /** File of a model. */
  path?: string;
  inputs: readonly string[];
  /** Relations a step makes. */
  outputs?: readonly { name: string }[];
}

const placeOf = (part: Part) => part.path ?? `The step ${part.name}`;

/** Orders models and steps so that each follows its inputs. `known` are relations that exist before any of them runs. */
export function orderModels<T extends Part>(parts: readonly T[], known: ReadonlySet<string>): T[] {
  const makers = new Map<string, T>();
  for (const part of parts) {
    for (const { name } of part.outputs ?? [part]) {
      const other = makers.get(name);
      if (other) throw new UserError(`${placeOf(other)} and ${placeOf(part)} both make ${name}.`);
      makers.set(name, part);
    }
  }
  const done = new Set<T>();
  const ordered: T[] = [];
  const visit = (part: T, trail: T[]): void => {
    if (done.has(part)) return;
    if (trail.includes(part)) {
      const circle = [...trail.slice(trail.indexOf(part)), part].map(({ name }) => name);
      throw new UserError(`The models form a circle: ${circle.join(" -> ")}.`);
    }
    for (const input of part.inputs) {
      const upstream = makers.get(input);
      if (upstream) visit(upstream, [...trail, part]);
      else if (!known.has(input))
        throw new UserError(`${placeOf(part)} reads ${input}, which is neither a model nor an input.`);
    }
    done.add(part);
    ordered.push(part);
  };
  for (const part of parts) visit(part, []);
  return ordered;
}

/** So many joined rows fit in 2 GB beside the table being written. */
const rowsAPart = 8_000_000;

export interface MaterialiseOptions {
  kind?: Model["kind"];
  /** Where models that are made as files have them; they are tables without one. */
  folder?: string | undefined;
  /** Rows of a part. */
  rows?: number;
  /** What stands under each name before; looked up when absent. */
  standing?: ReadonlyMap<string, RelationKind>;
}

/**
 * Creates the model's table, view or files, in parts where its header says so; returns the row count unless it is a view. A table
 * without a row becomes a view of none.
 */
export async function materialise(
  engine: Engine,
  model: Model,
  { kind = model.kind, folder, rows, standing }: MaterialiseOptions = {},
): Promise<number | undefined> {
  const name = identifier(model.name);
  try {
    const was = (standing ?? (await relationKinds(engine))).get(model.name);
    if (was !== undefined) await engine.execute(`DROP ${was} ${name}`);
    if (kind === "view") await engine.execute(`CREATE VIEW ${name} AS ${model.sql}`);
    else if (kind === "files" && folder !== undefined) await makeFiles(engine, model, folder, rows);
    else await makeTable(engine, model, rows ?? rowsAPart);
  } catch (error) {
    throw new Error(`Model ${model.path} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (kind === "view") return undefined;
  const [row] = await engine.query<{ n: number }>(`SELECT count(*) AS n FROM ${name}`);
  if (row?.n === 0 && kind === "table" && engine.name === "duckdb") await makeEmpty(engine, name);
  return row?.n;
}

/** In the place of an empty table a view of no rows: models that are joined with it are then not computed. */
async function makeEmpty(engine: Engine, name: string): Promise<void> {
  const columns = await columnsOf(engine, `SELECT * FROM ${name}`);
  await engine.execute(`DROP TABLE ${name}`);
  await engine.execute(`CREATE VIEW ${name} AS ${noRows(columns)}`);
}

async function makeTable(engine: Engine, model: Model, rows: number): Promise<void> {
  const name = identifier(model.name);
  const parts = await countParts(engine, model, rows);
  for (let part = 0; part < parts; part++) {
    if (parts > 1) await setPart(engine, `hash(key) % ${parts} = ${part}`);
    await engine.execute(part > 0 ? `INSERT INTO ${name} ${model.sql}` : `CREATE TABLE ${name} AS ${model.sql}`);
  }
  if (parts > 1) await setPart(engine, "TRUE");
}

/** A part costs about half again, so there is one as long as memory allows. Spark spreads its joins by itself. */
async function countParts(engine: Engine, model: Model, rows: number): Promise<number> {
  if (engine.name !== "duckdb") return 1;
  let held = 0;
  for (const relation of model.parts) {
    const [row] = await engine.query<{ n: number }>(`SELECT count(*) AS n FROM ${identifier(relation)}`);
    held += row?.n ?? 0;
  }
  return Math.max(1, Math.ceil(held / rows));
}

/** What a header promises that the rows do not keep. */
export interface BrokenPromise {
  model: string;
  rule: string;
  rows: number;
}

/**
 * Checks grain, not_null and accepted of a model, or of a relation that promises the same. `files` are relations that hold its rows
 * sorted by the grain and share no value of its first column: what is unique in each is unique in all.
 */
export async function testModel(
  engine: Engine,
  model: Pick<Model, "name" | "grain" | "notNull" | "accepted">,
  files?: readonly string[],
): Promise<BrokenPromise[]> {
  const name = identifier(model.name);
  const tests: { rule: string; from: string }[] = [];
  if (model.grain.length > 0) {
    const key = model.grain.map(identifier).join(", ");
    const parts = files === undefined ? [name] : await unordered(engine, model.grain.map(identifier), files);
    for (const part of parts) {
      tests.push({
        rule: `grain ${model.grain.join(", ")}`,
        from: `(SELECT ${key} FROM ${part} GROUP BY ${key} HAVING count(*) > 1) AS repeated`,
      });
    }
  }
  for (const column of model.notNull) {
    tests.push({ rule: `not_null ${column}`, from: `${name} WHERE ${identifier(column)} IS NULL` });
  }
  for (const { column, values } of model.accepted) {
    const list = values.map(literal).join(", ");
    tests.push({ rule: `accepted ${column}`, from: `${name} WHERE ${identifier(column)} NOT IN (${list})` });
  }
  if (tests.length === 0) return [];
  // One statement for all: of small tables the statements cost more than their rows.
  const found = await engine.query<{ test: number; n: number }>(
    tests.map(({ from }, test) => `SELECT ${test} AS test, count(*) AS n FROM ${from}`).join("\nUNION ALL "),
  );
  const broken = new Map<string, BrokenPromise>();
  for (const { test, n } of found.sort((a, b) => a.test - b.test)) {
    const rule = tests[test]?.rule ?? "";
    if (n > 0) broken.set(rule, { model: model.name, rule, rows: n + (broken.get(rule)?.rows ?? 0) });
  }
  return [...broken.values()];
}

/** Of some relations, those in which more than the first row does not come after the row before it: in all others a key is there once. */
async function unordered(
  engine: Engine,
  key: readonly string[],
  relations: readonly string[],
): Promise<readonly string[]> {
  const after = key.reduceRight((rest, column) => {
    const before = `lag(${column}) OVER ()`;
    return `(${column} > ${before}${rest && ` OR ${column} = ${before} AND ${rest}`})`;
  }, "");
  const found = await engine.query<{ place: number; n: number }>(
    relations
      .map(
        (relation, place) => `SELECT ${place} AS place, count(*) AS n
          FROM (SELECT ${after} AS is_after FROM ${relation}) AS rows WHERE NOT coalesce(is_after, FALSE)`,
      )
      .join("\nUNION ALL "),
  );
  return relations.filter((_, index) => found.some(({ place, n }) => place === index && n > 1));
}
