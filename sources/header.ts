import { SourceError } from "./source.ts";

export interface CheckedHeader {
  /** Cells as they are named from here on: no mark, no outer blanks, none empty, none twice. */
  cells: string[];
  /** What was changed and what looks odd, one sentence each. */
  notes: string[];
}

const mostColumns = 2_000;

/** Throws SourceError for more columns than any table has, which are data where names should be. */
export function refuseWide(count: number, what: "columns" | "keys", path: string): void {
  if (count <= mostColumns) return;
  const [met, most] = [count, mostColumns].map((n) => n.toLocaleString("en"));
  throw new SourceError(`${path} has ${met} ${what}; at most ${most} are read.`);
}

/**
 * Cleans a header. Duplicated cells become a, a_2, a_3 (case does not count); empty ones column_3.
 * Throws SourceError where there is no header at all.
 */
export function checkHeader(header: readonly string[], path: string): CheckedHeader {
  if (header.length === 0 || header.every((cell) => cell.trim() === "")) {
    throw new SourceError(`${path} has no header line; wanted the names of its columns in the first line.`);
  }
  refuseWide(header.length, "columns", path);
  const notes: string[] = [];
  const used = new Set<string>();
  const cells = header.map((raw, index) => {
    const trimmed = raw
      .replace(/^\ufeff/, "")
      .replace(/\s+/gu, " ")
      .trim();
    const named = trimmed === "" ? `column_${index + 1}` : trimmed;
    if (trimmed === "") notes.push(`Column ${index + 1} has no name; it is called "${named}".`);
    let cell = named;
    for (let n = 2; used.has(cell.toLowerCase()); n += 1) cell = `${named}_${n}`;
    if (cell !== named)
      notes.push(`Column ${index + 1} is named "${named}" like an earlier one; it is called "${cell}".`);
    used.add(cell.toLowerCase());
    return cell;
  });
  const empty = header.filter((cell) => cell.trim() === "").length;
  if (empty * 2 >= header.length) {
    notes.splice(
      0,
      notes.length,
      `The first line names ${header.length - empty} of ${header.length} columns; if it is a title above the header, take it out of the file.`,
    );
  }
  const data = header.filter(looksLikeData);
  if (data.length > 0 && data.length * 2 >= header.length) {
    notes.push(
      `The first line looks like data (${data.length} of ${header.length} cells are numbers, times or sentences), not like a header.`,
    );
  }
  return { cells, notes };
}

const looksLikeData = (cell: string): boolean =>
  /^[-+]?\d+([.,]\d+)?%?$/.test(cell.trim()) ||
  /^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}/.test(cell.trim()) ||
  /[。！；]|[，,].*[，,]/u.test(cell);
