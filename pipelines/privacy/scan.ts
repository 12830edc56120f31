import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { isColumnFile, textsOf } from "../../dashboards/explorer/column-file.ts";
import { findPrecise, precisePattern } from "../../transforms/text/redact/precise.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { isKeyLike, type People, tokenPattern } from "./people.ts";

/** Personal data in a file: where and of what kind, never the value. */
export interface Leak {
  file: string;
  /** A column and row of a table, or a line. */
  place: string;
  kind: string;
}

interface Place {
  file: string;
  place: () => Promise<string>;
}

interface Text extends Place {
  text: string;
  hasEmail: boolean;
}

const anyToken = new RegExp(tokenPattern, "gu");

/** Columns of ids: what a source calls its tickets may look like any number. */
const isIdColumn = (name: string): boolean => /_ids?$/u.test(name);

/**
 * Reads every file of a folder, Parquet column by column, everything else as text with the escapes of HTML and JSON undone, and
 * returns what is personal in it. `ids` are files of the same run whose id columns excuse numbers that look like a telephone's.
 */
export async function scanFolder(
  engine: Engine,
  folder: string,
  people: People,
  ids: string = folder,
): Promise<Leak[]> {
  let excused: Promise<Set<string>> | undefined;
  /** Ids are read once something looks like a number of somebody's; mostly nothing does. */
  const isExcused = async (value: string): Promise<boolean> => {
    excused ??= lookalikes(engine, ids);
    return (await excused).has(value.replace(/^\+?86[- ]?/u, ""));
  };
  const leaks: Leak[] = [];
  const tokens = new Map<string, Place>();
  const look = async (text: Text): Promise<void> => {
    for (const { kind, value } of findPrecise(text.text)) {
      if ((kind === "email" && !text.hasEmail) || (await isExcused(value))) continue;
      leaks.push({ file: text.file, place: await text.place(), kind });
    }
    if (people.names.size > 0 && hasName(text.text, people.names)) {
      leaks.push({ file: text.file, place: await text.place(), kind: "name" });
    }
    const { file, place } = text;
    for (const [token] of text.text.matchAll(anyToken)) {
      if (isKeyLike(token) && !tokens.has(token)) tokens.set(token, { file, place });
    }
  };
  for (const path of await filesOf(folder)) {
    const file = relative(folder, path);
    if (path.endsWith(".parquet")) {
      const columns = await textColumns(engine, path);
      await readParquet(engine, { path, file, columns }, people.names.size > 0, look);
    } else await readText(path, file, look);
  }
  for (const key of await people.keysAmong(new Set(tokens.keys()))) {
    const { file, place } = tokens.get(key) as Place;
    leaks.push({ file, place: await place(), kind: "key" });
  }
  return leaks;
}

export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Columns of a Parquet file that hold text, alone or in lists. */
export async function textColumns(engine: Engine, path: string): Promise<string[]> {
  const columns = await engine.query<{ name: string; type: string }>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM read_parquet(${literal(path)}))`,
  );
  return columns.filter(({ type }) => /VARCHAR|JSON|BLOB/u.test(type)).map(({ name }) => name);
}

const filter = `${precisePattern}|[0-9][A-Za-z0-9_-]{5}|[A-Za-z0-9_-]{5}[0-9]`;

/** A limit no column reaches keeps the pattern from being tried on every row: distinct values are told by the file's dictionaries. */
const everyValue = 1e15;

/** Of files up to so many bytes all columns are read at once: statements cost more than few rows, and memory bounds the many. */
const smallFile = 32 << 20;

interface Table {
  path: string;
  file: string;
  columns: readonly string[];
}

/** One pass over the distinct values of every text column; only what RE2 lets through is looked at. */
async function readParquet(
  engine: Engine,
  { path, file, columns }: Table,
  hasNames: boolean,
  look: (text: Text) => Promise<void>,
): Promise<void> {
  const from = `read_parquet(${literal(path)}, file_row_number = true)`;
  const textOf = (name: string) => `CAST(${identifier(name)} AS VARCHAR)`;
  const selects = columns
    .filter((name) => !isIdColumn(name))
    .map(
      (name) =>
        `SELECT ${literal(name)} AS name, value FROM (SELECT DISTINCT ${textOf(name)} AS value FROM ${from} LIMIT ${everyValue})
         WHERE strlen(value) > 5 AND regexp_matches(value, ${literal(hasNames ? `${filter}|\\p{Han}{3}` : filter)})`,
    );
  if (selects.length === 0) return;
  const isSmall = (await stat(path)).size <= smallFile;
  for (const sql of isSmall ? [selects.join("\nUNION ALL ")] : selects) {
    const rows = await engine.columns<{ name: string[]; value: string[] }>(sql);
    for (const [i, text] of rows.value.entries()) {
      const name = rows.name[i] ?? "";
      const place = async (): Promise<string> => {
        const [row] = await engine.query<{ n: number }>(
          `SELECT min(file_row_number) AS n FROM ${from} WHERE ${textOf(name)} = ${literal(text)}`,
        );
        return `column ${name}, row ${(row?.n ?? 0) + 1}`;
      };
      await look({ file, place, text, hasEmail: true });
    }
  }
}

async function readText(path: string, file: string, look: (text: Text) => Promise<void>): Promise<void> {
  const raw = await readFile(path);
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  const kind = extname(path.replace(/\.gz$/u, ""));
  // Programs and styles name their authors, not customers.
  const hasEmail = kind !== ".js" && kind !== ".css";
  // The numbers of a column file are no text, and might look like anybody's.
  const text = isColumnFile(bytes) ? textsOf(new Uint8Array(bytes).buffer).join("\n") : bytes.toString("utf8");
  for (const [i, line] of unescaped(text, kind).split("\n").entries()) {
    await look({ file, place: async () => `line ${i + 1}`, text: line, hasEmail });
  }
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Text with the escapes of HTML, JSON and URLs undone; a bare number of JSON is a measure, not somebody's. */
export function unescaped(text: string, kind: string): string {
  let out = text;
  if (kind === ".json") out = out.replace(/(?<=[:[,]\s*)-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=\s*[,\]}])/giu, "0");
  if (out.includes("\\u"))
    out = out.replace(/\\u([0-9a-fA-F]{4})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (out.includes("&")) {
    out = out.replace(
      /&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));/gu,
      (whole, decimal?: string, hex?: string, name?: string) =>
        name !== undefined
          ? (named[name] ?? whole)
          : String.fromCodePoint(Math.min(0x10ffff, decimal ? Number(decimal) : Number.parseInt(hex ?? "0", 16))),
    );
  }
  return out;
}

/** Values of id columns that look like a telephone or a card. */
async function lookalikes(engine: Engine, folder: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const path of await filesOf(folder)) {
    if (!path.endsWith(".parquet")) continue;
    const selects = (await textColumns(engine, path)).filter(isIdColumn).map((name) => {
      const value = `CAST(${identifier(name)} AS VARCHAR)`;
      return `SELECT DISTINCT ${value} AS value FROM read_parquet(${literal(path)})
        WHERE strlen(${value}) BETWEEN 11 AND 19 AND regexp_full_match(${value}, '1[3-9][0-9]{9}|[1-9][0-9]{15,18}|[1-9][0-9]{16}[Xx]')`;
    });
    if (selects.length === 0) continue;
    const rows = await engine.columns<{ value: string[] }>(selects.join("\nUNION ALL "));
    for (const one of rows.value) found.add(one);
  }
  return found;
}

function hasName(text: string, names: ReadonlySet<string>): boolean {
  for (const [run] of text.matchAll(/[\p{Script=Han}·]{3,}/gu)) {
    for (let i = 0; i + 3 <= run.length; i++) {
      for (let length = 3; length <= 12 && i + length <= run.length; length++) {
        if (names.has(run.slice(i, i + length))) return true;
      }
    }
  }
  return false;
}
