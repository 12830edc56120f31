import { rm } from "node:fs/promises";
import { entities, fieldsOf } from "../../sources/contracts/index.ts";
import { type Engine, identifier } from "../engines/engine.ts";
import { isInRanges, modelFiles } from "../model-files.ts";
import type { Model } from "../models.ts";
import { joinParquet } from "../parquet-join.ts";
import { rangesOf } from "../ranges.ts";

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
  /** The files it lies in already, in that order. */
  files: readonly string[];
  /** The first column of the order is a text, by which many rows are cut into ranges. */
  isCut: boolean;
}

/** What makes a public table: a model, or a step. */
type Made = Pick<Model, "name" | "grain"> & Partial<Pick<Model, "kind" | "parts">>;

const isPublic = (name: string) => /^(fct|dim|mart)_/.test(name) && !name.endsWith("_findings");

/**
 * The public tables of the warehouse without their personal columns, by name. The grains of `relations` order their rows; those
 * made as sorted files lie in `folder`.
 */
export async function publishedTables(
  engine: Engine,
  relations: readonly Made[],
  folder: string,
): Promise<PublishedTable[]> {
  const rows = await engine.query<{ table_name: string; table_type: string; column_name: string; data_type: string }>(
    `SELECT c.table_name, t.table_type, c.column_name, c.data_type
     FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
     WHERE table_schema = 'main' ORDER BY c.table_name, c.ordinal_position`,
  );
  const tables = new Map<string, Map<string, string>>();
  const views = new Set<string>();
  for (const { table_name, table_type, column_name, data_type } of rows) {
    if (table_type === "VIEW") views.add(table_name);
    if (!isPublic(table_name) && table_name !== "mart_findings") continue;
    const columns = tables.get(table_name) ?? new Map<string, string>();
    if (!personalColumns.has(column_name)) columns.set(column_name, data_type);
    tables.set(table_name, columns);
  }
  const byName = new Map(relations.map((made) => [made.name, made]));
  const published: PublishedTable[] = [];
  for (const [name, types] of tables) {
    const made = byName.get(name);
    const columns = [...types.keys()];
    const grain = (made?.grain ?? []).filter((column) => types.has(column));
    const order = grain.length > 0 ? grain : columns;
    const isSorted = made !== undefined && isInRanges(made) && views.has(name);
    const files = isSorted ? await modelFiles(made, folder) : [];
    const others = new Map(isSorted ? [] : [...types].filter(([column]) => !order.includes(column)));
    const empty = await emptyColumns(engine, name, others);
    const isCut = types.get(order[0] ?? "") === "VARCHAR" && ![...types.values()].some(isNested);
    published.push({ name, columns, order, empty, files, isCut });
  }
  return published;
}

/** Files with such columns cannot be put together from parts. */
const isNested = (type: string) => /\]$|^(STRUCT|MAP|UNION)\(/.test(type);

/**
 * Writes a table's file and returns its rows. One that lies in sorted files is put together from them; another of many rows is sorted
 * range by range, which takes a third of sorting it at once where it does not fit in memory.
 */
export async function exportTable(engine: Engine, table: PublishedTable, target: string): Promise<number> {
  const columns = new Set(table.columns);
  if (table.files.length > 0) return joinParquet(table.files, target, columns);
  const [first = ""] = table.order;
  const ranges = table.isCut ? await rangesOf(engine, table.name, first) : [];
  if (ranges.length < 2) return engine.exportParquet(selectOf(table), target);
  const parts: string[] = [];
  for (const range of ranges) {
    const part = `${target}.${parts.length}`;
    await engine.exportParquet(selectOf(table, range(identifier(first))), part);
    parts.push(part);
  }
  const rows = await joinParquet(parts, target, columns);
  for (const part of parts) await rm(part);
  return rows;
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
export function selectOf({ name, columns, order, empty }: PublishedTable, where = "TRUE"): string {
  const kept = columns.filter((column) => !empty.has(column)).map(identifier);
  const by = order.map((column) => `${identifier(column)} NULLS FIRST`);
  const sorted = `SELECT ${kept.join(", ")} FROM ${identifier(name)} WHERE ${where} ORDER BY ${by.join(", ")}`;
  if (empty.size === 0) return sorted;
  const all = columns.map((column) => {
    const type = empty.get(column);
    return type === undefined ? identifier(column) : `CAST(NULL AS ${type}) AS ${identifier(column)}`;
  });
  return `SELECT ${all.join(", ")} FROM (${sorted}) AS sorted`;
}
