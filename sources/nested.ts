import { identifier, literal } from "./quote.ts";

/** A key inside the objects of a column, read as if it stood beside the columns. */
export interface NestedCell {
  /** As mapping.yaml names it: the column and the keys below it, joined by dots. */
  name: string;
  column: string;
  keys: string[];
}

/** What `requester.email` or `tags.0` means in a file that has no such column but one called `requester` or `tags`; the longest column counts. */
export function nestedCell(name: string, columns: readonly string[]): NestedCell | undefined {
  const parts = name.split(".");
  for (let own = parts.length - 1; own > 0; own -= 1) {
    const column = parts.slice(0, own).join(".");
    const keys = parts.slice(own);
    if (columns.includes(column) && !keys.includes("")) return { name, column, keys };
  }
  return undefined;
}

/** Names in double quotes that a condition may hold. */
export const quotedNames = (sql: string): string[] =>
  [...sql.matchAll(/"((?:[^"]|"")+)"/g)].map(([, name = ""]) => name.replaceAll('""', '"'));

/** JSON pointer of a key and those below it; a path would take * for all of them and knows no escapes. */
export const pointer = (keys: readonly string[]): string =>
  keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** SQL text of a nested cell; NULL where the column holds no JSON or not the key. */
export const nestedText = ({ column, keys }: NestedCell): string =>
  `CASE WHEN json_valid(${identifier(column)}) THEN json_extract_string(${identifier(column)}, ${literal(pointer(keys))}) END`;

/** A relation of raw columns with the nested ones beside them, for conditions. */
export function withNested(raw: string, nested: readonly NestedCell[]): string {
  if (nested.length === 0) return raw;
  return `(SELECT *, ${nested.map((cell) => `${nestedText(cell)} AS ${identifier(cell.name)}`).join(", ")} FROM ${raw})`;
}

const deepest = 3;
const mostKeys = 60;

/** The single values inside the objects of a sampled column, by the keys that lead to them; lists are left closed. */
export function nestedValues(sample: readonly (string | null)[]): Map<string, (string | null)[]> {
  const found = new Map<string, (string | null)[]>();
  const look = (value: unknown, path: readonly string[], row: number) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      if (path.length === deepest) return;
      for (const [key, inner] of Object.entries(value)) {
        if (key !== "" && !key.includes(".")) look(inner, [...path, key], row);
      }
      return;
    }
    if (path.length === 0 || value === null || Array.isArray(value)) return;
    const name = path.join(".");
    const values = found.get(name) ?? new Array<string | null>(sample.length).fill(null);
    if (!found.has(name) && found.size === mostKeys) return;
    values[row] = String(value);
    found.set(name, values);
  };
  for (const [row, text] of sample.entries()) {
    if (text?.trim().startsWith("{")) look(objectOf(text), [], row);
  }
  return found;
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
