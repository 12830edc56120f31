import { z } from "zod";
import type { FieldMeta } from "./field.ts";

export type Action = "warn" | "drop" | "quarantine" | "fail";

/** One text in both languages of the site. */
export interface Label {
  zh: string;
  en: string;
}

/** A rule over several fields of one row. `when` is SQL over the typed columns; a row for which it is true breaks the rule. */
export interface Rule {
  name: string;
  when: string;
  action: Action;
  label: Label;
  /** The field the reason is filed under. */
  field: string;
}

export interface Entity {
  name: string;
  description: string;
  /** Columns that name one row; a later row with the same key supersedes an earlier one. */
  key: readonly string[];
  schema: z.ZodObject;
  rules: readonly Rule[];
}

export function defineEntity<const Name extends string, Shape extends z.ZodRawShape>(entity: {
  name: Name;
  description: string;
  key: readonly (keyof Shape & string)[];
  fields: Shape;
  rules?: readonly Rule[];
}): Entity & { name: Name; schema: z.ZodObject<Shape> } {
  const { fields, rules = [], ...rest } = entity;
  return { ...rest, rules, schema: z.object(fields) };
}

export interface Field extends FieldMeta {
  name: string;
  required: boolean;
}

/** The fields of an entity in contract order. */
export function fieldsOf(entity: Entity): Field[] {
  return Object.entries(entity.schema.shape).map(([name, schema]) => {
    const field = schema as z.ZodType;
    return { name, required: !(field instanceof z.ZodOptional), ...(field.meta() as unknown as FieldMeta) };
  });
}
