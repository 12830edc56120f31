import { closeSync, openSync, readSync } from "node:fs";
import { linesPerMark } from "../sources/survey.ts";

export interface MarkedFile {
  path: string;
  bytes: number;
  /** Where every 32nd line starts; see Survey. */
  marks: readonly number[];
}

/** No more of the file is held at once. */
const mostBytes = 16 << 20;

/** Whether the lines between two marks are short enough to be read together. */
export const canSeek = ({ bytes, marks }: MarkedFile): boolean =>
  marks.every((mark, index) => (marks[index + 1] ?? bytes) - mark <= mostBytes);

/** Gives the bytes of some lines of a file without their line ends, in ascending order, and reads little else. The bytes may not be kept. */
export function* linesAt(file: MarkedFile, lines: Iterable<number>): Generator<{ line: number; bytes: Buffer }> {
  const handle = openSync(file.path, "r");
  try {
    let buffer = Buffer.alloc(0);
    let block: Buffer = buffer;
    let held = -1;
    let at = 0;
    let current = 0;
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
        at = 0;
        current = mark * linesPerMark + 1;
      }
      for (;;) {
        const stop = block.indexOf(10, at);
        const end = stop < 0 ? block.length : stop;
        const start = at;
        at = end + 1;
        current += 1;
        if (current <= line) continue;
        yield { line, bytes: block.subarray(start, end > start && block[end - 1] === 13 ? end - 1 : end) };
        break;
      }
    }
  } finally {
    closeSync(handle);
  }
}
