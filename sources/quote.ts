import { SourceError } from "./source.ts";

/*
 * The two ways in which a text of a file, a mapping or an option becomes part of a statement. Everything else is bound, or is text
 * of the product's own.
 */

/** A name of a table or column as SQL. Throws SourceError for one with a zero byte, at which the engine would end the statement. */
export const identifier = (name: string): string => `"${whole(name).replaceAll('"', '""')}"`;

/** A text value as SQL. Throws SourceError as `identifier` does. */
export const literal = (value: string): string => `'${whole(value).replaceAll("'", "''")}'`;

function whole(text: string): string {
  if (!text.includes("\0")) return text;
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new SourceError(`${JSON.stringify(shown)} holds a zero byte, which no name and no value may hold.`);
}
