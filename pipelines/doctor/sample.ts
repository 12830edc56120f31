import { join } from "node:path";
import { type ColumnProfile, profileColumns } from "../../sources/column-profile.ts";
import { decodeFile, type Encoding } from "../../sources/decode.ts";
import { readDelimited } from "../../sources/delimited.ts";
import type { FileFormat } from "../../sources/file-name.ts";
import { jsonKeys, type SourceFile } from "../../sources/folder.ts";
import { checkHeader } from "../../sources/header.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { decodeSheetOf } from "../open-file.ts";
import { parquetColumns, parquetRelation } from "../readers.ts";

/** What a look at a file's first rows tells. */
export interface FileSample {
  format: FileFormat;
  encoding?: Encoding;
  bom?: boolean;
  compressed?: boolean;
  delimiter?: string;
  header: string[];
  /** Rows looked at. */
  rows: number;
  /** Their values, column by column. */
  values: (string | null)[][];
  /** Whether dates such as 03/04/2024 have the day or the month first, where a value of the file tells. */
  order?: DayOrder;
  notes: string[];
}

export type DayOrder = "day-first" | "month-first";

/** Decodes a file as a load would and takes its first rows. Throws SourceError where it cannot be read at all. */
export async function sampleFile(
  engine: Engine,
  file: SourceFile,
  settings: { encoding: Encoding | "auto"; delimiter?: string },
  scratch: string,
  mostRows: number,
): Promise<FileSample> {
  if (file.format === "xlsx") return sampleSheet(engine, file, scratch, mostRows);
  if (file.format === "parquet") {
    const columns = await parquetColumns(engine, file.absolute);
    const { cells, notes } = checkHeader(
      columns.map(({ name }) => name),
      file.path,
    );
    const named = columns.map(({ name, nested }, index) => ({ column: name, cell: cells[index] ?? name, nested }));
    const { sql } = parquetRelation(file.absolute, file.path, named);
    return { format: file.format, notes, ...(await take(engine, sql, cells, mostRows)) };
  }
  const text = await decodeFile(file.absolute, { into: join(scratch, "sample"), encoding: settings.encoding });
  const about = { format: file.format, encoding: text.encoding, bom: text.bom, compressed: text.compressed };
  const notes: string[] = [];
  if (text.invalidCount > 0) {
    const lines = text.invalid.slice(0, 3).map(({ line }) => line);
    notes.push(
      `${text.invalidCount} lines hold bytes that are no ${text.encoding} (line ${lines.join(", ")}); they will be quarantined.`,
    );
  }
  if (text.cut) notes.push("The file ends in the middle of a character; it may have been cut.");
  if (file.format === "jsonl") {
    const keys = await jsonKeys(text.path, file.path);
    const { cells, notes: odd } = checkHeader(keys, file.path);
    const sql = jsonRelation(text.path, keys, cells);
    return { ...about, notes: [...notes, ...odd], ...(await take(engine, sql, cells, mostRows)) };
  }
  const asked = settings.delimiter ?? (file.format === "tsv" ? "\t" : undefined);
  const { delimiter, header } = await readDelimited(text.path, asked);
  const { cells, notes: odd } = checkHeader(header, file.path);
  const columns = cells.map((cell) => `${literal(cell)}: 'VARCHAR'`);
  const sql = `read_csv(${literal(text.path)}, columns = {${columns.join(", ")}}, auto_detect = false, header = true, delim = ${literal(delimiter)},
    quote = '"', escape = '"', ignore_errors = true, null_padding = true, strict_mode = false, parallel = false,
    max_line_size = 4000000)`;
  return { ...about, delimiter, notes: [...notes, ...odd], ...(await take(engine, sql, cells, mostRows)) };
}

function jsonRelation(path: string, keys: readonly string[], cells: readonly string[], condition = ""): string {
  const columns = cells.map(
    (cell, index) => `json_extract_string(json, ${literal(`$.${JSON.stringify(keys[index])}`)}) AS ${identifier(cell)}`,
  );
  return `(SELECT ${columns.join(", ")} FROM read_ndjson_objects(${literal(path)}, ignore_errors = true, maximum_object_size = 16777216)${condition})`;
}

async function sampleSheet(engine: Engine, file: SourceFile, scratch: string, mostRows: number): Promise<FileSample> {
  const path = join(scratch, "sheet.jsonl");
  const { notes } = await decodeSheetOf(file, path);
  const keys = await jsonKeys(path, file.path);
  // The header is an object of nulls.
  const rows = jsonRelation(path, keys, keys, " WHERE len(json_keys(json_merge_patch('{}', json))) > 0");
  return { format: file.format, notes, ...(await take(engine, rows, keys, mostRows)) };
}

async function take(engine: Engine, relation: string, header: string[], mostRows: number) {
  const names = header.map((_, index) => `c${index}`);
  const columns = header.map((cell, index) => `${identifier(cell)} AS ${names[index]}`);
  const rows = await engine.query<Record<string, string | null>>(
    `SELECT ${columns.join(", ")} FROM ${relation} LIMIT ${mostRows}`,
  );
  const values = names.map((name) => rows.map((row) => row[name] ?? null));
  if (rows.length === mostRows) await addRareValues(engine, relation, header, values);
  const order = await orderOfDays(engine, relation, profileColumns(header, values), rows.length === mostRows);
  return { header, rows: rows.length, values, ...(order === undefined ? {} : { order }) };
}

const mostWords = 60;

/** Columns of few words are looked through to the end, so that a value set knows every word of the file. */
async function addRareValues(engine: Engine, relation: string, header: readonly string[], values: (string | null)[][]) {
  const few = header.flatMap((cell, index) => {
    const words = new Set(values[index]);
    return words.size <= mostWords ? [{ index, words, list: `list(DISTINCT ${identifier(cell)}) AS c${index}` }] : [];
  });
  if (few.length === 0) return;
  const [found = {}] = await engine.query<Record<string, (string | null)[] | null>>(
    `SELECT ${few.map(({ list }) => list).join(", ")} FROM ${relation}`,
  );
  for (const { index, words } of few) {
    const rare = (found[`c${index}`] ?? []).filter((word) => word !== null && !words.has(word));
    values[index]?.push(...rare.slice(0, mostWords));
  }
}

/** Told by any column that leaves no doubt, if need be by rows beyond the sample. */
async function orderOfDays(engine: Engine, relation: string, columns: readonly ColumnProfile[], isPart: boolean) {
  const orders = columns.map((column) => column.times?.order);
  for (const order of ["day-first", "month-first"] as const) if (orders.includes(order)) return order;
  const open = columns.filter(({ times, within }) => times?.order === "ambiguous" && within === undefined);
  if (!isPart || open.length === 0) return undefined;
  const most = (position: string) =>
    open
      .map(({ name }) => `max(TRY_CAST(regexp_extract(${identifier(name)}, ${literal(position)}, 1) AS INTEGER))`)
      .join(", ");
  const [found] = await engine.query<{ first: number | null; second: number | null }>(
    `SELECT greatest(${most("^\\s*(\\d{1,2})[-/.]")}) AS first, greatest(${most("^\\s*\\d{1,2}[-/.](\\d{1,2})")}) AS second FROM ${relation}`,
  );
  if ((found?.first ?? 0) > 12 && (found?.second ?? 0) <= 12) return "day-first" as const;
  if ((found?.second ?? 0) > 12 && (found?.first ?? 0) <= 12) return "month-first" as const;
  return undefined;
}
