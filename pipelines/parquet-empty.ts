import { type Struct, type Value, writeStruct } from "./parquet-footer.ts";

/** Kinds of the compact protocol, and what parquet.thrift calls by number. */
const i32 = 5;
const i64 = 6;
const binary = 8;
const list = 9;
const struct = 12;
const encodings = { plain: 0, rle: 3 };
const optional = 1;

const fields = (...given: [id: number, kind: number, value: Value][]): Struct =>
  new Map(given.map(([id, kind, value]) => [id, { kind, value }]));

/**
 * A chunk of a column that has no value in `rows` rows, and what the footer says of it where it lies at byte `at` of a file: one
 * page, which holds nothing but how many they are. `leaf` is the column in the schema; it has to be optional.
 */
export function emptyChunk(leaf: Struct, rows: number, at: number): { bytes: Buffer; chunk: Struct } {
  if (leaf.get(3)?.value !== optional) throw new Error("a column that has to have values has none");
  const levels = Buffer.from([...runOf(rows), 0]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(levels.length);
  const page = Buffer.concat([length, levels]);
  const data = fields([1, i32, rows], [2, i32, encodings.plain], [3, i32, encodings.rle], [4, i32, encodings.rle]);
  const header = fields([1, i32, 0], [2, i32, page.length], [3, i32, page.length], [5, struct, data]);
  const bytes = Buffer.concat([writeStruct(header), page]);
  const meta = fields(
    [1, i32, leaf.get(1)?.value ?? 0],
    [2, list, { of: i32, items: [encodings.plain, encodings.rle] }],
    [3, list, { of: binary, items: [leaf.get(4)?.value ?? Buffer.alloc(0)] }],
    [4, i32, 0],
    [5, i64, rows],
    [6, i64, bytes.length],
    [7, i64, bytes.length],
    [9, i64, at],
    [12, struct, fields([3, i64, rows])],
  );
  return { bytes, chunk: fields([2, i64, 0], [3, struct, meta]) };
}

/** The head of a run of so many equal levels. */
function runOf(rows: number): number[] {
  const digits: number[] = [];
  let rest = rows * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return [...digits, rest];
}
