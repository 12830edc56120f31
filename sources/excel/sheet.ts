import { closeSync, openSync, writeSync } from "node:fs";
import { checkHeader } from "../header.ts";
import { SourceError } from "../source.ts";
import { unescapedText } from "./cell-text.ts";
import { type Cell, columnName, type Merge, type Row, readRows } from "./rows.ts";
import { TextStore } from "./text-store.ts";
import { openWorkbook, type Workbook } from "./workbook.ts";
import { readXml } from "./xml.ts";

export interface DecodeRequest {
  path: string;
  sheet: string;
  /** Where the JSON lines are written. */
  into: string;
}

export interface DecodedSheet {
  /** What is odd about the sheet, one sentence each. */
  notes: string[];
}

const mostTexts = 512 << 20;

/**
 * Writes a sheet as JSON lines: line n is row n of the sheet, all values are texts, empty cells are left out. The header is an
 * object of its names with null; rows above it and empty rows are empty lines. Throws SourceError for what is no sheet.
 */
export async function decodeSheet({ path, sheet: name, into }: DecodeRequest): Promise<DecodedSheet> {
  const book = await openWorkbook(path);
  try {
    const sheet = book.sheets.find((candidate) => candidate.name === name);
    if (sheet === undefined) throw new SourceError(`${path} has no sheet "${name}".`);
    const styles = await book.styles();
    const texts = await sharedTexts(book, path);
    const write = async (merges: readonly Merge[]) => {
      const lines = new SheetLines(into, texts, path, merges);
      try {
        const found = await readRows({
          stream: await book.zip.read(sheet.part),
          part: `${path}: ${sheet.part}`,
          styles,
          is1904: book.is1904,
          row: (row) => lines.take(row),
          block: () => lines.flushIfLarge(),
        });
        lines.end();
        return { ...found, lines };
      } finally {
        lines.close();
      }
    };
    let { merges, odd, lines } = await write([]);
    // Which cells are merged stands behind the rows, so a sheet that has such among its records is read twice.
    const spans = merges.filter(({ row }) => row > lines.headerRow).sort((a, b) => a.row - b.row);
    if (spans.length > 0) ({ lines } = await write(spans));
    return { notes: [...lines.notes, ...notesOf(odd, spans.length, lines.hidden)] };
  } finally {
    book.zip.close();
  }
}

function notesOf(
  odd: { errors: number; firstError: string; withoutResult: number },
  merged: number,
  hidden: number,
): string[] {
  const notes: string[] = [];
  if (odd.errors > 0)
    notes.push(`Cells that hold an error: ${odd.errors} (first ${odd.firstError}); they are read as empty.`);
  if (odd.withoutResult > 0)
    notes.push(
      `Formulas whose result is not stored: ${odd.withoutResult}; opening and saving the file in Excel stores it.`,
    );
  if (merged > 0) notes.push(`Cells merged over several rows: ${merged}; each of the rows gets their value.`);
  if (hidden > 0) notes.push(`Hidden rows: ${hidden}; they are read like the others.`);
  return notes;
}

async function sharedTexts(book: Workbook, path: string): Promise<TextStore> {
  const texts = new TextStore(mostTexts);
  const part = book.sharedStrings;
  if (part === undefined || !book.zip.has(part)) return texts;
  let text = "";
  let isText = false;
  let isPhonetic = false;
  try {
    await readXml(await book.zip.read(part), `${path}: ${part}`, {
      open(name) {
        if (name === "si") text = "";
        else if (name === "t") isText = !isPhonetic;
        else if (name === "rPh") isPhonetic = true;
      },
      close(name) {
        if (name === "si") texts.add(unescapedText(text));
        else if (name === "t") isText = false;
        else if (name === "rPh") isPhonetic = false;
      },
      text(piece) {
        if (isText) text += piece;
      },
    });
  } catch (error) {
    if (error instanceof SourceError && error.message.startsWith("its cells"))
      throw new SourceError(`${path} cannot be read: ${error.message}`);
    throw error;
  }
  return texts;
}

const newline = 10;
const comma = 44;
const openBrace = 123;
const closeBrace = 125;
const noBytes = Buffer.alloc(0);
const sampleRows = 20;
const largeBuffer = 1 << 20;

/** Finds the header among the first rows and writes the others as JSON lines. */
class SheetLines {
  readonly notes: string[] = [];
  headerRow = 0;
  hidden = 0;
  readonly #path: string;
  readonly #file: number;
  readonly #texts: TextStore;
  readonly #merges: readonly Merge[];
  #nextMerge = 0;
  #active: { column: number; lastRow: number; cell: Cell | undefined }[] = [];
  #first: Row[] | undefined = [];
  #names: string[] = [];
  #keys: Buffer[] = [];
  #line = 1;
  #buffer = Buffer.allocUnsafe(2 * largeBuffer);
  #held = 0;

  constructor(into: string, texts: TextStore, path: string, merges: readonly Merge[]) {
    this.#file = openSync(into, "w");
    this.#texts = texts;
    this.#path = path;
    this.#merges = merges;
  }

  take(row: Row): void {
    if (this.#first === undefined) {
      this.#write(row);
      return;
    }
    if (this.#filled(row) === 0) return;
    this.#first.push({ ...row, cells: [...row.cells] });
    if (this.#first.length === sampleRows) this.#begin(this.#first);
  }

  end(): void {
    if (this.#first !== undefined) this.#begin(this.#first);
    this.#flush();
  }

  flushIfLarge(): void {
    if (this.#held >= largeBuffer) this.#flush();
  }

  close(): void {
    closeSync(this.#file);
  }

  #filled(row: Row): number {
    let filled = 0;
    for (const cell of row.cells) {
      if (typeof cell === "string" || (cell !== undefined && this.#shared(cell).length > 0)) filled += 1;
    }
    return filled;
  }

  /** The header is the first row that fills at least half as many cells as the fullest of the first rows. */
  #begin(rows: readonly Row[]): void {
    this.#first = undefined;
    const widest = Math.max(0, ...rows.map((row) => this.#filled(row)));
    if (widest === 0) throw new SourceError(`${this.#path} has no cell that holds anything; wanted a header and rows.`);
    const at = rows.findIndex((row) => this.#filled(row) * 2 >= widest);
    const header = rows[at];
    if (header === undefined) return;
    const cells = Array.from(header.cells, (cell) => (cell === undefined ? "" : this.#plain(cell)));
    while (cells.at(-1)?.trim() === "") cells.pop();
    const checked = checkHeader(cells, this.#path);
    this.headerRow = header.number;
    if (header.number > 1)
      this.notes.push(
        at === 0
          ? `The header is row ${header.number}, below empty rows.`
          : `The header is row ${header.number}; what stands above it (${at === 1 ? "a title" : `${at} rows`}) is not read.`,
      );
    this.notes.push(...checked.notes);
    for (const name of checked.cells) this.#name(name);
    this.#blanksTo(header.number);
    this.#put(Buffer.from(`{${this.#names.map((name) => `${JSON.stringify(name)}:null`).join(",")}}\n`));
    this.#line = header.number + 1;
    for (const row of rows.slice(at + 1)) this.#write(row);
  }

  #name(name: string): void {
    this.#names.push(name);
    this.#keys.push(Buffer.from(`${JSON.stringify(name)}:`));
  }

  #write(row: Row): void {
    const { cells } = row;
    if (this.#merges.length > 0 && this.#filled(row) > 0) this.#fillDown(row);
    let isEmpty = true;
    for (let column = 0; column < cells.length; column += 1) {
      const cell = cells[column];
      if (cell === undefined) continue;
      const shared = typeof cell === "number" ? this.#shared(cell) : undefined;
      if (shared?.length === 0) continue;
      if (isEmpty) this.#blanksTo(row.number);
      this.#byte(isEmpty ? openBrace : comma);
      isEmpty = false;
      while (this.#keys.length <= column) this.#nameBeyond(this.#keys.length);
      this.#put(this.#keys[column] ?? noBytes);
      if (shared === undefined) this.#text(JSON.stringify(cell));
      else this.#put(shared);
    }
    if (isEmpty) return;
    if (row.isHidden) this.hidden += 1;
    this.#byte(closeBrace);
    this.#byte(newline);
    this.#line += 1;
  }

  /** A column with values to the right of the header's last name. */
  #nameBeyond(column: number): void {
    let name = `column_${column + 1}`;
    while (this.#names.includes(name)) name += "_2";
    this.#name(name);
    this.notes.push(`Column ${columnName(column)} has values and no name in the header; it is called "${name}".`);
  }

  #fillDown({ number, cells }: Row): void {
    this.#active = this.#active.filter(({ lastRow }) => lastRow >= number);
    for (const { column, cell } of this.#active) cells[column] ??= cell;
    for (let next = this.#merges[this.#nextMerge]; next !== undefined && next.row <= number; ) {
      if (next.lastRow > number)
        this.#active.push({ ...next, cell: next.row === number ? cells[next.column] : undefined });
      this.#nextMerge += 1;
      next = this.#merges[this.#nextMerge];
    }
  }

  #shared(index: number): Buffer {
    const bytes = this.#texts.bytes(index);
    if (bytes !== undefined) return bytes;
    throw new SourceError(`${this.#path} names a shared text that it does not hold (${index}).`);
  }

  #plain(cell: Cell): string {
    if (typeof cell === "string") return cell;
    const json = this.#shared(cell).toString();
    return json === "" ? "" : (JSON.parse(json) as string);
  }

  #blanksTo(row: number): void {
    for (; this.#line < row; this.#line += 1) this.#byte(newline);
  }

  #text(text: string): void {
    if (text.length * 3 > this.#buffer.length - this.#held) this.#put(Buffer.from(text));
    else this.#held += this.#buffer.write(text, this.#held);
  }

  #byte(byte: number): void {
    if (this.#held === this.#buffer.length) this.#flush();
    this.#buffer[this.#held] = byte;
    this.#held += 1;
  }

  #put(bytes: Buffer): void {
    if (bytes.length > this.#buffer.length - this.#held) this.#flush();
    if (bytes.length > this.#buffer.length) this.#writeAll(bytes, bytes.length);
    else this.#held += bytes.copy(this.#buffer, this.#held);
  }

  #flush(): void {
    this.#writeAll(this.#buffer, this.#held);
    this.#held = 0;
  }

  /** The writing waits for the disk, and with it the reading: no more than a buffer is held. */
  #writeAll(bytes: Buffer, length: number): void {
    for (let at = 0; at < length; ) at += writeSync(this.#file, bytes, at, length - at);
  }
}
