import { SourceError } from "../source.ts";

const chunkBytes = 16 << 20;

/**
 * The texts a workbook's cells share, each as the bytes of a JSON string. They lie outside the heap, so that the garbage
 * collector has nothing to do with millions of them, and are copied into rows as they are.
 */
export class TextStore {
  readonly #chunks: Buffer[] = [];
  readonly #most: number;
  #starts = new Float64Array(1 << 16);
  #ends = new Float64Array(1 << 16);
  #used = chunkBytes;
  #bytes = 0;
  count = 0;
  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }
  /** Throws SourceError where the texts together are more than is held. */
  add(text: string): void {
    const json = Buffer.from(text === "" ? "" : JSON.stringify(text));
    this.#bytes += json.length;
    if (this.#bytes > this.#most)
      throw new SourceError(
        `its cells hold more than ${Math.floor(this.#most / 2 ** 20)} MB of different texts, the most that is taken from a workbook; wanted it saved as CSV (UTF-8).`,
      );
    if (this.#used + json.length > chunkBytes) {
      this.#chunks.push(Buffer.allocUnsafe(Math.max(chunkBytes, json.length)));
      this.#used = 0;
    }
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
    }
    const base = (this.#chunks.length - 1) * 2 ** 32;
    const chunk = this.#chunks.at(-1);
    json.copy(chunk ?? json, this.#used);
    this.#starts[this.count] = base + this.#used;
    this.#used += json.length;
    this.#ends[this.count] = base + this.#used;
    this.count += 1;
  }
  /** The bytes of a text; empty for an empty one, undefined for one that is not there. */
  bytes(index: number): Buffer | undefined {
    if (!(index >= 0 && index < this.count)) return undefined;
    const start = this.#starts[index] ?? 0;
    const chunk = Math.floor(start / 2 ** 32);
    const base = chunk * 2 ** 32;
    return this.#chunks[chunk]?.subarray(start - base, (this.#ends[index] ?? 0) - base);
  }
}

function grown(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
