import type { SyntaxNode } from "./engines/engine.ts";

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Calls `visit` for every object of a parse tree, parents before children. */
export function walk(tree: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(tree)) for (const item of tree) walk(item, visit);
  else if (isNode(tree)) {
    visit(tree);
    for (const value of Object.values(tree)) walk(value, visit);
  }
}

/** The relations a statement reads, sorted. A name bound by a CTE in scope is not one of them. */
export function relationsOf(tree: unknown): string[] {
  const found = new Set<string>();
  collect(tree, new Set(), found);
  return [...found].sort();
}

function collect(tree: unknown, scope: ReadonlySet<string>, found: Set<string>): void {
  if (Array.isArray(tree)) {
    for (const item of tree) collect(item, scope, found);
    return;
  }
  if (!isNode(tree)) return;
  if (tree.type === "BASE_TABLE") {
    const name = String(tree.table_name);
    if (!scope.has(name)) found.add(name);
    return;
  }
  const ctes = (tree.cte_map as { map?: { key: string; value: unknown }[] } | undefined)?.map ?? [];
  let inner = scope;
  for (const { key, value } of ctes) {
    collect(value, inner, found);
    inner = new Set([...inner, key]);
  }
  for (const [key, value] of Object.entries(tree)) if (key !== "cte_map") collect(value, inner, found);
}
