import type { SyntaxNode } from "./engines/engine.ts";
import { walk } from "./syntax.ts";

/**
 * Functions and operators that mean the same on DuckDB and Spark; anything else goes through the prelude.
 * The last line is what INTERVAL literals parse to.
 */
const portable = new Set(
  `+ - * / % || = ~~ !~~ abs ceil floor round sqrt ln exp power pow sign greatest least coalesce nullif
  lower upper trim ltrim rtrim length substr substring replace concat contains starts_with left right lpad reverse
  count count_star sum min max avg bool_or bool_and any_value first_value last_value lag lead row_number rank dense_rank
  min_by max_by hour minute second year month day date_trunc median
  stddev_samp var_samp mod regexp_like md5
  to_days to_hours to_minutes to_seconds to_months to_years trunc`.split(/\s+/),
);

const prelude = new Set(
  `as_of in_part to_local to_utc local_date seconds_between minutes_between days_between minute_of_day add_seconds add_minutes add_days
  add_months period_start json_text json_list_size json_list_has text_hash`.split(/\s+/),
);

const joinKinds = new Set(["INNER", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI"]);

/** What in a statement would not mean the same on both engines; empty when it is portable. */
export function lint(tree: SyntaxNode): string[] {
  const broken = new Set<string>();
  walk(tree, (node) => {
    const type = String(node.type ?? "");
    const kind = String(node.class ?? "");
    if (node.qualify) broken.add("QUALIFY");
    if (node.sample) broken.add("TABLESAMPLE");
    if (type === "PIVOT") broken.add("PIVOT");
    if (type === "TABLE_FUNCTION") broken.add(`table function ${(node.function as SyntaxNode).function_name}`);
    if (type === "ARRAY_EXTRACT" || type === "ARRAY_SLICE") broken.add("positional access");
    if (type === "LAMBDA") broken.add("lambda");
    if (node.setop_type === "UNION_BY_NAME") broken.add("UNION BY NAME");
    if (type === "JOIN") {
      if (node.ref_type === "ASOF") broken.add("ASOF JOIN");
      else if (node.ref_type === "POSITIONAL") broken.add("POSITIONAL JOIN");
      else if (node.ref_type === "NATURAL") broken.add("NATURAL JOIN");
      else if (node.join_type !== undefined && !joinKinds.has(String(node.join_type))) {
        broken.add(`${node.join_type} JOIN`);
      }
    }
    if (kind === "STAR" && (node.exclude_list || node.replace_list || node.rename_list)) {
      broken.add("* with EXCLUDE, REPLACE or RENAME");
    }
    if (kind === "STAR" && node.columns) broken.add("COLUMNS(*)");
    if (kind === "FUNCTION" || kind === "WINDOW") {
      const name = String(node.function_name).toLowerCase();
      if (!portable.has(name) && !prelude.has(name)) broken.add(`function ${name}`);
    }
    if (kind === "WINDOW" || kind === "FUNCTION") {
      const orders = (node.orders ?? (node.order_bys as SyntaxNode | undefined)?.orders) as SyntaxNode[] | undefined;
      for (const order of orders ?? []) {
        if (order.null_order === undefined || order.null_order === "ORDER_DEFAULT") {
          broken.add("ORDER BY without NULLS FIRST or NULLS LAST");
        }
      }
    }
  });
  return [...broken];
}
