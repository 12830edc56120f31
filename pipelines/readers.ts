import { closeSync, openSync, writeSync } from "node:fs";
import { pointer } from "../sources/nested.ts";
import { eachRecord, type Layout } from "../sources/scan.ts";
import type { Engine } from "./engines/engine.ts";
import { identifier, literal } from "./engines/engine.ts";

/** A file as a relation of text columns, named as its header has them, with `_line` and `_source`. */
export interface RawRelation {
  sql: string;
  /** The same line number from `_row`, the number of the row in the relation, where that is enough. */
  line: string;
  /** SQL text of a JSON object of what is in no column, where the reader makes one. */
  rest?: string;
}

interface Csv {
  path: string;
  source: string;
  cells: readonly string[];
  delimiter: string;
  nulls: readonly string[];
  /** Size of the file; a small one is read with a small buffer. */
  bytes: number;
}

/** Two of the longest records the scanner lets through. */
const longestLine = 4_000_000;

/** A delimited file whose lines are its records: the line is the number of the record and of the header. */
export function csvRelation(csv: Csv): RawRelation {
  const columns = csv.cells.map((cell) => `${literal(cell)}: 'VARCHAR'`);
  return {
    sql: `(SELECT *, row_number() OVER () + 1 AS _line, ${literal(csv.source)} AS _source FROM ${readCsv(csv, columns, true)})`,
    line: "_row + 1",
  };
}

/** A copy made by copyWithLines. */
export function numberedCsvRelation(csv: Csv): RawRelation {
  const columns = ["'_line': 'BIGINT'", ...csv.cells.map((cell) => `${literal(cell)}: 'VARCHAR'`)];
  return { sql: `(SELECT *, ${literal(csv.source)} AS _source FROM ${readCsv(csv, columns, false)})`, line: "_line" };
}

function readCsv(csv: Csv, columns: readonly string[], header: boolean): string {
  const nulls = [...new Set(["", ...csv.nulls])].map(literal).join(", ");
  const line = Math.min(longestLine, Math.max(65_536, csv.bytes));
  return `read_csv(${literal(csv.path)}, columns = {${columns.join(", ")}}, auto_detect = false, compression = 'none', header = ${header},
    delim = ${literal(csv.delimiter)}, quote = '"', escape = '"', nullstr = [${nulls}], ${header ? "" : "new_line = '\\n', "}max_line_size = ${line}, buffer_size = ${line * 8})`;
}

interface Json {
  path: string;
  source: string;
  keys: readonly string[];
}

/**
 * A file of JSON lines, read strictly: a key that is not listed stops the reading, so none is lost. `schema` is a file of
 * one record with every key, from which the reader takes its columns; that record is line 0.
 */
export function strictJsonRelation(json: Json & { schema: string }): RawRelation {
  return {
    sql: `(SELECT *, row_number() OVER () - 1 AS _line, ${literal(json.source)} AS _source
      FROM read_json([${literal(json.schema)}, ${literal(json.path)}], format = 'newline_delimited', compression = 'uncompressed', sample_size = 1,
      maximum_sample_files = 1, convert_strings_to_integers = false, maximum_object_size = 16777216))`,
    line: "_row - 1",
  };
}

/** The same, slower and forgiving: a broken line is a row of nulls; keys that are not listed, or are `extra`, make up `rest`. */
export function lenientJsonRelation(json: Json & { extra: readonly string[] }): RawRelation {
  const columns = json.keys.map((key, index) => `cells[${index + 1}] AS ${identifier(key)}`);
  const known = Object.fromEntries(json.keys.filter((key) => !json.extra.includes(key)).map((key) => [key, null]));
  const rest = `CASE WHEN json_type(json) = 'OBJECT' THEN nullif(CAST(json_merge_patch(json, ${literal(JSON.stringify(known))}) AS VARCHAR), '{}') END`;
  const taken = new Set(json.keys.map((key) => key.toLowerCase()));
  let name = "_rest";
  while (taken.has(name)) name += "_";
  return {
    sql: `(SELECT ${[...columns, "_line", name, "_source"].join(", ")} FROM (
      SELECT json_extract_string(json, [${json.keys.map((key) => literal(pointer([key]))).join(", ")}]) AS cells, ${rest} AS ${name},
      row_number() OVER () AS _line, ${literal(json.source)} AS _source
      FROM read_ndjson_objects(${literal(json.path)}, ignore_errors = true, compression = 'uncompressed', maximum_object_size = 16777216)))`,
    line: "_row",
    rest: name,
  };
}

/** A Parquet file: every value as the text it would have in a CSV file, nested ones as JSON. The line is the row's number. */
export function parquetRelation(path: string, source: string, columns: readonly ParquetColumn[]): RawRelation {
  const texts = columns.map(({ cell, column, nested }) => {
    const name = identifier(column);
    return `${nested ? `CAST(to_json(${name}) AS VARCHAR)` : `CAST(${name} AS VARCHAR)`} AS ${identifier(cell)}`;
  });
  return {
    sql: `(SELECT ${texts.join(", ")}, file_row_number + 1 AS _line, ${literal(source)} AS _source
      FROM read_parquet(${literal(path)}, file_row_number = true))`,
    line: "_line",
  };
}

export interface ParquetColumn {
  column: string;
  /** Its name in the plan. */
  cell: string;
  nested: boolean;
}

export async function parquetColumns(engine: Engine, path: string): Promise<{ name: string; nested: boolean }[]> {
  const columns = await engine.query<{ column_name: string; column_type: string }>(
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${literal(path)}))`,
  );
  return columns.map(({ column_name, column_type }) => ({
    name: column_name,
    nested: /[[(]/.test(column_type) && !column_type.startsWith("DECIMAL"),
  }));
}

/** Collects bytes in one large buffer and writes it when it is full. */
class Output {
  readonly #buffer = Buffer.allocUnsafe(8 << 20);
  readonly #file: number;
  #held = 0;
  constructor(file: number) {
    this.#file = file;
  }
  bytes(bytes: Buffer, start: number, end: number): void {
    if (end - start > this.#buffer.length - this.#held) this.flush();
    if (end - start > this.#buffer.length) writeSync(this.#file, bytes, start, end - start);
    else this.#held += bytes.copy(this.#buffer, this.#held, start, end);
  }
  text(text: string): void {
    if (text.length > this.#buffer.length - this.#held) this.flush();
    this.#held += this.#buffer.write(text, this.#held, "latin1");
  }
  flush(): void {
    for (let at = 0; at < this.#held; ) at += writeSync(this.#file, this.#buffer, at, this.#held - at);
    this.#held = 0;
  }
}

/**
 * Copies the records of a text file that can be read. Of a delimited file each gets its physical line as a first cell;
 * of JSON lines, line n stays line n and what cannot be read becomes an empty object.
 */
export async function copyReadable(
  from: string,
  to: string,
  options: { layout: Layout; headerRecords: number; unreadable: ReadonlySet<number> },
): Promise<void> {
  const { layout } = options;
  const file = openSync(to, "w");
  try {
    const out = new Output(file);
    let header = options.headerRecords;
    let written = 0;
    const delimiter = layout.delimiter === undefined ? undefined : String.fromCharCode(layout.delimiter);
    await eachRecord(from, layout, (bytes, found, line) => {
      if (header > 0) {
        header -= 1;
        return;
      }
      if (found.fault !== undefined || touches(options.unreadable, line, line + found.breaks)) return;
      if (delimiter === undefined) {
        for (; written < line - 1; written += 1) out.text("{}\n");
        written += 1;
      } else {
        out.text(`${line}${delimiter}`);
      }
      out.bytes(bytes, found.start, found.end);
      out.text("\n");
    });
    out.flush();
  } finally {
    closeSync(file);
  }
}

/** Whether one of the lines from `first` to `last` is in the set. */
export function touches(lines: ReadonlySet<number>, first: number, last: number): boolean {
  if (lines.size === 0) return false;
  for (let line = first; line <= last; line += 1) if (lines.has(line)) return true;
  return false;
}
