import { cursorKind, named, type Snapshot, type Table } from "./tables.ts";

/** What a kind of database tells of itself; the SELECTs have one cell each. */
export interface Server {
  product: string;
  /** SELECT of its version. */
  version: string;
  /** SELECT of its clock, UTC, as 2026-01-05T00:00:00Z. */
  clock: string;
  /** Names of the columns of a relation; an error where it is not there or may not be read. */
  columns(relation: string): Promise<string[]>;
}

/**
 * Says of a server that was reached what it is, how far its clock is from ours, and of each table its columns, its cursor and its
 * rows. Reads no row. Throws what fetching the table would throw.
 */
export async function checkServer(
  tables: readonly Table[],
  snapshot: Snapshot,
  server: Server,
  now: () => Date,
): Promise<string> {
  const version = (await snapshot.cell(server.version)) ?? "?";
  const clock = Date.parse((await snapshot.cell(server.clock)) ?? "");
  const found: { relation: string; said: string }[] = [];
  for (const table of tables.map((given) => named(given, snapshot))) {
    const columns = await server.columns(table.relation);
    const by =
      table.cursor === undefined
        ? "read whole each time"
        : `by ${table.cursor} (a ${await cursorKind(table.file, table.relation, table.cursor, snapshot)})`;
    found.push({ relation: table.relation, said: `${table.file}: ${columns.length} columns, ${by}` });
  }
  // Last, as a count may take longer than it may take here.
  const counted: string[] = [];
  let counts = true;
  for (const { relation, said } of found) {
    const rows: string | null = counts
      ? await snapshot.cell(`SELECT count(*) FROM ${relation}`).catch(() => null)
      : null;
    counts = rows !== null;
    counted.push(`${said}, ${rows === null ? "rows not counted in the time there is" : rowsOf(Number(rows))}`);
  }
  return [`answers as ${server.product} ${version}, ${skew(clock - now().getTime())}`, ...counted].join("; ");
}

const rowsOf = (rows: number) => `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;

function skew(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1_000);
  if (Number.isNaN(seconds)) return "its clock cannot be read";
  if (seconds < 60) return "its clock is ours";
  return `its clock is ${seconds.toLocaleString("en")} seconds ${milliseconds > 0 ? "ahead of" : "behind"} ours`;
}
