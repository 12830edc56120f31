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

/** One relation to publish: its columns in their order, and the columns its rows are sorted by. */
export interface PublishedTable {
  name: string;
  columns: string[];
  order: string[];
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
  const tables = new Map<string, string[]>();
  for (const { table_name, column_name } of rows) {
    if (!isPublic(table_name) && table_name !== "mart_findings") continue;
    const columns = tables.get(table_name) ?? [];
    if (!personalColumns.has(column_name)) columns.push(column_name);
    tables.set(table_name, columns);
  }
  return [...tables].map(([name, columns]) => {
    const grain = (grains.get(name) ?? []).filter((column) => columns.includes(column));
    return { name, columns, order: grain.length > 0 ? grain : columns };
  });
}

/** The SELECT that a published table's file holds; its order is total, so that equal rows give equal bytes. */
export function selectOf(table: PublishedTable): string {
  const order = table.order.map((column) => `${identifier(column)} NULLS FIRST`).join(", ");
  return `SELECT ${table.columns.map(identifier).join(", ")} FROM ${identifier(table.name)} ORDER BY ${order}`;
}
