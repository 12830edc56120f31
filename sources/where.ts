import { orMeant } from "./mapping-check.ts";
import { nestedCell } from "./nested.ts";
import { pseudoColumns } from "./plan.ts";
import { SourceError } from "./source.ts";

/** A node of the tree DuckDB's json_serialize_sql gives. */
type SyntaxNode = { [key: string]: unknown };

const predicates =
  "~~ !~~ ~~* !~~* like_escape ilike_escape not_like_escape contains starts_with prefix suffix ends_with regexp_matches regexp_full_match";
const scalars =
  "lower upper trim ltrim rtrim length strlen substr substring left right replace regexp_replace regexp_extract concat || nullif strip_accents try_strptime + - * / % abs round floor year month day hour date_trunc date_part";
const predicateNames = new Set(predicates.split(" "));
const functionNames = new Set(`${predicates} ${scalars}`.split(" "));
const rootClasses = new Set(["COMPARISON", "CONJUNCTION", "OPERATOR", "BETWEEN", "CASE"]);
const classes = new Set([...rootClasses, "COLUMN_REF", "CONSTANT", "FUNCTION", "CAST"]);

const said: Record<string, string> = {
  SUBQUERY: "a query inside it",
  WINDOW: "a window function",
  STAR: "*",
  PARAMETER: "a parameter",
  POSITIONAL_REFERENCE: "a column by its position",
  LAMBDA: "a lambda",
  COLLATE: "a collation",
};

/** The text of a checked `where` as it is run: true for the rows to keep; nothing it holds can reach beyond its brackets. */
export const whereSql = (where: string): string => `((\n${where}\n) IS TRUE)`;

/**
 * Refuses a `where` that is anything but one boolean expression over a file's own columns, all of which are text:
 * no query inside, no function that reaches files or settings, no column the header lacks, no cast that can fail.
 * `parse` gives the syntax tree of a SELECT.
 */
export async function checkWhere(
  where: { sql: string; place: string },
  header: readonly string[],
  parse: (sql: string) => Promise<SyntaxNode>,
): Promise<void> {
  const fail = (sentence: string) => new SourceError(`${where.place}: where "${where.sql}" ${sentence}`);
  let tree: SyntaxNode;
  try {
    tree = await parse(`SELECT (\n${where.sql}\n)`);
  } catch {
    throw fail("is not one SQL expression.");
  }
  const node = tree.node as SyntaxNode;
  const list = node.select_list as SyntaxNode[];
  const root = list[0];
  const source = node.from_table as SyntaxNode;
  if (list.length !== 1 || root === undefined || source.type !== "EMPTY") throw fail("is not one SQL expression.");
  checkNode(root, [...header, ...pseudoColumns], fail);
  if (!isBoolean(root)) throw fail("is neither true nor false; wanted a comparison such as 状态 <> '测试'.");
}

function isBoolean(node: SyntaxNode): boolean {
  if (node.class === "FUNCTION") return predicateNames.has(String(node.function_name));
  if (node.type === "OPERATOR_COALESCE") return false;
  return rootClasses.has(String(node.class));
}

type Fail = (sentence: string) => SourceError;

function checkNode(value: unknown, columns: readonly string[], fail: Fail): void {
  if (Array.isArray(value)) {
    for (const item of value) checkNode(item, columns, fail);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const node = value as SyntaxNode;
  const kind = node.class as string | undefined;
  if (kind !== undefined && !classes.has(kind))
    throw fail(`holds ${said[kind] ?? kind.toLowerCase()}, which is not taken.`);
  if (kind === "COLUMN_REF") {
    const names = node.column_names as string[];
    const name = names.join(".");
    const isColumn = columns.some((column) => column.toLowerCase() === name.toLowerCase());
    const isNested = !isColumn && nestedCell(name, columns) !== undefined;
    if (isNested && names.length > 1) throw fail(`names ${name}; a key inside a column wants quotes: "${name}".`);
    if (!isNested && (names.length !== 1 || !isColumn)) {
      throw fail(`names "${name}", which is no column of the file${orMeant(name, columns)}`);
    }
  }
  if (kind === "FUNCTION") {
    const name = String(node.function_name);
    if (!functionNames.has(name)) throw fail(`calls ${name}(), which is not taken.`);
  }
  if (kind === "CAST" && !isLiteral(node) && node.try_cast !== true) {
    throw fail("casts with CAST, which stops at the first bad cell; wanted TRY_CAST.");
  }
  if (kind === "COMPARISON") checkComparison(node, fail);
  for (const inner of Object.values(node)) checkNode(inner, columns, fail);
}

/** TRUE and FALSE are written by the parser as casts of text. */
const isLiteral = (node: SyntaxNode) => (node.child as SyntaxNode | undefined)?.class === "CONSTANT";

function checkComparison(node: SyntaxNode, fail: Fail): void {
  const sides = [node.left, node.right] as SyntaxNode[];
  const column = sides.find((side) => side.class === "COLUMN_REF");
  const constant = sides.find((side) => side.class === "CONSTANT");
  if (column === undefined || constant === undefined) return;
  const { type } = constant.value as { type: { id: string } };
  if (type.id === "VARCHAR" || type.id === "NULL") return;
  const name = String((column.column_names as string[])[0]);
  throw fail(`compares the text "${name}" with a number; wanted TRY_CAST("${name}" AS DOUBLE) or a quoted text.`);
}
