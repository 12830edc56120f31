import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Decoded, decodeFile } from "../sources/decode.ts";
import { type Delimited, readDelimited } from "../sources/delimited.ts";
import { type DecodedSheet, decodeWorkbook, sheetsOf } from "../sources/excel.ts";
import { jsonKeys, type SourceFile } from "../sources/folder.ts";
import { checkHeader } from "../sources/header.ts";
import { type Mapping, matchMapping } from "../sources/mapping.ts";
import { type FilePlan, planFile, pseudoColumns } from "../sources/plan.ts";
import type { Layout } from "../sources/scan.ts";
import { SourceError, type Survey } from "../sources/source.ts";
import { surveyFile } from "../sources/survey.ts";
import { checkWhere } from "../sources/where.ts";
import { type Engine, literal } from "./engines/engine.ts";
import { type ParquetColumn, parquetColumns } from "./readers.ts";

/** What is known of a file before it is taken apart. */
export interface Look {
  sha256: string;
  /** Size of the file as it lies in the folder. */
  bytes: number;
  /** Text files only. */
  decoded?: Decoded;
  /** Where the first pass could count already, with the header it went by. */
  survey?: Survey;
  head?: Delimited | undefined;
}

/** A file whose header is read and whose columns are planned. */
export interface OpenFile {
  file: SourceFile;
  look: Look;
  /** Names of the raw columns. Keys of JSON that turn up late are added while it is read. */
  cells: string[];
  plan: FilePlan;
  /** What is odd about the file, one sentence each. */
  notes: string[];
  content: TextContent | ParquetContent;
}

export interface TextContent {
  kind: "text";
  /** UTF-8. */
  path: string;
  layout: Layout;
  delimiter: string;
  survey: Survey;
  headerRecords: number;
  /** Physical lines with bytes that are no text. */
  unreadable: ReadonlySet<number>;
  /** The one of them that somebody may still be writing. */
  cut?: number;
  /** The landed file, for the bytes as they stand there. */
  original: { path: string; encoding: string; compressed: boolean };
}

export interface ParquetContent {
  kind: "parquet";
  columns: ParquetColumn[];
  rows: number;
}

const headerRecordsOf = (file: SourceFile) => (file.format === "jsonl" ? 0 : 1);
/** Records are JSON lines; a sheet becomes such. */
const isJson = (file: SourceFile) => file.format === "jsonl" || file.format === "xlsx";
const settingsOf = (mapping: Mapping, file: SourceFile) =>
  matchMapping(mapping, file.path)?.settings ?? mapping.defaults;

/** Hashes the file and, in the same pass where it is plain UTF-8, counts its records; other text is decoded into `scratch`. */
export async function lookAt(mapping: Mapping, file: SourceFile, scratch: string): Promise<Look> {
  const { size: bytes } = await stat(file.absolute);
  if (bytes === 0) throw new SourceError(`${file.path} is empty (0 bytes); wanted a header line and records.`);
  if (file.format === "parquet" || file.format === "xlsx") return { sha256: await hashFile(file.absolute), bytes };
  const settings = settingsOf(mapping, file);
  const mayBePlain = settings.encoding === "auto" || settings.encoding === "utf-8";
  if (mayBePlain && !(await isMarked(file.absolute))) {
    const head = await readHead(file, file.absolute, settings.delimiter);
    const given = file.facts?.survey;
    const survey =
      given?.bytes === bytes
        ? given
        : await surveyFile(file.absolute, layoutOf(head), { headerRecords: headerRecordsOf(file) });
    if (survey.utf8) return { sha256: survey.sha256, bytes, survey, head, decoded: asItIs(file.absolute, bytes) };
  }
  const into = join(scratch, "decoded");
  const decoded = await named(file, file.absolute, () =>
    decodeFile(file.absolute, { into, encoding: settings.encoding }),
  );
  if (decoded.invalidCount > decoded.invalid.length) {
    throw new SourceError(
      `${file.path} is no ${decoded.encoding} text: ${decoded.invalidCount} of its lines hold bytes that mean nothing in it.`,
      { hint: "mapping.yaml can name the file's encoding." },
    );
  }
  return { sha256: await hashFile(file.absolute), bytes, decoded };
}

const asItIs = (path: string, bytes: number): Decoded => ({
  path,
  bytes,
  encoding: "utf-8",
  bom: false,
  compressed: false,
  cut: false,
  copied: false,
  invalid: [],
  invalidCount: 0,
});

/** Packed, or with a byte order mark. */
async function isMarked(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const bytes = Buffer.alloc(3);
    await handle.read(bytes, 0, 3, 0);
    return [0x1f8b, 0xfeff, 0xfffe].includes(bytes.readUInt16BE(0)) || bytes.readUIntBE(0, 3) === 0xefbbbf;
  } finally {
    await handle.close();
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest("hex");
}

/** Messages name a file as its folder does, never by where it or its copy lies on this machine. */
async function named<T>(file: SourceFile, path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const message = error.message.replaceAll(path, file.path).replaceAll(file.absolute, file.path);
    throw new SourceError(message, { cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}

/** The header of a delimited file; undefined for JSON lines. */
async function readHead(file: SourceFile, path: string, asked: string | undefined): Promise<Delimited | undefined> {
  if (isJson(file)) return undefined;
  return named(file, path, () => readDelimited(path, asked ?? (file.format === "tsv" ? "\t" : undefined)));
}

const layoutOf = (head: Delimited | undefined): Layout => ({
  delimiter: head?.delimiter.charCodeAt(0),
  columns: head?.header.length,
});

/** Reads the header, plans the columns by it, and counts the records where the first look could not. */
export async function openFile(
  engine: Engine,
  mapping: Mapping,
  file: SourceFile,
  look: Look,
  scratch: string,
): Promise<OpenFile> {
  const opened =
    file.format === "parquet"
      ? await openParquet(engine, file)
      : file.format === "xlsx"
        ? await openSheet(mapping, file, look, scratch)
        : await openText(mapping, file, look);
  const plan = planFile({ path: file.path, entity: file.entity, header: opened.cells, mapping });
  for (const condition of plan.entities.flatMap(({ where, deleted }) => [where, deleted])) {
    if (condition !== undefined) await checkWhere(condition, opened.cells, (sql) => engine.parse(sql));
  }
  return { file, look, plan, ...opened };
}

type Opened = Pick<OpenFile, "cells" | "notes" | "content">;

async function openParquet(engine: Engine, file: SourceFile): Promise<Opened> {
  try {
    const columns = await parquetColumns(engine, file.absolute);
    const [count] = await engine.query<{ rows: number }>(
      `SELECT sum(num_rows) AS rows FROM parquet_file_metadata(${literal(file.absolute)})`,
    );
    const { cells, notes } = checkHeader(
      columns.map(({ name }) => name),
      file.path,
    );
    const free = withoutOurs(cells);
    return {
      cells: free,
      notes,
      content: {
        kind: "parquet",
        columns: columns.map(({ name, nested }, index) => ({ column: name, cell: free[index] ?? name, nested })),
        rows: count?.rows ?? 0,
      },
    };
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const message = (error as Error).message.split("\n")[0]?.replaceAll(file.absolute, file.path);
    throw new SourceError(`${file.path} cannot be read as Parquet: ${message}`, { cause: error });
  }
}

/** A sheet is read as the JSON lines it is decoded to. */
async function openSheet(mapping: Mapping, file: SourceFile, look: Look, scratch: string): Promise<Opened> {
  const path = join(scratch, "sheet.jsonl");
  const { notes } = await decodeSheetOf(file, path);
  const decoded = asItIs(path, (await stat(path)).size);
  const opened = await openText(mapping, { ...file, absolute: path }, { ...look, decoded });
  return { ...opened, notes: [...notes, ...opened.notes] };
}

/** Decodes the sheet of a workbook; messages name the file as its folder does. */
export async function decodeSheetOf(file: SourceFile, into: string): Promise<DecodedSheet> {
  return named(file, file.absolute, async () => {
    // A workbook that could not be opened before is opened once more to hear why.
    if (file.sheet === undefined) await sheetsOf(file.absolute);
    if (file.sheet === undefined) throw new SourceError(`${file.absolute} holds no visible sheet with cells.`);
    return decodeWorkbook({ path: file.absolute, sheet: file.sheet, into });
  });
}

async function openText(mapping: Mapping, file: SourceFile, look: Look): Promise<Opened> {
  const path = look.decoded?.path ?? file.absolute;
  const head = look.head ?? (await readHead(file, path, settingsOf(mapping, file).delimiter));
  const header =
    head === undefined ? { cells: await jsonKeys(path, file.path), notes: [] } : checkHeader(head.header, file.path);
  const cells = withoutOurs(header.cells);
  const notes = [...header.notes];
  const layout = layoutOf(head);
  const headerRecords = headerRecordsOf(file);
  const survey = look.survey ?? (await surveyFile(path, layout, { headerRecords }));
  if (survey.records === 0) notes.push("The file has a header and no records.");
  if (look.decoded?.cut) notes.push("The file ends in the middle of a character, which is left out.");
  return {
    cells,
    notes,
    content: {
      kind: "text",
      path,
      layout,
      survey,
      headerRecords,
      delimiter: head?.delimiter ?? "",
      unreadable: new Set(look.decoded?.invalid.map(({ line }) => line)),
      original: {
        path: file.absolute,
        encoding: look.decoded?.encoding ?? "utf-8",
        compressed: look.decoded?.compressed ?? false,
      },
    },
  };
}

const withoutOurs = (cells: readonly string[]) =>
  cells.map((cell) => (pseudoColumns.includes(cell) ? `${cell}_2` : cell));
