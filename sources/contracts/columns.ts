import type { ColumnPlan, FromPlan } from "../mapping-column.ts";
import { type NestedCell, nestedText } from "../nested.ts";
import { identifier, literal } from "../quote.ts";
import { type Action, type Entity, type Field, fieldsOf } from "./entity.ts";
import type { FieldCheck } from "./rules.ts";
import { momentsOf, utcOf } from "./times.ts";

/** How the rows of one file are read as one entity. */
export interface ColumnsPlan {
  entity: Entity;
  columns: Readonly<Record<string, ColumnPlan>>;
  /** Raw columns kept as JSON. */
  extra: readonly string[];
  /** What `columns` reads inside the objects of raw columns. */
  nested: readonly NestedCell[];
  rules: Readonly<Record<string, Action>>;
  /** Zone of times without an offset. */
  zone: string;
  /** Texts that stand for no value, where the reader has not taken them out already. */
  nulls: readonly string[];
  /** Raw column that already holds the JSON of everything else; `extra` is not looked at then. */
  rest?: string;
}

/** One thing a row can do wrong. `when` is true for a row that does it, NULL or false otherwise. */
export interface RowCheck {
  /** `<field>.<check>`, or the name of a rule over several fields. */
  rule: string;
  field: string;
  action: Action;
  when: string;
  /** SQL text of what was met. */
  got: string;
  wanted: string;
}

export interface Columns {
  /** Canonical columns that are written, in contract order. */
  fields: Field[];
  checks: RowCheck[];
  /** The rows of a raw relation as contract columns; raw columns are text, `_line` comes with them. */
  typed(raw: string): string;
  /** A column as it is written: a value that only earns a warning is left out. */
  written(field: string): string;
  /** True for a row that is not to be loaded. */
  rejected: string;
  /** Names of the rules a loaded row breaks, comma separated, or undefined when none can be broken. */
  warnings: string | undefined;
}

/** A field's text as the file gives it, before it is typed. */
export const textColumn = (field: string): string => identifier(`t ${field}`);
const momentColumn = (field: string): string => identifier(`m ${field}`);

/**
 * Compiles a contract and the plan of a file to SQL: text to typed columns, with the reasons for which a row is refused.
 * The SQL is DuckDB's. Times come out in UTC. A field the plan does not name has no column.
 */
export function compileColumns(plan: ColumnsPlan): Columns {
  const planned = fieldsOf(plan.entity).filter((field) => Object.hasOwn(plan.columns, field.name));
  const named = new Set(planned.map((field) => field.name));
  const checks = [
    ...planned.flatMap((field) => fieldChecks(field, plan)),
    ...plan.entity.rules
      .filter((rule) => wordsOf(rule.when).every((word) => named.has(word) || !isField(plan.entity, word)))
      .map((rule) => ({
        rule: rule.name,
        field: rule.field,
        action: plan.rules[rule.name] ?? rule.action,
        when: rule.when,
        got: named.has(rule.field) ? textColumn(rule.field) : "NULL",
        wanted: `NOT (${rule.when})`,
      })),
  ];
  const refused = checks.filter((check) => check.action !== "warn").map((check) => `(${check.when})`);
  const warned = checks.filter((check) => check.action === "warn");
  return {
    fields: planned,
    checks,
    typed: (raw) => typedRows(raw, planned, plan),
    written: (name) => {
      const own = warned.filter(({ rule }) => rule === `${name}.range` || rule === `${name}.values`);
      const bad = own.map(({ when }) => `(${when})`).join(" OR ");
      return bad === "" ? identifier(name) : `CASE WHEN ${bad} THEN NULL ELSE ${identifier(name)} END`;
    },
    // The conditions of CASE narrow the rows they look at; coalesce() would have each of them of every row.
    rejected: refused.length === 0 ? "false" : `CASE WHEN ${refused.join(" OR ")} THEN true ELSE false END`,
    warnings: warned.length === 0 ? undefined : warningsOf(warned),
  };
}

function warningsOf(checks: readonly RowCheck[]): string {
  const names = checks.map((check) => `CASE WHEN ${check.when} THEN ${literal(check.rule)} END`);
  return `CASE WHEN ${checks.map((check) => `(${check.when})`).join(" OR ")} THEN concat_ws(',', ${names.join(", ")}) END`;
}

const wordsOf = (sql: string) => sql.match(/[a-z_][a-z0-9_]*/gi) ?? [];
const isField = (entity: Entity, word: string) => Object.hasOwn(entity.schema.shape, word);

/** Three layers: text, moments (times on the wall clock), typed. Each reads only the one below, so no cell is parsed twice. */
function typedRows(raw: string, fields: readonly Field[], plan: ColumnsPlan): string {
  const texts = fields.map((field) => `${fieldText(field, plan)} AS ${textColumn(field.name)}`);
  const moments = fields.flatMap((field) => {
    const sql = momentOf(field, plan);
    return sql === undefined ? [] : [`${sql} AS ${momentColumn(field.name)}`];
  });
  const typed = fields.map((field) => `${typedField(field, plan)} AS ${identifier(field.name)}`);
  const extra = `${plan.rest ?? extraOf(plan.extra)} AS extra`;
  return `SELECT *, ${typed.join(", ")}
FROM (SELECT ${["*", ...moments].join(", ")}
FROM (SELECT _line, ${[...texts, extra].join(",\n  ")}
FROM ${raw}))`;
}

function extraOf(cells: readonly string[]): string {
  const pairs = cells.map((cell) => [
    literal(`${JSON.stringify(cell)}:`),
    `CAST(to_json(${identifier(cell)}) AS VARCHAR)`,
  ]);
  const [only, ...others] = pairs;
  if (only === undefined) return "CAST(NULL AS VARCHAR)";
  // A text that is put together with NULL is NULL.
  if (others.length === 0) return `'{' || ${only.join(" || ")} || '}'`;
  return `nullif('{' || concat_ws(',', ${pairs.map((pair) => pair.join(" || ")).join(", ")}) || '}', '{}')`;
}

const blanks = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)";

/** A cell without null markers. The number of the line may be asked for like a cell. */
function cellText(cell: string, { nulls, nested }: ColumnsPlan): string {
  const inside = nested.find(({ name }) => name === cell);
  const name =
    inside !== undefined ? nestedText(inside) : cell === "_line" ? "CAST(_line AS VARCHAR)" : identifier(cell);
  if (nulls.length === 0) return name;
  return `CASE WHEN ${name} IN (${nulls.map(literal).join(", ")}) THEN NULL ELSE ${name} END`;
}

/** Surrounding blanks are no part of a value. The comparison is cheap and nearly always false, trim() is neither. */
const withoutBlanks = (text: string) =>
  `CASE WHEN ${text} < '!' OR ends_with(${text}, ' ') THEN nullif(trim(${text}, ${blanks}), '') ELSE ${text} END`;

function fieldText(field: Field, plan: ColumnsPlan): string {
  const given = plan.columns[field.name] as ColumnPlan;
  if ("const" in given) return literal(given.const);
  if ("concat" in given) {
    const parts = given.concat.map((cell) => withoutBlanks(cellText(cell, plan)));
    return `nullif(concat_ws(${[literal(given.with), ...parts].join(", ")}), '')`;
  }
  const text = cellText(given.from, plan);
  if (given.values !== undefined) return mappedText(withoutBlanks(text), given, given.values);
  return field.kind === "text" ? withoutBlanks(text) : text;
}

function mappedText(clean: string, given: FromPlan, values: Record<string, string>): string {
  const cases = Object.entries(values).map(([from, to]) => `WHEN ${literal(from.trim())} THEN ${literal(to)}`);
  const { otherwise } = given;
  const rest =
    otherwise?.kind === "value"
      ? otherwise.value === null
        ? "NULL"
        : `CASE WHEN ${clean} IS NULL THEN NULL ELSE ${literal(otherwise.value)} END`
      : clean;
  return `CASE ${clean} ${cases.join(" ")} ELSE ${rest} END`;
}

const formatsOf = (field: Field, plan: ColumnsPlan): readonly string[] => {
  const given = plan.columns[field.name];
  return (given !== undefined && "formats" in given ? given.formats : undefined) ?? ["iso"];
};

function momentOf(field: Field, plan: ColumnsPlan): string | undefined {
  const text = textColumn(field.name);
  if (field.kind === "timestamp") return momentsOf(text, formatsOf(field, plan));
  if (field.kind === "integer" || field.kind === "number") return `TRY_CAST(${text} AS DOUBLE)`;
  return undefined;
}

function typedField(field: Field, plan: ColumnsPlan): string {
  const text = textColumn(field.name);
  const moment = momentColumn(field.name);
  switch (field.kind) {
    case "text":
      return text;
    case "choice": {
      const choices = (field.choices ?? []).map(literal);
      const type = `ENUM(${choices.join(", ")})`;
      const cases = choices.map((choice) => `WHEN ${choice} THEN CAST(${choice} AS ${type})`);
      // A few comparisons cost a quarter of what looking a text up among the enumeration's does.
      return `CASE ${text} ${cases.join(" ")} ELSE TRY_CAST(lower(trim(${text}, ${blanks})) AS ${type}) END`;
    }
    case "timestamp":
      return utcOf(text, moment, formatsOf(field, plan), plan.zone);
    case "date":
      return dateOf(text, formatsOf(field, plan));
    case "month":
      return `CAST(date_trunc('month', ${dateOf(`CASE WHEN strlen(${text}) = 7 THEN ${text} || '-01' ELSE ${text} END`, formatsOf(field, plan))}) AS DATE)`;
    case "integer":
      return `CASE WHEN ${moment} = floor(${moment}) AND abs(${moment}) < 2147483648 THEN CAST(${moment} AS INTEGER) END`;
    case "number":
      return `CASE WHEN isfinite(${moment}) THEN ${moment} END`;
    case "boolean":
      return `CASE WHEN lower(${text}) IN ('true', 't', '1', 'yes', 'y', '是', '有') THEN true WHEN lower(${text}) IN ('false', 'f', '0', 'no', 'n', '否', '无') THEN false END`;
    case "json":
      return `CASE WHEN json_valid(${text}) THEN CASE WHEN json_type(${text}) = 'ARRAY' THEN ${text} END END`;
  }
}

/** SQL list of what a mapped text may become, where nothing else may. */
function knownValues(field: Field, plan: ColumnsPlan): string | undefined {
  const given = plan.columns[field.name];
  if (given === undefined || !("from" in given) || given.values === undefined) return undefined;
  if (given.otherwise?.kind === "value") return undefined;
  return [...new Set(Object.values(given.values))].map(literal).join(", ");
}

function dateOf(text: string, formats: readonly string[]): string {
  const dates = formats.map((format) => {
    // The cast also takes words such as "infinity".
    if (format === "iso") return `CASE WHEN trim(${text}) < ':' THEN TRY_CAST(trim(${text}) AS DATE) END`;
    if (format === "excel") return `TRY(DATE '1899-12-30' + CAST(floor(TRY_CAST(${text} AS DOUBLE)) AS INTEGER))`;
    if (format === "epoch") return `TRY(CAST(to_timestamp(TRY_CAST(${text} AS DOUBLE)) AS DATE))`;
    if (format === "epoch_ms") return `TRY(CAST(make_timestamp(TRY_CAST(${text} AS BIGINT) * 1000) AS DATE))`;
    return `CAST(try_strptime(${text}, ${literal(format)}) AS DATE)`;
  });
  return dates.length === 1 ? String(dates[0]) : `coalesce(${dates.join(", ")})`;
}

function rangeOf(field: Field): string | undefined {
  const value = identifier(field.name);
  const parts = [
    ...(field.min === undefined ? [] : [`${value} < ${field.min}`]),
    ...(field.max === undefined ? [] : [`${value} > ${field.max}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(" OR ");
}

const actionOf = (field: Field, check: string, plan: ColumnsPlan): Action =>
  plan.rules[`${field.name}.${check}`] ?? plan.rules[field.name] ?? "quarantine";

function fieldChecks(field: Field, plan: ColumnsPlan): RowCheck[] {
  const text = textColumn(field.name);
  const value = identifier(field.name);
  const check = (name: FieldCheck, when: string, wanted: string, got = text): RowCheck => ({
    rule: `${field.name}.${name}`,
    field: field.name,
    action: actionOf(field, name, plan),
    when,
    got,
    wanted,
  });
  const checks: RowCheck[] = [];
  // Blanks alone are no value; trim() is only asked where nothing could be read.
  const empty =
    field.kind === "text"
      ? `${text} IS NULL`
      : `CASE WHEN ${value} IS NULL THEN coalesce(trim(${text}, ${blanks}), '') = '' END`;
  if (field.required) checks.push(check("required", empty, "a value"));
  // What spreadsheets make of long numbers: many of them become one.
  const shortened = `CASE WHEN ${text} < ':' AND contains(${text}, 'E+') THEN regexp_full_match(${text}, '\\d(\\.\\d+)?E\\+\\d\\d') ELSE false END`;
  if (field.required && field.kind === "text")
    checks.push(check("shortened", shortened, "all its digits; format the column as text before it is exported"));
  const unread = `CASE WHEN ${value} IS NULL THEN trim(${text}, ${blanks}) <> '' END`;
  if (field.kind === "timestamp" || field.kind === "date" || field.kind === "month") {
    const outside = `${value} < DATE '1900-01-01' OR ${value} >= DATE '2200-01-01'`;
    checks.push(check(field.kind, `${unread} OR ${outside}`, wantedOf(field, plan)));
  } else if (field.kind !== "text") {
    checks.push(check(field.kind, unread, wantedOf(field, plan)));
  }
  const values = field.kind === "text" ? knownValues(field, plan) : undefined;
  if (values !== undefined) checks.push(check("values", `${text} NOT IN (${values})`, `one of ${values}`));
  const range = rangeOf(field);
  if (range !== undefined) {
    checks.push(check("range", range, `${field.min ?? "any number"} to ${field.max ?? "any number"}`));
  }
  return checks;
}

function wantedOf(field: Field, plan: ColumnsPlan): string {
  switch (field.kind) {
    case "timestamp": {
      const named = formatsOf(field, plan).map((format) =>
        format === "iso" ? "YYYY-MM-DD HH:MM[:SS][offset]" : format,
      );
      return `a time as ${named.join(" or ")}, 1900 to 2199`;
    }
    case "choice":
      return `one of ${(field.choices ?? []).join(", ")}`;
    case "date":
      return `a date as ${formatsOf(field, plan).join(" or ").replace("iso", "YYYY-MM-DD")}`;
    case "month":
      return "a month as YYYY-MM";
    case "integer":
      return "a whole number";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "json":
      return "a JSON list";
    default:
      return `a ${field.kind}`;
  }
}
