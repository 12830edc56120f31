import type { Readable } from "node:stream";
import { SourceError } from "../source.ts";
import { numberText, unescapedText } from "./cell-text.ts";
import type { CellKind } from "./number-format.ts";
import { isTrue } from "./workbook.ts";
import { readXml } from "./xml.ts";

/** A text by its number among the shared ones, or a text of its own; empty cells are absent. */
export type Cell = number | string;

export interface Row {
  /** From 1, as the sheet shows it. */
  number: number;
  /** By column, from 0. Used again for the next row: whoever keeps it copies it. */
  cells: (Cell | undefined)[];
  isHidden: boolean;
}

/** A range of cells shown as one; rows and columns from 1 and 0, the last ones included. */
export interface Merge {
  row: number;
  column: number;
  lastRow: number;
}

/** What cells of the sheet could not give. */
export interface Oddities {
  errors: number;
  firstError: string;
  withoutResult: number;
}

export interface SheetRows {
  stream: Readable;
  part: string;
  styles: readonly CellKind[];
  is1904: boolean;
  row(row: Row): void;
  block(): void;
}

const most = { rows: 1_048_576, columns: 16_384 };
const number: CellKind = { is: "number" };

/** Reads the rows of a sheet in their order and, behind them, the ranges that are merged over several rows. */
export async function readRows(sheet: SheetRows): Promise<{ merges: Merge[]; odd: Oddities }> {
  const { styles, is1904 } = sheet;
  const merges: Merge[] = [];
  const odd: Oddities = { errors: 0, firstError: "", withoutResult: 0 };
  const row: Row = { number: 0, cells: [], isHidden: false };
  let column = -1;
  let type = "n";
  let style = number;
  let stored = "";
  let isText = false;
  let isPhonetic = false;
  let hasFormula = false;
  let hasValue = false;

  const open = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (name === "c") {
      const { r, t, s } = attributes;
      column = r === undefined ? column + 1 : columnOf(r);
      if (column < 0 || column >= most.columns)
        throw new SourceError(`${sheet.part} has a cell at "${r ?? column}", where no sheet has one.`);
      type = t ?? "n";
      style = s === undefined ? number : (styles[Number(s)] ?? number);
      stored = "";
      hasFormula = false;
      hasValue = false;
    } else if (name === "v" || (name === "t" && !isPhonetic)) {
      isText = true;
      hasValue = true;
    } else if (name === "f") {
      hasFormula = true;
    } else if (name === "row") {
      const next = attributes.r === undefined ? row.number + 1 : Number(attributes.r);
      if (!(next > row.number && next <= most.rows))
        throw new SourceError(`${sheet.part} has row "${attributes.r}" after row ${row.number}.`);
      row.number = next;
      row.isHidden = isTrue(attributes.hidden);
      row.cells.length = 0;
      column = -1;
    } else if (name === "rPh") {
      isPhonetic = true;
    } else if (name === "mergeCell") {
      const [from = "", to = ""] = (attributes.ref ?? "").split(":");
      const merge = { row: rowOf(from), column: columnOf(from), lastRow: rowOf(to) };
      if (merge.lastRow > merge.row && merge.column >= 0) merges.push(merge);
    }
  };
  const close = (name: string) => {
    if (name === "v" || name === "t") isText = false;
    else if (name === "rPh") isPhonetic = false;
    else if (name === "c") {
      if (hasFormula && !hasValue) odd.withoutResult += 1;
      const cell = hasValue ? cellOf() : undefined;
      if (cell !== undefined) row.cells[column] = cell;
    } else if (name === "row") sheet.row(row);
  };
  const cellOf = (): Cell | undefined => {
    switch (type) {
      case "s":
        return Number(stored);
      case "b":
        return stored.trim() === "1" ? "true" : "false";
      case "e":
        odd.errors += 1;
        if (odd.errors === 1) odd.firstError = `${stored} in ${columnName(column)}${row.number}`;
        return undefined;
      case "str":
      case "inlineStr":
        return unescapedText(stored) || undefined;
      case "d":
        return stored.replace("T", " ") || undefined;
      default:
        return numberText(stored.trim(), style, is1904) || undefined;
    }
  };
  await readXml(sheet.stream, sheet.part, {
    open,
    close,
    text: (text) => {
      if (isText) stored += text;
    },
    block: () => {
      sheet.block();
      return false;
    },
  });
  return { merges, odd };
}

/** Column of a reference such as BC12, from 0; -1 for what is none. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

const rowOf = (reference: string): number => Number(/\d+$/.exec(reference)?.[0] ?? 0);

/** A, B … Z, AA; from 0. */
export function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}
