import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

export type Encode = (text: string) => Uint8Array;

const capacity = 1 << 18;
const lineFeed = 10;

/** A text file written line by line through one bounded buffer. */
export class LineFile {
  rows = 0;
  private readonly buffer = Buffer.allocUnsafe(capacity);
  private used = 0;
  private readonly descriptor: number;
  private readonly encode: Encode | undefined;

  /** @param encode another encoding than UTF-8 */
  constructor(path: string, header: string | undefined, encode?: Encode) {
    this.descriptor = openSync(path, "w");
    this.encode = encode;
    if (header !== undefined) this.raw(`${header}\n`);
  }

  /** Appends one row; the line break is added here. */
  row(line: string): void {
    this.rows++;
    if (this.encode !== undefined) {
      this.raw(`${line}\n`);
      return;
    }
    this.raw(line);
    if (this.used === capacity) this.flush();
    this.buffer[this.used++] = lineFeed;
  }

  /** Appends text that is not to be counted as a row. */
  raw(text: string): void {
    if (this.encode !== undefined || text.length * 3 > capacity) {
      this.put(this.encode?.(text) ?? Buffer.from(text));
      return;
    }
    if (this.used + text.length * 3 > capacity) this.flush();
    this.used += this.buffer.write(text, this.used);
  }

  close(): void {
    this.flush();
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  private put(data: Uint8Array): void {
    this.flush();
    writeAll(this.descriptor, data);
  }

  private flush(): void {
    writeAll(this.descriptor, this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}

function writeAll(descriptor: number, data: Uint8Array): void {
  for (let offset = 0; offset < data.length; ) offset += writeSync(descriptor, data, offset);
}

/** A CSV cell: quoted only when it must be. */
export const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Encodes to GB18030 by inverting the platform's decoder over its two-byte range; other characters are an error. */
export function gb18030(): Encode {
  const pairs: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) pairs.push(lead, trail);
  }
  const characters = [...new TextDecoder("gb18030").decode(Uint8Array.from(pairs))];
  const codes = new Map<string, number>();
  characters.forEach((character, i) => {
    codes.set(character, ((pairs[2 * i] as number) << 8) | (pairs[2 * i + 1] as number));
  });
  return (text) => {
    const out: number[] = [];
    for (const character of text) {
      const code = character.charCodeAt(0);
      const pair = codes.get(character);
      if (code < 0x80) out.push(code);
      else if (pair !== undefined) out.push(pair >> 8, pair & 0xff);
      else throw new Error(`no two-byte GB18030 code for ${character}`);
    }
    return Uint8Array.from(out);
  };
}
