import { entities, fieldsOf } from "../../sources/contracts/index.ts";
import { type Engine, identifier } from "../engines/engine.ts";

/** Columns that hold or are made of what identifies a person; none of them leaves the warehouse. */
export const personalColumns: ReadonlySet<string> = new Set([
  ...Object.values(entities).flatMap((entity) =>
    fieldsOf(entity)
      .filter((field) => field.pii)
      .map((field) => field.name),
  ),
  "asset_key",
  "customer",
  "text_hash",
]);

/** One relation to publish: its columns in their order, those its rows are sorted by, and the type of those no row has. */
export interface PublishedTable {
  name: string;
  columns: string[];
  order: string[];
  empty: ReadonlyMap<string, string>;
}

const isPublic = (name: string) => /^(fct|dim|mart)_/.test(name) && !name.endsWith("_findings");

/** The public tables of the warehouse without their personal columns, by name. `grains` orders their rows. */
export async function publishedTables(
  engine: Engine,
  grains: ReadonlyMap<string, readonly string[]>,
): Promise<PublishedTable[]> {
  const rows = await engine.query<{ table_name: string; column_name: string; data_type: string }>(
    "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'main' ORDER BY table_name, ordinal_position",
  );
  const tables = new Map<string, Map<string, string>>();
  for (const { table_name, column_name, data_type } of rows) {
    if (!isPublic(table_name) && table_name !== "mart_findings") continue;
    const columns = tables.get(table_name) ?? new Map<string, string>();
    if (!personalColumns.has(column_name)) columns.set(column_name, data_type);
    tables.set(table_name, columns);
  }
  const published: PublishedTable[] = [];
  for (const [name, types] of tables) {
    const columns = [...types.keys()];
    const grain = (grains.get(name) ?? []).filter((column) => types.has(column));
    const order = grain.length > 0 ? grain : columns;
    const others = new Map([...types].filter(([column]) => !order.includes(column)));
    published.push({ name, columns, order, empty: await emptyColumns(engine, name, others) });
  }
  return published;
}

async function emptyColumns(
  engine: Engine,
  table: string,
  types: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  if (types.size === 0) return types;
  const counts = [...types.keys()].map((column) => `count(${identifier(column)}) AS ${identifier(column)}`);
  const [filled = {}] = await engine.query<Record<string, number>>(
    `SELECT ${counts.join(", ")} FROM ${identifier(table)}`,
  );
  return new Map([...types].filter(([column]) => filled[column] === 0));
}

/**
 * The SELECT that a published table's file holds; its order is total, so that equal rows give equal bytes. Columns without a
 * value, which are many where an input is absent, are not carried through the sort.
 */
export function selectOf({ name, columns, order, empty }: PublishedTable): string {
  const kept = columns.filter((column) => !empty.has(column)).map(identifier);
  const by = order.map((column) => `${identifier(column)} NULLS FIRST`);
  const sorted = `SELECT ${kept.join(", ")} FROM ${identifier(name)} ORDER BY ${by.join(", ")}`;
  if (empty.size === 0) return sorted;
  const all = columns.map((column) => {
    const type = empty.get(column);
    return type === undefined ? identifier(column) : `CAST(NULL AS ${type}) AS ${identifier(column)}`;
  });
  return `SELECT ${all.join(", ")} FROM (${sorted}) AS sorted`;
}
