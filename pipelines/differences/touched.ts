import { type EntityName, entities, entityNames, fieldsOf } from "../../sources/contracts/index.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { linesPerLoad } from "../landing.ts";

/** When a row of an entity happened: the first of its times in contract order that is not a plan. */
function happenedAt(entity: EntityName): string {
  const time = fieldsOf(entities[entity]).find(
    ({ name, kind }) => kind === "timestamp" && !/^(planned|requested|promised|new)_/.test(name),
  );
  return time === undefined ? "CAST(NULL AS TIMESTAMP)" : identifier(time.name);
}

/**
 * Writes the rows that came in after a load as Parquet: entity, id (its key, where that is one column), ticket_id and
 * happened_at. Returns the path.
 */
export async function exportTouched(warehouse: Engine, path: string, sequence: number): Promise<string> {
  const selects = entityNames
    .filter((name) => fieldsOf(entities[name]).some((field) => field.name === "ticket_id"))
    .map((name) => {
      const [key = "", ...more] = entities[name].key;
      const id = more.length === 0 ? identifier(key) : "CAST(NULL AS VARCHAR)";
      return `SELECT ${literal(name)} AS entity, ${id} AS id, ticket_id, ${happenedAt(name)} AS happened_at
        FROM ${identifier(`landing_${name}`)} WHERE _order >= ${(sequence + 1) * linesPerLoad}`;
    });
  await warehouse.exportParquet(selects.join("\nUNION ALL\n"), path);
  return path;
}
