import { closeSync, openSync, readSync } from "node:fs";
import { linesPerMark } from "../sources/survey.ts";

export interface MarkedFile {
  path: string;
  bytes: number;
  /** Where every eighth line starts; see Survey. */
  marks: readonly number[];
}

/** No more of the file is held at once. */
const mostBytes = 16 << 20;

/** Whether the lines between two marks are short enough to be read together. */
export const canSeek = ({ bytes, marks }: MarkedFile): boolean =>
  marks.every((mark, index) => (marks[index + 1] ?? bytes) - mark <= mostBytes);

/**
 * Gives the text of some lines of a UTF-8 file without their line ends, in ascending order, and reads little else. Blocks are
 * cut by split(): a loop over their bytes is compiled for longer than it runs.
 */
export function* linesAt(file: MarkedFile, lines: Iterable<number>): Generator<{ line: number; text: string }> {
  const handle = openSync(file.path, "r");
  try {
    let buffer = Buffer.alloc(0);
    let block: string[] = [];
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
        block = buffer.toString("utf8", 0, read).split("\n");
        held = mark;
      }
      const text = block[line - 1 - mark * linesPerMark] ?? "";
      yield { line, text: text.endsWith("\r") ? text.slice(0, -1) : text };
    }
  } finally {
    closeSync(handle);
  }
}
