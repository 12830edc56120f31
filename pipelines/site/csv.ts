type Cell = string | number | boolean | null;

/** A cell that a spreadsheet would run as a formula is disarmed by a leading apostrophe. */
function field(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with the byte-order mark that makes spreadsheets read Chinese as UTF-8. */
export const csv = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${[header, ...rows].map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
