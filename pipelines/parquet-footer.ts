/** Thrift's compact protocol, as far as the footer of a Parquet file needs it. Field numbers are those of parquet.thrift. */

export type Value = number | boolean | Buffer | List | Struct;
export interface List {
  of: number;
  items: Value[];
}
export type Struct = Map<number, { kind: number; value: Value }>;

const kinds = { yes: 1, no: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, struct: 12 };

/** Reads a struct from the start of some bytes. Throws RangeError where they end early or hold what no footer has. */
export function readStruct(bytes: Buffer): Struct {
  let at = 0;
  return struct();

  function byte(): number {
    return bytes.readUInt8(at++);
  }

  function varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const next = byte();
      value += (next & 127) * scale;
      if (!Number.isSafeInteger(value)) throw new RangeError("a number beyond 2^53");
      if (next < 128) return value;
    }
  }

  function integer(): number {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  function piece(length: number): Buffer {
    if (at + length > bytes.length) throw new RangeError("the footer ends early");
    at += length;
    return bytes.subarray(at - length, at);
  }

  function list(): List {
    const head = byte();
    const size = head >> 4 === 15 ? varint() : head >> 4;
    const of = head & 15;
    return { of, items: Array.from({ length: size }, () => (of <= kinds.no ? byte() === kinds.yes : value(of))) };
  }

  function struct(): Struct {
    const fields: Struct = new Map();
    let id = 0;
    for (let head = byte(); head !== 0; head = byte()) {
      id = head >> 4 === 0 ? integer() : id + (head >> 4);
      const kind = head & 15;
      fields.set(id, { kind, value: value(kind) });
    }
    return fields;
  }

  function value(kind: number): Value {
    if (kind === kinds.yes || kind === kinds.no) return kind === kinds.yes;
    if (kind === kinds.byte) return byte();
    if (kind === kinds.i16 || kind === kinds.i32 || kind === kinds.i64) return integer();
    if (kind === kinds.double) return piece(8);
    if (kind === kinds.binary) return piece(varint());
    if (kind === kinds.list || kind === kinds.set) return list();
    if (kind === kinds.struct) return struct();
    throw new RangeError(`a value of kind ${kind}`);
  }
}

/** The bytes `readStruct` would read. */
export function writeStruct(fields: Struct): Buffer {
  const pieces: (Buffer | number[])[] = [];
  struct(fields);
  return Buffer.concat(pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : Buffer.from(piece))));

  function varint(value: number): void {
    const digits: number[] = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
    pieces.push([...digits, rest]);
  }

  function integer(value: number): void {
    varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  function struct(given: Struct): void {
    let last = 0;
    for (const [id, { kind, value }] of [...given].sort(([a], [b]) => a - b)) {
      const head = kind <= kinds.no ? (value === true ? kinds.yes : kinds.no) : kind;
      if (id - last <= 15) pieces.push([((id - last) << 4) | head]);
      else {
        pieces.push([head]);
        integer(id);
      }
      if (kind > kinds.no) write(kind, value);
      last = id;
    }
    pieces.push([0]);
  }

  function write(kind: number, value: Value): void {
    if (Buffer.isBuffer(value)) {
      if (kind === kinds.binary) varint(value.length);
      pieces.push(value);
    } else if (value instanceof Map) struct(value);
    else if (typeof value === "object") {
      const { of, items } = value;
      pieces.push([(Math.min(items.length, 15) << 4) | of]);
      if (items.length >= 15) varint(items.length);
      for (const item of items) {
        if (typeof item === "boolean") pieces.push([item ? kinds.yes : kinds.no]);
        else write(of, item);
      }
    } else if (kind === kinds.byte) pieces.push([Number(value)]);
    else integer(Number(value));
  }
}
