import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { eachBlock, findRecord, type Layout, nothingFound } from "./scan.ts";

const newline = 10;
const carriageReturn = 13;
const quote = 34;

/** What one look at every byte of a text file tells. */
export interface Survey {
  sha256: string;
  bytes: number;
  /** UTF-8 throughout, without a byte order mark. */
  utf8: boolean;
  /** Records after the header, whether or not they can be read; the count the load is held against. */
  records: number;
  /** Physical lines, counting a last one without a line end. */
  lines: number;
  /** Every record is one line, none is blank, all lines end alike and no fault was met. */
  plain: boolean;
  /** There is a quote somewhere, so that a line may have to be taken apart to find its cells. */
  quoted: boolean;
  /** Where every 32nd line starts, in bytes, from the first; of use where the file is plain. */
  marks: number[];
}

export const linesPerMark = 32;

/**
 * Counts the records of a text file and hashes it. Where no quote is about, a record is a line and only line ends are
 * looked for; elsewhere each record is taken apart. `headerRecords` is 1 for a file with a header. With `thorough` every
 * record's cells are counted; without it that is left to the reader, who stops at the first that has too few or too many.
 */
export async function surveyFile(
  path: string,
  layout: Layout,
  options: { headerRecords: number; thorough?: boolean },
): Promise<Survey> {
  const hash = createHash("sha256");
  const found = nothingFound();
  let bytes = 0;
  let utf8 = true;
  let plain = true;
  let quoted = false;
  let records = -options.headerRecords;
  let lines = 0;
  let returns: boolean | undefined;
  const marks: number[] = [];
  const byLine = layout.delimiter === undefined;

  await eachBlock(
    path,
    (buffer, length, last) => {
      const view = buffer.subarray(0, length);
      if (view.includes(0)) plain = false;
      if (!byLine && !quoted) quoted = view.includes(quote);
      const simple = byLine || (!options.thorough && !view.includes(quote));
      let at = 0;
      if (simple) {
        while (at < length) {
          let stop = buffer.indexOf(newline, at);
          if (stop < 0 || stop >= length) {
            if (!last) break;
            stop = length;
          }
          const returned = stop > at && buffer[stop - 1] === carriageReturn;
          if (stop < length) {
            if (returns === undefined) returns = returned;
            else if (returns !== returned) plain = false;
          }
          if (lines % linesPerMark === 0) marks.push(bytes + at);
          lines += 1;
          if (stop - at <= (returned ? 1 : 0) || (byLine && isBlankLine(buffer, at, stop))) plain = false;
          else records += 1;
          at = stop + 1;
        }
        at = Math.min(at, length);
      } else {
        while (at < length && findRecord(buffer, at, length, last, layout, found)) {
          const returned = found.next - found.end === 2;
          if (found.next > found.end) {
            if (returns === undefined) returns = returned;
            else if (returns !== returned) plain = false;
          }
          if (lines % linesPerMark === 0) marks.push(bytes + at);
          lines += found.breaks + 1;
          if (found.blank || found.breaks > 0 || found.fault !== undefined) plain = false;
          if (!found.blank) records += 1;
          at = found.next;
        }
      }
      if (bytes === 0 && view[0] === 0xef && view[1] === 0xbb && view[2] === 0xbf) utf8 = false;
      if (utf8 && !isUtf8(buffer.subarray(0, at))) utf8 = false;
      bytes += at;
      return at;
    },
    (piece) => hash.update(piece),
  );
  return { sha256: hash.digest("hex"), bytes, utf8, records: Math.max(0, records), lines, plain, quoted, marks };
}

/** Whether a line of a file without cells is blank; a record there starts with a brace, so the first byte tells. */
function isBlankLine(bytes: Uint8Array, at: number, stop: number): boolean {
  for (let i = at; i < stop; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  }
  return true;
}
