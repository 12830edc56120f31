import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** Reads lines of a file by number, forwards only. */
export class LineReader {
  readonly #blocks: AsyncIterator<Buffer>;
  #bytes: Buffer = Buffer.alloc(0);
  #line = 1;
  constructor(path: string, compressed: boolean) {
    const file = createReadStream(path, { highWaterMark: 1 << 20 });
    this.#blocks = (compressed ? file.pipe(createGunzip()) : file)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }
  /** The bytes from the start of `first` to the end of `last`, without its line end. */
  async read(first: number, last: number): Promise<Buffer> {
    while (this.#line < first) await this.#next();
    const lines: Buffer[] = [];
    while (this.#line <= last) lines.push(await this.#next());
    const bytes = Buffer.concat(lines);
    const end = bytes.at(-1) === 10 ? (bytes.at(-2) === 13 ? bytes.length - 2 : bytes.length - 1) : bytes.length;
    return bytes.subarray(0, end);
  }
  async #next(): Promise<Buffer> {
    for (;;) {
      const stop = this.#bytes.indexOf(10);
      if (stop >= 0) {
        const line = this.#bytes.subarray(0, stop + 1);
        this.#bytes = this.#bytes.subarray(stop + 1);
        this.#line += 1;
        return line;
      }
      const { value, done } = await this.#blocks.next();
      if (done) {
        const line = this.#bytes;
        this.#bytes = Buffer.alloc(0);
        this.#line += 1;
        return line;
      }
      this.#bytes = Buffer.concat([this.#bytes, value]);
    }
  }
  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}
