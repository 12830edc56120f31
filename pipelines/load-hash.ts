import { createHash } from "node:crypto";
import { type Entity, type EntityName, entities, fieldsOf } from "../sources/contracts/index.ts";

export const digest = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** Changes with every change of a field or rule of the entity. */
export function contractHash(name: EntityName): string {
  const entity: Entity = entities[name];
  return digest([
    entity.key,
    fieldsOf(entity).map(({ description: _, ...field }) => field),
    entity.rules.map(({ label: _, ...rule }) => rule),
  ]);
}
