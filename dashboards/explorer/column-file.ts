/**
 * Columns as one file for the browser: typed arrays and texts behind a JSON header.
 *
 *   bytes 0-3   "HYC1"
 *   bytes 4-7   length of the header, unsigned, little endian
 *   header      UTF-8 JSON {facts, columns: [{name, type, offset, bytes}]}, padded with spaces so that the body is at a multiple of 8
 *   body        the columns at their offsets from its start, each at a multiple of 8
 *
 * Types: u8, u16 and u32 are little-endian arrays; `lines` are UTF-8 texts, one a line, so that a search is one scan.
 */
export type Numbers = Uint8Array | Uint16Array | Uint32Array;

interface Header {
  facts: unknown;
  columns: { name: string; type: "u8" | "u16" | "u32" | "lines"; offset: number; bytes: number }[];
}

const magic = "HYC1";
const even = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Texts of a column: one string, and where each begins in it. */
export class Lines {
  readonly whole: string;
  /** UTF-16 offset of each text, and one past the last. */
  readonly starts: Uint32Array;

  constructor(whole: string, count: number) {
    this.whole = whole;
    this.starts = new Uint32Array(count + 1);
    for (let i = 1, at = 0; i <= count; i++) {
      const end = whole.indexOf("\n", at);
      at = end < 0 ? whole.length + 1 : end + 1;
      this.starts[i] = at;
    }
  }

  get length(): number {
    return this.starts.length - 1;
  }

  at(i: number): string {
    return this.whole.slice(this.starts[i], (this.starts[i + 1] ?? 1) - 1);
  }
}

export interface ColumnFile {
  facts: unknown;
  numbers(name: string): Numbers;
  lines(name: string): Lines;
}

/** Writes columns and whatever facts go with them. A text's line breaks become spaces. */
export function encodeColumns(
  columns: Readonly<Record<string, Numbers | readonly string[]>>,
  facts: unknown,
): Uint8Array {
  const parts = Object.entries(columns).map(([name, column]) => {
    if (column instanceof Uint8Array) return { name, type: "u8" as const, data: column };
    if (column instanceof Uint16Array) return { name, type: "u16" as const, data: bytesOf(column) };
    if (column instanceof Uint32Array) return { name, type: "u32" as const, data: bytesOf(column) };
    const lines = (column as readonly string[]).map((text) => text.replace(/[\r\n]+/g, " "));
    return { name, type: "lines" as const, data: new TextEncoder().encode(`${lines.length}\n${lines.join("\n")}`) };
  });
  const header: Header = { facts, columns: [] };
  let offset = 0;
  for (const { name, type, data } of parts) {
    header.columns.push({ name, type, offset, bytes: data.length });
    offset += even(data.length);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const body = even(8 + text.length);
  const file = new Uint8Array(body + offset).fill(0x20, 8, body);
  file.set(new TextEncoder().encode(magic));
  new DataView(file.buffer).setUint32(4, body - 8, true);
  file.set(text, 8);
  for (const [i, { data }] of parts.entries()) file.set(data, body + (header.columns[i]?.offset ?? 0));
  return file;
}

const bytesOf = (column: Numbers): Uint8Array => new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

const views = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array };

/** Opens a file that `encodeColumns` wrote. Arrays are views of the buffer; texts are decoded when asked for. */
export function decodeColumns(buffer: ArrayBuffer): ColumnFile {
  const decoder = new TextDecoder();
  if (decoder.decode(buffer.slice(0, 4)) !== magic) throw new Error("This is no column file.");
  const length = new DataView(buffer).getUint32(4, true);
  const body = 8 + length;
  const { facts, columns } = JSON.parse(decoder.decode(new Uint8Array(buffer, 8, length))) as Header;
  const find = (name: string) => {
    const found = columns.find((column) => column.name === name);
    if (!found) throw new Error(`The column file has no column "${name}".`);
    return found;
  };
  return {
    facts,
    numbers(name) {
      const { type, offset, bytes } = find(name);
      if (type === "lines") throw new Error(`Column "${name}" holds texts.`);
      const View = views[type];
      return new View(buffer, body + offset, bytes / View.BYTES_PER_ELEMENT);
    },
    lines(name) {
      const { offset, bytes } = find(name);
      const text = decoder.decode(new Uint8Array(buffer, body + offset, bytes));
      const first = text.indexOf("\n");
      return new Lines(text.slice(first + 1), Number(text.slice(0, first)));
    },
  };
}

/** Whether bytes are a column file, by how they begin. */
export const isColumnFile = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes.subarray(0, 4)) === magic;

/** Every text a column file holds, its header first: what a scan for personal data has to read. */
export function textsOf(buffer: ArrayBuffer): string[] {
  const decoder = new TextDecoder();
  const length = new DataView(buffer).getUint32(4, true);
  const header = decoder.decode(new Uint8Array(buffer, 8, length));
  const { columns } = JSON.parse(header) as Header;
  const texts = columns.filter(({ type }) => type === "lines");
  return [
    header,
    ...texts.map(({ offset, bytes }) => decoder.decode(new Uint8Array(buffer, 8 + length + offset, bytes))),
  ];
}
