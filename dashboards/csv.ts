/** A cell of a file for spreadsheets; null is empty. */
export type Cell = string | number | boolean | null;

// What makes a spreadsheet take a text for a formula, its full-width and small forms included, with what it overlooks before it.
const formula = /^'*(?:[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n])/u;
/** A number that was written down is no formula. */
const written = /^[+-]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?%?$/;

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it, as does one that only an apostrophe keeps from
 * being one; so `rearmed` gives back what was there. Numbers stay as they are.
 */
export const disarmed = (text: string): string => (formula.test(text) && !written.test(text) ? `'${text}` : text);

/** The text that `disarmed` was given. */
export const rearmed = (text: string): string =>
  text.startsWith("'") && disarmed(text.slice(1)) === text ? text.slice(1) : text;

function field(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = disarmed(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with the byte-order mark that makes spreadsheets read Chinese as UTF-8. Formulas are disarmed. */
export const csv = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${[header, ...rows].map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
