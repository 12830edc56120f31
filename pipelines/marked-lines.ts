import { closeSync, openSync, readSync } from "node:fs";
import { linesPerMark } from "../sources/survey.ts";

export interface MarkedFile {
  path: string;
  bytes: number;
  /** Where every eighth line starts; see Survey. */
  marks: readonly number[];
}

const newline = 10;
const carriageReturn = 13;

/** No more of the file is held at once. */
const mostBytes = 16 << 20;

/** Whether the lines between two marks are short enough to be read together. */
export const canSeek = ({ bytes, marks }: MarkedFile): boolean =>
  marks.every((mark, index) => (marks[index + 1] ?? bytes) - mark <= mostBytes);

/**
 * Gives the text of some lines of a UTF-8 file without their line ends, in ascending order, and reads little else. No line but
 * those becomes a text: a piece of a longer text keeps all of it in memory.
 */
export function* linesAt(file: MarkedFile, lines: Iterable<number>): Generator<{ line: number; text: string }> {
  const handle = openSync(file.path, "r");
  try {
    let buffer = Buffer.alloc(0);
    let block = buffer;
    let held = -1;
    for (const line of lines) {
      const mark = Math.floor((line - 1) / linesPerMark);
      if (mark !== held) {
        const start = file.marks[mark] ?? file.bytes;
        const length = (file.marks[mark + 1] ?? file.bytes) - start;
        if (length > buffer.length) buffer = Buffer.allocUnsafe(length * 2);
        let read = 0;
        for (let got = -1; got !== 0 && read < length; read += got)
          got = readSync(handle, buffer, read, length - read, start + read);
        block = buffer.subarray(0, read);
        held = mark;
      }
      let start = 0;
      for (let before = line - 1 - mark * linesPerMark; before > 0; before -= 1)
        start = block.indexOf(newline, start) + 1;
      const stop = block.indexOf(newline, start);
      const end = stop < 0 ? block.length : stop;
      yield { line, text: block.toString("utf8", start, block[end - 1] === carriageReturn ? end - 1 : end) };
    }
  } finally {
    closeSync(handle);
  }
}
