import { type EntityName, entities, entityNames, type Field, fieldsOf, type Kind } from "../sources/contracts/index.ts";

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
