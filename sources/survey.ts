import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { eachBlock, findRecord, type Layout, mostBytes, nothingFound } from "./scan.ts";
import type { Survey } from "./source.ts";

const newline = 10;
const carriageReturn = 13;
const quote = 34;

export const linesPerMark = 8;

/**
 * Counts the records of a text file and hashes it. A line without a quote is a record of which only the end is looked for;
 * a record with one is taken apart. `headerRecords` is 1 for a file with a header. With `thorough` every
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
  let records = -options.headerRecords;
  let lines = 0;
  let returns: boolean | undefined;
  const marks: number[] = [];
  const byLine = layout.delimiter === undefined;
  const most = mostBytes(layout);

  await eachBlock(
    path,
    (buffer, length, last) => {
      const view = buffer.subarray(0, length);
      if (view.includes(0)) plain = false;
      const quoteFrom = (from: number) => {
        const found = byLine ? -1 : view.indexOf(quote, from);
        return found < 0 ? length : found;
      };
      let at = 0;
      let nextQuote = quoteFrom(0);
      while (at < length) {
        if (nextQuote < at) nextQuote = quoteFrom(at);
        const lineEnd = view.indexOf(newline, at);
        const stop = lineEnd < 0 ? length : lineEnd;
        const whole = nextQuote < stop || (options.thorough && !byLine);
        if (whole ? !findRecord(buffer, at, length, last, layout, found) : lineEnd < 0 && !last) break;
        const end = whole ? found.next : Math.min(stop + 1, length);
        const returned = whole ? found.next - found.end === 2 : stop > at && buffer[stop - 1] === carriageReturn;
        if (whole ? found.next > found.end : lineEnd >= 0) {
          if (returns === undefined) returns = returned;
          else if (returns !== returned) plain = false;
        }
        if (lines % linesPerMark === 0) marks.push(bytes + at);
        lines += whole ? found.breaks + 1 : 1;
        const blank = whole ? found.blank : isBlankLine(buffer, at, stop, layout.delimiter);
        if (blank || end - at > most || (whole && (found.breaks > 0 || found.fault !== undefined))) plain = false;
        if (!blank) records += 1;
        at = end;
      }
      if (bytes === 0 && view[0] === 0xef && view[1] === 0xbb && view[2] === 0xbf) utf8 = false;
      if (utf8 && !isUtf8(buffer.subarray(0, at))) utf8 = false;
      bytes += at;
      return at;
    },
    (piece) => hash.update(piece),
  );
  return { sha256: hash.digest("hex"), bytes, utf8, records: Math.max(0, records), lines, plain, marks };
}

/** Whether a line holds nothing, and no delimiter either; the first byte nearly always tells. */
function isBlankLine(bytes: Uint8Array, at: number, stop: number, delimiter: number | undefined): boolean {
  for (let i = at; i < stop; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === delimiter || (byte !== 32 && byte !== 9 && byte !== 13)) return false;
  }
  return true;
}
