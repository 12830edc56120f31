import { z } from "zod";
import type { Action, Entity } from "./contracts/entity.ts";
import { fieldsOf } from "./contracts/entity.ts";
import { type EntityName, entities, entityNames } from "./contracts/index.ts";
import { encodings } from "./decode.ts";
import { bookOf, checkGlob, globMatches } from "./glob.ts";
import { check, orMeant } from "./mapping-check.ts";
import { type ColumnPlan, columnSchema, readColumn, textOrList } from "./mapping-column.ts";
import { SourceError } from "./source.ts";
import { readYaml, type YamlFile } from "./yaml-text.ts";

/** What mapping.yaml says about one entity fed by a file. */
export interface Block {
  entity: EntityName;
  columns: Record<string, ColumnPlan>;
  where?: string;
  deleted?: string;
  rules: Record<string, Action>;
  /** Where a column, `where` or the block itself stands, for messages. */
  place(...path: PropertyKey[]): string;
}

const settingsShape = {
  time_zone: z
    .string()
    .refine(isTimeZone, { error: (issue) => `"${issue.input}" is no time zone; wanted one like Asia/Shanghai` }),
  nulls: z.array(z.string()),
  encoding: z.enum(["auto", ...encodings]),
  duplicates: z.enum(["latest", "first", "quarantine"]),
  drift: z.enum(["evolve", "freeze", "quarantine"]),
  delimiter: z.preprocess(
    (value) => (value === "tab" || value === "\\t" ? "\t" : value),
    z.string().length(1, "a delimiter is one character, or the word tab"),
  ),
};
const settingsSchema = z.strictObject(settingsShape).partial();

export interface Settings {
  /** The zone of times that carry no offset. */
  time_zone: string;
  /** Texts that stand for "no value", beside the empty one. */
  nulls: string[];
  encoding: "auto" | (typeof encodings)[number];
  duplicates: "latest" | "first" | "quarantine";
  /** What becomes of a file with other columns than the one before: taken (evolve, the usual), refused, or put aside row by row. */
  drift?: "evolve" | "freeze" | "quarantine";
  /** Detected where absent. */
  delimiter?: string;
}

export interface MappedFiles {
  glob: string;
  place: string;
  settings: Settings;
  blocks: Block[];
}

export interface Mapping {
  file: string;
  defaults: Settings;
  files: MappedFiles[];
}

export const standardSettings: Settings = {
  time_zone: "Asia/Shanghai",
  nulls: [""],
  encoding: "auto",
  duplicates: "latest",
};

/** What holds where there is no mapping.yaml. */
export const noMapping: Mapping = { file: "mapping.yaml", defaults: standardSettings, files: [] };

const actions = ["warn", "drop", "quarantine", "fail"] as const;
const fileSchema = z.strictObject({
  entity: z.preprocess(
    textOrList,
    z.array(z.enum(entityNames as [EntityName, ...EntityName[]])).min(1, "the list of entities is empty"),
  ),
  columns: z.unknown().optional(),
  where: z.unknown().optional(),
  deleted: z.unknown().optional(),
  rules: z.unknown().optional(),
  ...settingsSchema.shape,
});
const keys = {
  top: ["defaults", "files"],
  settings: Object.keys(settingsShape),
  file: Object.keys(fileSchema.shape),
  column: ["from", "format", "values", "otherwise", "const", "concat", "with"],
};
const orEmpty = (value: unknown) => (value === "" ? {} : value);
const mappingSchema = z.strictObject({
  defaults: z.preprocess(orEmpty, settingsSchema).optional(),
  files: z.preprocess(orEmpty, z.record(z.string(), z.unknown())).optional(),
});

/**
 * Reads a mapping.yaml; `file` is how it is named in messages. Throws SourceError with the line, what was met and what was wanted.
 * Whether its columns exist in a file is settled by planFile, when the file's header is known.
 */
export function parseMapping(text: string, file: string): Mapping {
  const yaml = readYaml(text, file);
  const root = yaml.root === "" ? {} : yaml.root;
  const parsed = check(mappingSchema, root, yaml, [], (at) => (at.length > 0 ? keys.settings : keys.top));
  const defaults = settle(standardSettings, parsed.defaults ?? {});
  const files = Object.entries(parsed.files ?? {}).map(([glob, given]) => readFiles(glob, given, defaults, yaml));
  return { file, defaults, files };
}

function readFiles(glob: string, given: unknown, defaults: Settings, yaml: YamlFile): MappedFiles {
  const path = ["files", glob];
  const place = yaml.place(path);
  checkGlob(glob, place);
  const { entity, columns, where, deleted, rules, ...own } = check(fileSchema, given, yaml, path, () => keys.file);
  const part = (key: string, value: unknown, index: number) => share(value, key, index, entity, yaml, path);
  const blocks = entity.map((name, index) =>
    readBlock(name, yaml, {
      columns: part("columns", columns, index),
      where: part("where", where, index),
      deleted: part("deleted", deleted, index),
      rules: part("rules", rules, index),
    }),
  );
  return { glob, place, settings: settle(defaults, own), blocks };
}

interface Part {
  value: unknown;
  path: readonly PropertyKey[];
}

/** The part of `columns`, `where`, `deleted` or `rules` that is for one entity: with several entities, a list in their order or a map by their names. */
function share(
  value: unknown,
  key: string,
  index: number,
  names: readonly EntityName[],
  yaml: YamlFile,
  above: readonly PropertyKey[],
): Part {
  const path = [...above, key];
  if (value === undefined || names.length === 1) {
    const alone = Array.isArray(value) && value.length === 1 && key !== "where" && key !== "deleted";
    return alone ? { value: value[0], path: [...path, 0] } : { value, path };
  }
  if (Array.isArray(value)) {
    if (value.length !== names.length) {
      throw new SourceError(
        `${yaml.place(path)}: ${key} lists ${value.length} blocks for ${names.length} entities (${names.join(", ")}); wanted one block each.`,
      );
    }
    return { value: value[index], path: [...path, index] };
  }
  const name = names[index] ?? "";
  if (typeof value === "object" && value !== null) {
    const unknown = Object.keys(value).find((other) => !(names as readonly string[]).includes(other));
    if (unknown !== undefined) {
      throw new SourceError(
        `${yaml.place([...path, unknown])}: with several entities, ${key} holds one block for each of ${names.join(", ")}; met "${unknown}"${orMeant(unknown, names)}`,
      );
    }
    return Object.hasOwn(value, name)
      ? { value: (value as Record<string, unknown>)[name], path: [...path, name] }
      : { value: undefined, path };
  }
  return { value, path };
}

function readBlock(
  name: EntityName,
  yaml: YamlFile,
  parts: Record<"columns" | "where" | "deleted" | "rules", Part>,
): Block {
  const entity: Entity = entities[name];
  const fields = new Map(fieldsOf(entity).map((field) => [field.name, field]));
  const given = check(
    z.record(z.string(), columnSchema).default({}),
    parts.columns.value,
    yaml,
    parts.columns.path,
    () => keys.column,
  );
  const columns: Record<string, ColumnPlan> = {};
  for (const [column, value] of Object.entries(given)) {
    const place = yaml.place([...parts.columns.path, column]);
    const field = fields.get(column);
    if (field === undefined) {
      throw new SourceError(`${place}: ${name} has no column "${column}"${orMeant(column, [...fields.keys()])}`, {
        hint: `The columns of ${name} are ${[...fields.keys()].join(", ")}. A column left out of the mapping is kept in extra.`,
      });
    }
    columns[column] = readColumn(field, value, (...inner) => yaml.place([...parts.columns.path, column, ...inner]));
  }
  const condition = (key: "where" | "deleted") =>
    check(z.string().min(1, `${key} is empty`).optional(), parts[key].value, yaml, parts[key].path);
  const where = condition("where");
  const deleted = condition("deleted");
  const rules = check(z.record(z.string(), z.enum(actions)).default({}), parts.rules.value, yaml, parts.rules.path);
  for (const [rule, action] of Object.entries(rules))
    checkRule(entity, rule, action, yaml.place([...parts.rules.path, rule]));
  return {
    entity: name,
    columns,
    ...(where === undefined ? {} : { where }),
    ...(deleted === undefined ? {} : { deleted }),
    rules,
    place: (key, ...rest) => {
      const part = parts[key as keyof typeof parts];
      return yaml.place(part === undefined ? parts.columns.path : [...part.path, ...rest]);
    },
  };
}

const fieldChecks = [
  "required",
  "shortened",
  "text",
  "timestamp",
  "date",
  "month",
  "integer",
  "number",
  "boolean",
  "choice",
  "json",
  "range",
  "values",
];

/** A rule is one over several fields, by its name; or all checks of a field, by the field's name; or `<field>.<check>`. */
function checkRule(entity: Entity, rule: string, action: Action, place: string): void {
  if (entity.rules.some(({ name }) => name === rule)) return;
  const [name = "", kind] = rule.split(".");
  const field = fieldsOf(entity).find((candidate) => candidate.name === name);
  const known = [...entity.rules.map((own) => own.name), ...fieldsOf(entity).map((own) => own.name)];
  if (field === undefined || (kind !== undefined && !fieldChecks.includes(kind))) {
    const guess = field === undefined ? orMeant(rule, known) : `; the checks of a field are ${fieldChecks.join(", ")}.`;
    throw new SourceError(`${place}: ${entity.name} has no rule "${rule}"${guess}`, {
      hint: `Its rules are ${entity.rules.map((own) => own.name).join(", ")} and the names of its columns.`,
    });
  }
  if (field.required && action !== "quarantine") {
    throw new SourceError(
      `${place}: every row must have "${name}", so a row without it is always quarantined; met "${action}".`,
    );
  }
}

/** The entry of mapping.yaml a file falls under: one that names it exactly, else the one pattern that fits. */
export function matchMapping(mapping: Mapping, path: string): MappedFiles | undefined {
  const exact = [path, bookOf(path)].flatMap(
    (name) => mapping.files.find((files) => files.glob.normalize() === name.normalize()) ?? [],
  )[0];
  if (exact !== undefined) return exact;
  const [first, second] = mapping.files.filter((files) => globMatches(files.glob, path));
  if (first !== undefined && second !== undefined) {
    throw new SourceError(
      `${path} falls under "${first.glob}" (${first.place}) and "${second.glob}" (${second.place}); wanted one.`,
    );
  }
  return first;
}

/** Entries of mapping.yaml under which none of the files falls. */
export const unmatchedGlobs = (mapping: Mapping, paths: readonly string[]): { glob: string; place: string }[] =>
  mapping.files.filter(({ glob }) => !paths.some((path) => globMatches(glob, path)));

function settle(base: Settings, given: z.infer<typeof settingsSchema>): Settings {
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Settings>;
  const settings = { ...base, ...own };
  return { ...settings, nulls: [...new Set(["", ...settings.nulls])] };
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
