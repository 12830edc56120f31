import { z } from "zod";

/** What a field holds; each kind has one DuckDB type and one way of reading it from text (see columns.ts). */
export type Kind = "text" | "timestamp" | "date" | "month" | "integer" | "number" | "boolean" | "choice" | "json";

/** What the zod schema of a field carries beside its type: the single place the SQL, the types and the dictionary come from. */
export interface FieldMeta {
  kind: Kind;
  description: string;
  /** Personal: leaves the landing only redacted, hashed or not at all. */
  pii?: boolean;
  choices?: readonly string[];
  min?: number;
  max?: number;
}

type Options = Pick<FieldMeta, "pii">;

const meta = <S extends z.ZodType>(schema: S, value: FieldMeta): S => schema.meta({ ...value }) as S;

export const text = (description: string, options: Options = {}) =>
  meta(z.string().min(1).optional(), { kind: "text", description, ...options });

/** UTC timestamp, written as ISO 8601. */
export const timestamp = (description: string) => meta(z.iso.datetime().optional(), { kind: "timestamp", description });

export const date = (description: string) => meta(z.iso.date().optional(), { kind: "date", description });

/** The first day of a month; read from YYYY-MM or a date in the month. */
export const month = (description: string) => meta(z.iso.date().optional(), { kind: "month", description });

export const integer = (description: string, range: { min?: number; max?: number } = {}) => {
  let schema = z.number().int();
  if (range.min !== undefined) schema = schema.min(range.min);
  if (range.max !== undefined) schema = schema.max(range.max);
  return meta(schema.optional(), { kind: "integer", description, ...range });
};

export const number = (description: string, range: { min?: number; max?: number } = {}) => {
  let schema = z.number();
  if (range.min !== undefined) schema = schema.min(range.min);
  if (range.max !== undefined) schema = schema.max(range.max);
  return meta(schema.optional(), { kind: "number", description, ...range });
};

export const boolean = (description: string) => meta(z.boolean().optional(), { kind: "boolean", description });

export const choice = <const C extends readonly [string, ...string[]]>(choices: C, description: string) =>
  meta(z.enum(choices).optional(), { kind: "choice", description, choices });

/** A JSON list, kept as its text. */
export const list = (description: string, options: Options = {}) =>
  meta(z.array(z.unknown()).optional(), { kind: "json", description, ...options });

/** Makes a field required; its description and kind stay. */
export const required = <S extends z.ZodOptional>(field: S): ReturnType<S["unwrap"]> => {
  const inner = field.unwrap() as z.ZodType;
  return inner.meta({ ...(field.meta() as unknown as FieldMeta) }) as ReturnType<S["unwrap"]>;
};
