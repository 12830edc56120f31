import { z } from "zod";
import type { Field } from "./contracts/entity.ts";
import { orMeant } from "./mapping-check.ts";
import { SourceError } from "./source.ts";

/** How one canonical column comes out of a file's columns. */
export type ColumnPlan = FromPlan | { const: string } | ConcatPlan;

/** Several cells as one text; empty ones are left out. `formats` as for one cell, such as for a day and a clock in two columns. */
export interface ConcatPlan {
  concat: string[];
  with: string;
  formats?: string[];
}

export interface FromPlan {
  from: string;
  /** strptime formats tried in order; `iso`, `epoch`, `epoch_ms`, `excel` (days since 1899-12-30), `window_from` and `window_to` are names of their own. */
  formats?: string[];
  /** Value of the file to canonical value. */
  values?: Record<string, string>;
  /** What becomes of a value that `values` does not name; without it, quarantine. `null` stands for no value. */
  otherwise?: { kind: "quarantine" } | { kind: "value"; value: string | null };
}

/** A single text where a list is wanted stands for a list of one. */
export const textOrList = (value: unknown) => (typeof value === "string" ? [value] : value);

/** One entry of `columns`, as it is written. */
export const columnSchema = z.preprocess(
  (value) => (typeof value === "string" ? { from: value } : value),
  z.strictObject({
    from: z.string().min(1, "from names no column").optional(),
    format: z
      .preprocess(textOrList, z.array(z.string().min(1, "a format is empty")).min(1, "the list of formats is empty"))
      .optional(),
    values: z.record(z.string(), z.string()).optional(),
    otherwise: z.string().optional(),
    const: z.string().optional(),
    concat: z.array(z.string().min(1)).min(1, "the list to concat is empty").optional(),
    with: z.string().optional(),
  }),
);
/** Settles one entry of `columns` against its field; `place` names the line of a key inside the entry. */
export function readColumn(
  field: Field,
  given: z.infer<typeof columnSchema>,
  place: (...path: PropertyKey[]) => string,
): ColumnPlan {
  const kinds = (["from", "const", "concat"] as const).filter((key) => given[key] !== undefined);
  if (kinds.length !== 1) {
    const met = kinds.length === 0 ? "none of them" : kinds.join(" and ");
    throw new SourceError(`${place()}: "${field.name}" wants exactly one of from, const and concat; met ${met}.`);
  }
  const kind = kinds[0];
  const companions = { format: ["from", "concat"], values: ["from"], otherwise: ["from"], with: ["concat"] };
  for (const [key, owners] of Object.entries(companions)) {
    if (given[key as keyof typeof companions] !== undefined && !owners.includes(kind ?? "")) {
      throw new SourceError(
        `${place(key)}: "${key}" goes with ${owners.join(" or ")}, and "${field.name}" is given by ${kind}.`,
      );
    }
  }
  if (given.const !== undefined) {
    checkValue(field, given.const, place("const"));
    return { const: given.const };
  }
  if (given.format !== undefined) {
    if (!["timestamp", "date", "month"].includes(field.kind)) {
      throw new SourceError(
        `${place("format")}: "${field.name}" is no time (it is a ${field.kind}), so it takes no format.`,
      );
    }
    for (const format of given.format) {
      if (field.kind !== "timestamp" && windowFormats.includes(format)) {
        throw new SourceError(
          `${place("format")}: "${field.name}" is a ${field.kind}, and ${format} reads a time out of a window such as 2026-01-05 08:00-12:00.`,
        );
      }
      checkFormat(format, place("format"));
    }
  }
  const formats = given.format === undefined ? {} : { formats: given.format };
  if (given.concat !== undefined) return { concat: given.concat, with: given.with ?? "", ...formats };
  const plan: FromPlan = { from: given.from ?? "", ...formats };
  if (given.values !== undefined) {
    for (const [from, to] of Object.entries(given.values)) checkValue(field, to, place("values", from));
    plan.values = given.values;
  }
  if (given.otherwise !== undefined) {
    if (given.values === undefined)
      throw new SourceError(`${place("otherwise")}: "otherwise" wants "values" beside it.`);
    const value = /^(null|~|)$/i.test(given.otherwise) ? null : given.otherwise;
    if (value !== null && value !== "quarantine") checkValue(field, value, place("otherwise"));
    plan.otherwise = value === "quarantine" ? { kind: "quarantine" } : { kind: "value", value };
  }
  return plan;
}

const windowFormats = ["window_from", "window_to"];
const namedFormats = ["iso", "epoch", "epoch_ms", "excel", ...windowFormats];

function checkFormat(format: string, place: string): void {
  if (namedFormats.includes(format)) return;
  const unknown = /%(?![aAbBcdDefFgGHIjmMnpSTuUVwWxXyYzZ%-])./u.exec(format)?.[0];
  if (unknown !== undefined)
    throw new SourceError(`${place}: the format "${format}" holds "${unknown}", which means nothing.`);
  if (!format.includes("%")) {
    const better = format
      .replace(/yyyy|YYYY/, "%Y")
      .replace(/MM/, "%m")
      .replace(/dd|DD/, "%d")
      .replace(/HH|hh/, "%H");
    const meant = better === format ? "." : `; did you mean "${better.replace(/mm/, "%M").replace(/ss/, "%S")}"?`;
    throw new SourceError(
      `${place}: the format "${format}" holds no % part such as %Y-%m-%d, and is none of ${namedFormats.join(", ")}${meant}`,
    );
  }
}

/** A value a person wrote for a field must be one the field can hold. */
function checkValue(field: Field, value: string, place: string): void {
  const wrong = (wanted: string) =>
    new SourceError(`${place}: "${value}" cannot be a value of "${field.name}"; wanted ${wanted}`);
  if (field.kind === "choice" && !field.choices?.includes(value)) {
    const choices = field.choices ?? [];
    throw wrong(`one of ${choices.join(", ")}${orMeant(value, choices)}`);
  }
  if (field.kind === "boolean" && !["true", "false"].includes(value)) throw wrong("true or false.");
  if (field.kind === "integer" || field.kind === "number") {
    const met = Number(value);
    if (value.trim() === "" || !Number.isFinite(met)) throw wrong("a number.");
    if (field.kind === "integer" && !Number.isInteger(met)) throw wrong("a whole number.");
    if (met < (field.min ?? met) || met > (field.max ?? met))
      throw wrong(`${field.min ?? "…"} to ${field.max ?? "…"}.`);
  }
}
