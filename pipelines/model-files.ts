import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { rangesOf, setPart } from "./ranges.ts";

/** What is said of a model that is made as files; see models.ts. */
interface Filed {
  name: string;
  kind: string;
  sql: string;
  grain: readonly string[];
  parts: readonly string[];
}

/** Whether a model's files are ranges of its grain's first column, each sorted. */
export const isInRanges = ({ kind, parts }: Partial<Pick<Filed, "kind" | "parts">>): boolean =>
  kind === "files" && (parts ?? []).length > 0;

/** The files of a model that is made as such, in the order of their rows. */
export async function modelFiles({ name }: Pick<Filed, "name">, folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.startsWith(`${name}-`) && /^\d+\.parquet$/.test(file.slice(name.length + 1)))
    .sort()
    .map((file) => join(folder, file));
}

/**
 * Writes the rows as Parquet under a view: storing them once takes half of what a table does, and reading no more. Those with
 * parts are sorted by their grain, range after range of its first column.
 */
export async function makeFiles(engine: Engine, model: Filed, folder: string, rows: number | undefined): Promise<void> {
  for (const file of await modelFiles(model, folder)) await rm(file);
  const [key = ""] = model.grain;
  const [relation] = model.parts;
  const ranges = relation === undefined ? [undefined] : await rangesOf(engine, relation, key, rows);
  const types = relation === undefined ? [] : await columnsOf(engine, model.sql);
  const candidates = types.filter(({ name }) => !model.grain.includes(name));
  const files: string[] = [];
  let empty: ReadonlySet<string> | undefined;
  for (const [index, range] of ranges.entries()) {
    const file = join(folder, `${model.name}-${String(index + 1).padStart(4, "0")}.parquet`);
    if (ranges.length > 1 && range !== undefined) await setPart(engine, range("key"));
    const write = (without: ReadonlySet<string>) =>
      engine.exportParquet(relation === undefined ? model.sql : sorted(model, types, without), file);
    if (!(empty !== undefined && empty.size > 0 && (await write(empty).then(always, unlessFilled)))) {
      await write(new Set());
      if (index + 1 < ranges.length) empty = await emptyIn(engine, file, candidates, empty);
    }
    files.push(file);
  }
  if (ranges.length > 1) await setPart(engine, "TRUE");
  await engine.execute(
    `CREATE VIEW ${identifier(model.name)} AS SELECT * FROM read_parquet([${files.map(literal).join(", ")}])`,
  );
}

interface Column {
  name: string;
  type: string;
}

/** Names and types of what a SELECT gives. */
export const columnsOf = (engine: Engine, sql: string): Promise<Column[]> =>
  engine.query<Column>(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${sql})`);

const filled = "a column that was empty so far has a value";
const always = () => true;
const unlessFilled = (error: unknown): boolean => {
  if (error instanceof Error && error.message.includes(filled)) return false;
  throw error;
};

/**
 * The rows in the order of their grain. Columns that were empty in the ranges before are not carried through the sort, of which
 * they would be half; a value in one of them after all is an error.
 */
function sorted({ sql, grain }: Filed, columns: readonly Column[], empty: ReadonlySet<string>): string {
  const order = grain.map((column) => `${identifier(column)} NULLS FIRST`).join(", ");
  if (empty.size === 0) return `SELECT * FROM (${sql}) AS rows ORDER BY ${order}`;
  const values = [...empty].map((name) => `${identifier(name)} IS NOT NULL`).join(" OR ");
  const kept = columns.filter(({ name }) => !empty.has(name));
  // A guard on a text would copy every value of it.
  const guard = kept.find(({ type }) => type !== "VARCHAR") ?? kept[0];
  const guarded = kept.map((column) => {
    const name = identifier(column.name);
    return column === guard ? `CASE WHEN ${values} THEN error(${literal(filled)}) ELSE ${name} END AS ${name}` : name;
  });
  const all = columns.map(({ name, type }) =>
    empty.has(name) ? `CAST(NULL AS ${type}) AS ${identifier(name)}` : identifier(name),
  );
  return `SELECT ${all.join(", ")} FROM (
    SELECT ${guarded.join(", ")} FROM (${sql}) AS rows ORDER BY ${order}) AS sorted`;
}

/** Of the columns that were empty so far, those without a value in this file too. */
async function emptyIn(
  engine: Engine,
  file: string,
  columns: readonly Column[],
  before: ReadonlySet<string> | undefined,
): Promise<ReadonlySet<string>> {
  const names = columns.map(({ name }) => name).filter((name) => before?.has(name) ?? true);
  if (names.length === 0) return new Set();
  const counts = names.map((name) => `count(${identifier(name)}) AS ${identifier(name)}`).join(", ");
  const [found = {}] = await engine.query<Record<string, number>>(
    `SELECT ${counts} FROM read_parquet(${literal(file)})`,
  );
  return new Set(names.filter((name) => found[name] === 0));
}
