import { instantiate, reserve, strip } from "./kernel-code.ts";

/** A sparse matrix by rows: row i holds `values[p]` at column `columns[p]` for p from `starts[i]` to `starts[i + 1]`. */
export interface Sparse {
  rows: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

/** Multiplies one sparse matrix with dense ones of `a.width` rows and k columns; the result has `a.rows` rows of k. */
export type Product = (x: Float32Array, k: number) => Float32Array;

/** The product with A; sums run in single precision in the order of the entries, in SIMD where there is any. */
export function productOf(a: Sparse): Product {
  return simdProduct(a) ?? plainProduct(a);
}

/** The same in plain JavaScript, with the same bits. */
export function plainProduct({ rows, starts, columns, values }: Sparse): Product {
  return (x, k) => {
    const product = new Float32Array(rows * k);
    for (let i = 0; i < rows; i++) {
      const to = i * k;
      const end = starts[i + 1] as number;
      for (let p = starts[i] as number; p < end; p++) {
        const value = values[p] as number;
        const from = (columns[p] as number) * k;
        for (let c = 0; c < k; c++)
          product[to + c] = (product[to + c] as number) + Math.fround(value * (x[from + c] as number));
      }
    }
    return product;
  };
}

/** The product in WebAssembly; undefined where the machine has no 128-bit vectors. */
export function simdProduct({ rows, width, starts, columns, values }: Sparse): Product | undefined {
  const machine = instantiate();
  if (machine === undefined) return undefined;
  const { memory, gather } = machine;
  const entries = starts[rows] as number;
  const columnsAt = rows * 4;
  const valuesAt = columnsAt + entries * 4;
  const xAt = valuesAt + entries * 4;
  reserve(memory, xAt);
  const counts = new Int32Array(memory.buffer, 0, rows);
  for (let i = 0; i < rows; i++) counts[i] = (starts[i + 1] as number) - (starts[i] as number);
  new Int32Array(memory.buffer, columnsAt, entries).set(columns.subarray(0, entries));
  new Float32Array(memory.buffer, valuesAt, entries).set(values.subarray(0, entries));
  return (x, k) => {
    const product = new Float32Array(rows * k);
    if (rows === 0 || k === 0) return product;
    const strips = Math.ceil(k / strip);
    const wide = strips * strip;
    const toAt = xAt + width * wide * 4;
    reserve(memory, toAt + rows * wide * 4);
    widen(x, width, k, wide, new Float32Array(memory.buffer, xAt, width * wide));
    gather(0, columnsAt, valuesAt, xAt, toAt, rows, strips);
    narrow(new Float32Array(memory.buffer, toAt, rows * wide), rows, k, wide, product);
    return product;
  };
}

/** Turns sparse rows into sums of the rows of one dense matrix X of `width` rows and k columns, again and again. */
export type Combiner = (rows: Sparse) => Float32Array;

/** The sums of X's rows, in SIMD where there is any. */
export function combinerOf(x: Float32Array, width: number, k: number): Combiner {
  return simdCombiner(x, width, k) ?? ((rows) => plainProduct(rows)(x, k));
}

function simdCombiner(x: Float32Array, width: number, k: number): Combiner | undefined {
  const machine = instantiate();
  if (machine === undefined) return undefined;
  const { memory, gather } = machine;
  const strips = Math.ceil(k / strip);
  const wide = strips * strip;
  const countsAt = width * wide * 4;
  reserve(memory, countsAt);
  widen(x, width, k, wide, new Float32Array(memory.buffer, 0, width * wide));
  return ({ rows, starts, columns, values }) => {
    const product = new Float32Array(rows * k);
    if (rows === 0 || k === 0) return product;
    const entries = starts[rows] as number;
    const columnsAt = countsAt + rows * 4;
    const valuesAt = columnsAt + entries * 4;
    const toAt = valuesAt + entries * 4;
    reserve(memory, toAt + rows * wide * 4);
    const counts = new Int32Array(memory.buffer, countsAt, rows);
    for (let i = 0; i < rows; i++) counts[i] = (starts[i + 1] as number) - (starts[i] as number);
    new Int32Array(memory.buffer, columnsAt, entries).set(columns.subarray(0, entries));
    new Float32Array(memory.buffer, valuesAt, entries).set(values.subarray(0, entries));
    gather(countsAt, columnsAt, valuesAt, 0, toAt, rows, strips);
    narrow(new Float32Array(memory.buffer, toAt, rows * wide), rows, k, wide, product);
    return product;
  };
}

function widen(x: Float32Array, rows: number, k: number, wide: number, into: Float32Array): void {
  for (let i = 0; i < rows; i++) into.set(x.subarray(i * k, (i + 1) * k), i * wide);
}

function narrow(x: Float32Array, rows: number, k: number, wide: number, into: Float32Array): void {
  for (let i = 0; i < rows; i++) into.set(x.subarray(i * wide, i * wide + k), i * k);
}

/** Aᵀ, its entries in the order of A's rows. */
export function transpose({ rows, width, starts, columns, values }: Sparse): Sparse {
  const entries = starts[rows] as number;
  const turned = {
    rows: width,
    width: rows,
    starts: new Int32Array(width + 1),
    columns: new Int32Array(entries),
    values: new Float32Array(entries),
  };
  for (let p = 0; p < entries; p++) {
    const at = (columns[p] as number) + 1;
    turned.starts[at] = (turned.starts[at] as number) + 1;
  }
  for (let j = 0; j < width; j++)
    turned.starts[j + 1] = (turned.starts[j + 1] as number) + (turned.starts[j] as number);
  const next = turned.starts.slice();
  for (let i = 0; i < rows; i++)
    for (let p = starts[i] as number; p < (starts[i + 1] as number); p++) {
      const column = columns[p] as number;
      const to = next[column] as number;
      next[column] = to + 1;
      turned.columns[to] = i;
      turned.values[to] = values[p] as number;
    }
  return turned;
}
