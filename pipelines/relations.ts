import { type EntityName, entities, entityNames, type Field, fieldsOf, type Kind } from "../sources/contracts/index.ts";
import { type Engine, identifier } from "./engines/engine.ts";

/** DuckDB types of the contract's kinds, as they stand in the landing. */
export const sqlTypes: Record<Kind, string> = {
  text: "VARCHAR",
  choice: "VARCHAR",
  json: "VARCHAR",
  timestamp: "TIMESTAMP",
  date: "DATE",
  month: "DATE",
  integer: "INTEGER",
  number: "DOUBLE",
  boolean: "BOOLEAN",
};

const provenance = [
  { name: "extra", type: "VARCHAR" },
  { name: "_source", type: "VARCHAR" },
  { name: "_line", type: "BIGINT" },
  { name: "_loaded_at", type: "TIMESTAMP" },
  { name: "_order", type: "BIGINT" },
];

/** Columns of the relation `landing_<entity>` that models read. */
export function landingColumns(entity: EntityName): { name: string; type: string }[] {
  const fields: Field[] = fieldsOf(entities[entity]);
  return [...fields.map(({ name, kind }) => ({ name, type: sqlTypes[kind] })), ...provenance];
}

export const landingRelations = entityNames.map((name) => `landing_${name}`);

/** SELECT of no rows with such columns. The planner drops what is joined with it, which it does not with a table that is empty. */
export function noRows(columns: readonly { name: string; type: string }[]): string {
  const nulls = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`);
  return `SELECT ${nulls.join(", ")} WHERE FALSE`;
}

export type RelationKind = "VIEW" | "TABLE";

/** What stands under each name in the warehouse. Looking at the catalogue costs as much as making a small table. */
export async function relationKinds(engine: Engine): Promise<Map<string, RelationKind>> {
  const rows = await engine.query<{ name: string; kind: string }>(
    "SELECT table_name AS name, table_type AS kind FROM information_schema.tables WHERE table_schema = 'main'",
  );
  return new Map(rows.map(({ name, kind }) => [name, kind === "VIEW" ? "VIEW" : "TABLE"]));
}

/** What the landing says of itself, as SQL column lists: filled fields, loads, their rows that other loads replace, and rows that broke a rule. */
export const loadRelations = {
  input_presence: "entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT",
  input_loads: `load_id VARCHAR, sequence BIGINT, source VARCHAR, entity VARCHAR, loaded_at TIMESTAMP, read BIGINT,
    filtered BIGINT, loaded BIGINT, quarantined BIGINT, superseded BIGINT, balanced BOOLEAN, newest_at TIMESTAMP,
    unaccounted BIGINT, warn_after_days DOUBLE, fail_after_days DOUBLE`,
  input_superseded: "load_id VARCHAR, rows BIGINT",
  input_load_rules:
    "load_id VARCHAR, source VARCHAR, entity VARCHAR, rule VARCHAR, action VARCHAR, rows BIGINT, read BIGINT",
};
