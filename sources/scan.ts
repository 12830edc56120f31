import { closeSync, openSync, readSync } from "node:fs";
import { SourceError } from "./source.ts";

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;

/** Why a record cannot be read as cells; each is a rule name of the quarantine. */
export type Fault =
  | "too_many_columns"
  | "too_few_columns"
  | "unclosed_quote"
  | "text_after_quote"
  | "stray_carriage_return"
  | "nul_byte"
  | "line_too_long";

export interface Layout {
  /** Byte between cells, or undefined for a file whose records are its lines. */
  delimiter: number | undefined;
  /** Cells a record must have; unknown while the header is being read. */
  columns: number | undefined;
}

/** A record in the scanner's buffer. The scanner reuses one object, so nobody may keep it. */
export interface Found {
  start: number;
  /** One past the last byte, without the line end. */
  end: number;
  /** One past the line end. */
  next: number;
  /** Line ends inside the record. */
  breaks: number;
  columns: number;
  fault: Fault | undefined;
  /** Nothing but blanks; no record at all. */
  blank: boolean;
}

/** A quoted cell longer than this has lost its closing quote. */
const longestRecord = 2_000_000;
const longestObject = 16_000_000;

/** Bytes a record may have; the readers take no longer one. */
export const mostBytes = ({ delimiter }: Layout): number => (delimiter === undefined ? longestObject : longestRecord);

/**
 * Finds the record that starts at `at` by the rules DuckDB's strict reader follows: a quote opens a quoted cell only at
 * its start, a doubled quote stands for one. Returns false when the record goes on past `end` and more is to come.
 * A quote that never closes, or is followed by text, costs its first line only; the lines after it are read again.
 */
export function findRecord(
  bytes: Uint8Array,
  at: number,
  end: number,
  last: boolean,
  layout: Layout,
  found: Found,
): boolean {
  found.start = at;
  found.breaks = 0;
  found.fault = undefined;
  found.columns = 1;
  const { delimiter } = layout;
  if (delimiter === undefined) return findLine(bytes, at, end, last, found);
  let i = at;
  let columns = 1;
  let breaks = 0;
  let fault: Fault | undefined;
  for (;;) {
    let cell = i;
    while (cell < end && bytes[cell] === space) cell += 1;
    if (cell < end && bytes[cell] === quote) {
      i = cell + 1;
      for (;;) {
        while (i < end && bytes[i] !== quote) {
          if (bytes[i] === newline) breaks += 1;
          i += 1;
        }
        if (i >= end || i - at > longestRecord) {
          if (!last && i - at <= longestRecord) return false;
          fault = "unclosed_quote";
          break;
        }
        if (i + 1 >= end && !last) return false;
        if (bytes[i + 1] !== quote || i + 1 >= end) break;
        i += 2;
      }
      if (fault !== undefined) break;
      i += 1;
      while (i < end && bytes[i] === space) i += 1;
      if (i < end) {
        const byte = bytes[i];
        if (byte !== delimiter && byte !== newline && byte !== carriageReturn) {
          // A quote that closed on a later line was never meant to open there.
          fault = breaks > 0 ? "unclosed_quote" : "text_after_quote";
          break;
        }
      }
    } else {
      while (i < end) {
        const byte = bytes[i];
        if (byte === delimiter || byte === newline || byte === carriageReturn) break;
        i += 1;
      }
    }
    if (i >= end) {
      if (!last) return false;
      return settle(bytes, found, at, end, end, columns, breaks, layout);
    }
    const byte = bytes[i];
    if (byte === delimiter) {
      columns += 1;
      i += 1;
      continue;
    }
    if (byte === newline) return settle(bytes, found, at, i, i + 1, columns, breaks, layout);
    if (i + 1 >= end && !last) return false;
    if (i + 1 < end && bytes[i + 1] === newline) return settle(bytes, found, at, i, i + 2, columns, breaks, layout);
    if (i + 1 >= end) return settle(bytes, found, at, i, end, columns, breaks, layout);
    fault = "stray_carriage_return";
    break;
  }
  if (!findLine(bytes, at, end, last, found)) return false;
  found.blank = false;
  found.columns = columns;
  found.fault = fault;
  return true;
}

function settle(
  bytes: Uint8Array,
  found: Found,
  at: number,
  end: number,
  next: number,
  columns: number,
  breaks: number,
  layout: Layout,
): boolean {
  found.end = end;
  found.next = next;
  found.columns = columns;
  found.breaks = breaks;
  found.blank = columns === 1 && isBlank(bytes, at, end);
  if (layout.columns !== undefined && columns !== layout.columns && !found.blank) {
    found.fault = columns > layout.columns ? "too_many_columns" : "too_few_columns";
  }
  return true;
}

function findLine(bytes: Uint8Array, at: number, end: number, last: boolean, found: Found): boolean {
  const stop = bytes.indexOf(newline, at);
  if (stop < 0 || stop >= end) {
    if (!last) return false;
    found.end = end;
    found.next = end;
  } else {
    found.end = stop > at && bytes[stop - 1] === carriageReturn ? stop - 1 : stop;
    found.next = stop + 1;
  }
  found.breaks = 0;
  found.blank = isBlank(bytes, at, found.end);
  return true;
}

function isBlank(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i += 1) {
    const byte = bytes[i];
    if (byte !== space && byte !== tab && byte !== carriageReturn) return false;
  }
  return true;
}

export const nothingFound = (): Found => ({
  start: 0,
  end: 0,
  next: 0,
  breaks: 0,
  columns: 0,
  fault: undefined,
  blank: false,
});

/** Small enough to stay in the processor while hash, decoder and scanner go over it. */
const blockSize = 1 << 19;
/** As much as is held of a file at a time. */
const longestLine = 64 << 20;

/**
 * Reads a file block by block and lets `take` consume what it can: it gets the bytes at hand, how many there are and
 * whether they are the last, and returns how many it is done with. A record never has to be put together from two blocks.
 */
export async function eachBlock(
  path: string,
  take: (bytes: Buffer, length: number, last: boolean) => number | Promise<number>,
  seen?: (bytes: Buffer) => void,
): Promise<void> {
  const file = openSync(path, "r");
  try {
    let bytes = Buffer.allocUnsafe(blockSize);
    let held = 0;
    for (;;) {
      if (held >= longestLine)
        throw new SourceError(`${path} has a line of more than ${longestLine >> 20} MB; it is no table of text.`);
      if (held === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
      const bytesRead = readSync(file, bytes, held, bytes.length - held, null);
      if (bytesRead > 0) seen?.(bytes.subarray(held, held + bytesRead));
      held += bytesRead;
      const last = bytesRead === 0;
      const done = await take(bytes, held, last);
      if (last) return;
      bytes.copyWithin(0, done, held);
      held -= done;
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Calls `visit` for every record of a file, blank ones left out, with the physical line it starts on; lines count from 1.
 * Of a line that is `known` and has no quote only the end is looked for.
 */
export async function eachRecord(
  path: string,
  layout: Layout,
  visit: (bytes: Buffer, found: Found, line: number) => void | Promise<void>,
  known: (line: number) => boolean = () => false,
): Promise<void> {
  const found = nothingFound();
  let line = 1;
  await eachBlock(path, async (bytes, length, last) => {
    const view = bytes.subarray(0, length);
    const from = (byte: number, at: number) => {
      const place = view.indexOf(byte, at);
      return place < 0 ? length : place;
    };
    let at = 0;
    let nul = from(0, 0);
    let nextQuote = -1;
    while (at < length) {
      if (known(line)) {
        if (nextQuote < at) nextQuote = layout.delimiter === undefined ? length : from(quote, at);
        const stop = from(newline, at);
        if (stop < length && stop < nextQuote) {
          line += 1;
          at = stop + 1;
          continue;
        }
      }
      if (!findRecord(bytes, at, length, last, layout, found)) break;
      if (nul < at) nul = from(0, at);
      if (nul < found.end) found.fault ??= "nul_byte";
      if (found.end - found.start > mostBytes(layout)) found.fault ??= "line_too_long";
      if (!found.blank) {
        const pending = visit(bytes, found, line);
        if (pending !== undefined) await pending;
      }
      line += found.breaks + 1;
      at = found.next;
    }
    return at;
  });
}
