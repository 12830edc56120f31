import { type Action, type Entity, fieldsOf } from "./contracts/entity.ts";
import { type EntityName, entities } from "./contracts/index.ts";
import { type Block, type Mapping, matchMapping, noMapping, type Settings } from "./mapping.ts";
import { orMeant } from "./mapping-check.ts";
import type { ColumnPlan } from "./mapping-column.ts";
import { type NestedCell, nestedCell, quotedNames } from "./nested.ts";
import { SourceError } from "./source.ts";

/** How the rows of one file become rows of the contract. */
export interface FilePlan {
  path: string;
  settings: Settings;
  entities: EntityPlan[];
}

export interface EntityPlan {
  entity: EntityName;
  /** Canonical column to where it comes from; fields the file does not have are absent. */
  columns: Record<string, ColumnPlan>;
  /** Header cells no column of this entity reads; kept as JSON. */
  extra: string[];
  /** Keys inside objects that its columns and conditions read; each is a raw column by its whole name. */
  nested: NestedCell[];
  /** Boolean SQL over the file's own columns, checked by checkWhere before it is run. */
  where?: { sql: string; place: string };
  /** The same for rows that say their key is gone. */
  deleted?: { sql: string; place: string };
  rules: Record<string, Action>;
}

/** Columns of every file beside its own: its path in the input folder and the line a record starts on. */
export const pseudoColumns = ["_source", "_line"];

/** The form in which names of columns are compared: case, blanks, underscores and hyphens do not count. */
export const bareName = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/gu, "");

/**
 * Plans one file: what mapping.yaml says of it, else the entity its name says, with canonical column names.
 * A column of the file with a canonical name is used wherever the mapping gives that field nothing else.
 * Throws SourceError for a file nobody claims, a column the header lacks, or a required field that comes from nowhere.
 */
export function planFile(given: {
  path: string;
  /** From the file's name, where it says one. */
  entity: EntityName | undefined;
  header: readonly string[];
  mapping: Mapping;
}): FilePlan {
  const { path, entity, header, mapping } = given;
  const mapped = matchMapping(mapping, path);
  if (mapped !== undefined) {
    const plans = mapped.blocks.map((block) => planBlock(path, header, block, mapping));
    return { path, settings: mapped.settings, entities: plans };
  }
  if (entity === undefined) {
    throw new SourceError(`${path} is named for no entity and ${mapping.file} has no entry for it.`, {
      hint: "huiyin doctor --input DIR proposes one.",
    });
  }
  return {
    path,
    settings: mapping.defaults,
    entities: [planBlock(path, header, { entity, columns: {}, rules: {} }, mapping)],
  };
}

type Given = Pick<Block, "entity" | "columns" | "rules"> & Partial<Pick<Block, "where" | "deleted" | "place">>;

/** Where it is to be said which column is which. */
function hintOf(path: string, { file, files }: Mapping, isMapped: boolean): string {
  if (!isMapped && files.length > 0)
    return `No entry of ${file} fits ${path}; there is ${files.map(({ glob }) => `"${glob}"`).join(", ")}.`;
  return file === noMapping.file
    ? "mapping.yaml says which column is which; huiyin doctor --input DIR proposes one."
    : "The mapping in the pipeline file says which column is which.";
}

function planBlock(path: string, header: readonly string[], block: Given, mapping: Mapping): EntityPlan {
  const columns: Record<string, ColumnPlan> = {};
  const cells = new Map(header.map((cell) => [cell.normalize(), cell]));
  const nested = new Map<string, NestedCell>();
  const within = (name: string) => {
    const cell = header.includes(name) ? undefined : nestedCell(name, header);
    if (cell !== undefined) nested.set(name, cell);
    return cell?.name;
  };
  for (const [field, plan] of Object.entries(block.columns)) {
    const place = (...inner: PropertyKey[]) => block.place?.("columns", field, ...inner) ?? path;
    const find = (name: string, ...inner: PropertyKey[]) => {
      const cell = cells.get(name.normalize().trim()) ?? (pseudoColumns.includes(name) ? name : within(name));
      if (cell !== undefined) return cell;
      throw new SourceError(`${place(...inner)}: ${path} has no column "${name}"${orMeant(name, header)}`, {
        hint: `Its columns are ${header.join(", ")}.`,
      });
    };
    if ("from" in plan) columns[field] = { ...plan, from: find(plan.from, "from") };
    else if ("concat" in plan)
      columns[field] = { ...plan, concat: plan.concat.map((name, i) => find(name, "concat", i)) };
    else columns[field] = plan;
  }
  const entity: Entity = entities[block.entity];
  const fields = fieldsOf(entity);
  const byBareName = new Map(header.map((cell) => [bareName(cell), cell]));
  for (const { name } of fields) {
    const cell = byBareName.get(bareName(name));
    if (cell !== undefined && !Object.hasOwn(columns, name)) columns[name] = { from: cell };
  }
  const missing = fields
    .filter((field) => field.required && !Object.hasOwn(columns, field.name))
    .map(({ name }) => name);
  if (missing.length > 0) {
    const at = block.place === undefined ? path : `${block.place("columns")}: ${path}`;
    throw new SourceError(
      `${at} as ${block.entity} has no ${missing.join(" and no ")}, which every row must have; its columns are ${header.join(", ")}.`,
      { hint: hintOf(path, mapping, block.place !== undefined) },
    );
  }
  const read = new Set(Object.values(columns).flatMap(readBy));
  const condition = (key: "where" | "deleted") => {
    const sql = block[key];
    if (sql !== undefined) quotedNames(sql).forEach(within);
    return sql === undefined ? {} : { [key]: { sql, place: block.place?.(key) ?? path } };
  };
  const conditions = { ...condition("where"), ...condition("deleted") };
  return {
    entity: block.entity,
    columns,
    extra: header.filter((cell) => !read.has(cell)),
    nested: [...nested.values()],
    ...conditions,
    rules: block.rules,
  };
}

export const readBy = (plan: ColumnPlan): string[] =>
  "from" in plan ? [plan.from] : "concat" in plan ? plan.concat : [];
