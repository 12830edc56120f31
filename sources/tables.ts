import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type FetchContext, type FetchResult, type FileFacts, type Json, SourceError } from "./source.ts";

/** Rows of a database that become one file, which the mapping knows by its name. */
export interface Table {
  /** `schema.table`; or `query`, one SELECT. */
  table?: string;
  query?: string;
  /** The file's name without .csv; the table's own name where absent. */
  file?: string;
  /**
   * Column that grows with every change of a row, such as its time of update. Without one the whole table is read at every
   * fetch, and only rows that changed are loaded.
   */
  cursor?: string;
  /** How far behind the newest cursor the next fetch begins, for rows that were committed late: seconds of a time (an hour), units of a number (1,000). */
  lag?: number;
  /** Column by which a backfill takes its span; the cursor where absent. */
  time?: string;
}

export interface Saved extends Pick<FileFacts, "survey"> {
  /** Records by the server's count, or else as they came. */
  rows: number;
}

/** What a kind of database knows to do within one snapshot of it. */
export interface Snapshot {
  /** Quotes a name and a text for this database. */
  name(name: string): string;
  text(text: string): string;
  /** Whether a column of a relation is a time or a number; undefined where it is known to be neither. */
  kindOf(relation: string, column: string): Promise<"time" | "number" | undefined>;
  /** SQL of a cursor value less the lag, not later than now; and of a moment as a value of a time column. */
  lagged(value: string, lag: number, kind: "time" | "number"): string;
  moment(iso: string): string;
  /** The only cell of the only row of a SELECT, as text. */
  cell(sql: string): Promise<string | null>;
  /** Writes what a SELECT gives to a CSV file with a header, and tells the records; also what a look at the file would, where it knows. */
  save(sql: string, path: string): Promise<Saved>;
}

export interface Named extends Table {
  file: string;
  relation: string;
}

/**
 * Writes the tables to `into`, each by what its state, a span or its count ask for. All are read from one snapshot, so that
 * they fit together.
 */
export async function fetchTables(
  tables: readonly Table[],
  snapshot: Snapshot,
  context: FetchContext,
): Promise<FetchResult> {
  const before = cursorsOf(context.state);
  const after: Record<string, string> = {};
  const files: Record<string, FileFacts> = {};
  for (const table of tables.map((given) => named(given, snapshot))) {
    context.signal.throwIfAborted();
    const file = `${table.file}.csv`;
    const { where, complete } = await selection(table, before[table.file], snapshot, context);
    if (where === "none") continue;
    const held = context.range === undefined ? Number(await snapshot.cell(countOf(table))) : undefined;
    const next = context.range === undefined ? await nextCursor(table, snapshot) : undefined;
    if (next != null) after[table.file] = next;
    const path = join(context.into, file);
    const { rows, survey } = await snapshot.save(`SELECT * FROM ${table.relation}${where}`, path);
    // A table that gave nothing new leaves no file; an empty table does.
    if (rows === 0 && !complete) await rm(path, { force: true });
    files[file] = {
      rows,
      ...(complete ? { complete } : {}),
      ...(held === undefined ? {} : { held }),
      ...(survey === undefined ? {} : { survey }),
    };
    context.say(`  ${file}: ${rows.toLocaleString("en")} rows${complete ? ", all there are" : ""}`);
  }
  return { state: { ...before, ...after }, files };
}

const countOf = ({ relation }: Named) => `SELECT count(*) FROM ${relation}`;

async function selection(
  table: Named,
  cursor: string | undefined,
  snapshot: Snapshot,
  { range, whole, say }: FetchContext,
): Promise<{ where: string; complete: boolean }> {
  if (range !== undefined) {
    const time = table.time ?? table.cursor;
    if (time === undefined || (await snapshot.kindOf(table.relation, time)) !== "time") {
      say(`  ${table.file} has no column of times to take a span by, and is left out`);
      return { where: "none", complete: false };
    }
    const column = snapshot.name(time);
    return {
      where: ` WHERE ${column} >= ${snapshot.moment(range.from)} AND ${column} < ${snapshot.moment(range.to)}`,
      complete: false,
    };
  }
  if (table.cursor === undefined || cursor === undefined || whole?.has(`${table.file}.csv`)) {
    return { where: "", complete: true };
  }
  const column = snapshot.name(table.cursor);
  return { where: ` WHERE ${column} >= ${snapshot.text(cursor)} OR ${column} IS NULL`, complete: false };
}

const usualLag = { time: 3_600, number: 1_000 };

/** Throws SourceError for a cursor from which no lag can be taken. */
export async function cursorKind(
  file: string,
  relation: string,
  cursor: string,
  snapshot: Snapshot,
): Promise<"time" | "number"> {
  const kind = await snapshot.kindOf(relation, cursor);
  if (kind !== undefined) return kind;
  throw new SourceError(`The cursor ${cursor} of ${file} is neither a time nor a number.`, {
    hint: "Name another column in the pipeline file, or no cursor: then the table is read whole at every pull.",
  });
}

async function nextCursor(table: Named, snapshot: Snapshot): Promise<string | null | undefined> {
  if (table.cursor === undefined) return undefined;
  const kind = await cursorKind(table.file, table.relation, table.cursor, snapshot);
  const newest = `max(${snapshot.name(table.cursor)})`;
  const lagged = snapshot.lagged(newest, table.lag ?? usualLag[kind], kind);
  return snapshot.cell(`SELECT ${lagged} FROM ${table.relation}`);
}

function cursorsOf(state: Json | undefined): Record<string, string> {
  const entries = typeof state === "object" && state !== null ? Object.entries(state) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

const identifier = /^[\p{L}_][\p{L}\p{N}_$]{0,127}$/u;

/** Checks what a pipeline file says of its tables. Throws SourceError. */
export function checkTables(source: string, tables: readonly Table[]): void {
  const met = new Set<string>();
  for (const { table, query, file, cursor, time } of tables) {
    const say = (what: string) => new SourceError(`${source}: ${what}`);
    if ((table === undefined) === (query === undefined)) throw say("each table has either `table` or `query`.");
    const name = file ?? table?.split(".").at(-1);
    if (name === undefined) throw say("a query wants the name of its file in `file`.");
    for (const part of [
      name,
      ...(table?.split(".") ?? []),
      ...[cursor, time].filter((column) => column !== undefined),
    ]) {
      if (!identifier.test(part)) throw say(`"${part}" is no name; wanted letters, digits and underscores.`);
    }
    if (met.has(name)) throw say(`two tables are called ${name}; \`file\` gives one another name.`);
    met.add(name);
  }
}

/** A table with its name and what its rows are selected from. */
export function named(table: Table, snapshot: Snapshot): Named {
  const parts = table.table?.split(".") ?? [];
  const query = (table.query ?? "").trim().replace(/;$/, "");
  const relation = parts.length > 0 ? parts.map((part) => snapshot.name(part)).join(".") : `(${query}\n)`;
  // Without AS, which Oracle does not know here.
  return { ...table, file: table.file ?? parts.at(-1) ?? "", relation: `${relation} ${snapshot.name("given")}` };
}
