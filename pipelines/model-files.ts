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
 * parts are sorted by their grain, range after range of its first column. Files leave out the columns that were empty in all files
 * before, and the first has every column; of those without any value the view says so, and what hangs on them is not computed.
 */
export async function makeFiles(engine: Engine, model: Filed, folder: string, rows: number | undefined): Promise<void> {
  for (const file of await modelFiles(model, folder)) await rm(file);
  const [key = ""] = model.grain;
  const [relation] = model.parts;
  const path = (number: number) => join(folder, `${model.name}-${String(number).padStart(4, "0")}.parquet`);
  const view = (sql: string) => engine.execute(`CREATE VIEW ${identifier(model.name)} AS ${sql}`);
  const ranges = relation === undefined ? [] : await rangesOf(engine, relation, key, rows);
  if (ranges.length < 2) {
    await engine.exportParquet(relation === undefined ? model.sql : sorted(model, [], new Set()), path(1));
    return view(`SELECT * FROM ${reading([path(1)])}`);
  }
  const given = await columnsOf(engine, model.sql);
  /** Files side by side, by the columns that none of them and none before had a value in. */
  const alike: { files: string[]; empty: ReadonlySet<string> }[] = [];
  let empty: ReadonlySet<string> = new Set();
  for (const [index, range] of ranges.entries()) {
    const file = path(index + 1);
    await setPart(engine, range("key"));
    const write = (without: ReadonlySet<string>) => engine.exportParquet(sorted(model, given, without), file);
    if (empty.size > 0 && (await write(empty).then(always, unlessFilled))) {
      alike.at(-1)?.files.push(file);
      continue;
    }
    await write(new Set());
    const others = given.map(({ name }) => name).filter((name) => !model.grain.includes(name));
    empty = await emptyIn(engine, file, index === 0 ? others : [...empty]);
    const last = alike.at(-1);
    if (last?.empty.size === empty.size) last.files.push(file);
    else alike.push({ files: [file], empty });
  }
  await setPart(engine, "TRUE");
  const columns = await columnsOf(engine, `SELECT * FROM ${reading([path(1)])}`);
  await view(alike.map((group) => rowsOf(columns, group)).join("\nUNION ALL "));
}

const reading = (files: readonly string[]) => `read_parquet([${files.map(literal).join(", ")}])`;

function rowsOf(columns: readonly Column[], { files, empty }: { files: string[]; empty: ReadonlySet<string> }): string {
  const all = columns.map(({ name, type }) =>
    empty.has(name) ? `CAST(NULL AS ${type}) AS ${identifier(name)}` : identifier(name),
  );
  return `SELECT ${all.join(", ")} FROM ${reading(files)}`;
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
 * The rows in the order of their grain. Columns that were empty in the ranges before, which are half of them, are neither sorted nor
 * written; a value in one of them after all is an error.
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
  return `SELECT ${guarded.join(", ")} FROM (${sql}) AS rows ORDER BY ${order}`;
}

/** Of some columns, those without a value in a file. */
async function emptyIn(engine: Engine, file: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const counts = names.map((name) => `count(${identifier(name)}) AS ${identifier(name)}`).join(", ");
  const [found = {}] = await engine.query<Record<string, number>>(
    `SELECT ${counts} FROM read_parquet(${literal(file)})`,
  );
  return new Set(names.filter((name) => found[name] === 0));
}
