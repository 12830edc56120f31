import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** The text of a cell, or null for no value. */
export type CsvCell = string | null;

const chunk = 1 << 20;

/**
 * Writes rows as CSV with a header, no faster than the disk takes them: the next row is asked for when there is room. NULL is
 * an empty cell, an empty text "". Tells the rows.
 */
export async function writeCsvRows(
  header: readonly string[],
  rows: AsyncIterable<readonly CsvCell[]>,
  path: string,
): Promise<{ rows: number }> {
  const out = createWriteStream(path, { highWaterMark: chunk });
  let count = 0;
  let held = `${header.map(cellText).join(",")}\n`;
  try {
    for await (const row of rows) {
      count += 1;
      held += `${row.map(cellText).join(",")}\n`;
      if (held.length < chunk) continue;
      if (!out.write(held)) await once(out, "drain");
      held = "";
    }
    out.end(held);
    await finished(out);
  } catch (error) {
    out.destroy();
    throw error;
  }
  return { rows: count };
}

function cellText(cell: CsvCell): string {
  if (cell === null) return "";
  return cell === "" || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
