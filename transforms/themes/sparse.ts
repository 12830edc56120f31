import { instantiate, type Machine, reserve, strip } from "./kernel-code.ts";

/** A sparse matrix by rows: row i holds `values[p]` at column `columns[p]` for p from `starts[i]` to `starts[i + 1]`. */
export interface Sparse {
  rows: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

/** Multiplies a sparse matrix A with dense ones of k columns; sums run in single precision in the order of A's rows and entries. */
export interface Operator {
  rows: number;
  width: number;
  /** A · X for X of `width` rows. */
  times(x: Float32Array, k: number): Float32Array;
  /** Aᵀ · X for X of `rows` rows. */
  turned(x: Float32Array, k: number): Float32Array;
}

/** Takes a copy of the matrix to where it is multiplied, in SIMD where there is any. */
export function operatorOf(a: Sparse): Operator {
  return simdOperator(a) ?? plainOperator(a);
}

/** The same in plain JavaScript, with the same bits. */
export function plainOperator(a: Sparse): Operator {
  const { rows, width, starts, columns, values } = a;
  return {
    rows,
    width,
    times: (x, k) => plainProduct(a, x, k),
    turned(x, k) {
      const product = new Float32Array(width * k);
      for (let i = 0; i < rows; i++) {
        const end = starts[i + 1] as number;
        for (let p = starts[i] as number; p < end; p++) {
          const value = values[p] as number;
          const to = (columns[p] as number) * k;
          for (let c = 0; c < k; c++)
            product[to + c] = (product[to + c] as number) + Math.fround(value * (x[i * k + c] as number));
        }
      }
      return product;
    },
  };
}

function plainProduct({ rows, starts, columns, values }: Sparse, x: Float32Array, k: number): Float32Array {
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
}

/** The operator in WebAssembly; undefined where the machine has no 128-bit vectors. */
function simdOperator(a: Sparse): Operator | undefined {
  const machine = instantiate();
  if (machine === undefined) return undefined;
  const { rows, width } = a;
  const { memory, gather, scatter } = machine;
  const matrix = place(machine, a, 0);
  const { countsAt, columnsAt, valuesAt } = matrix;
  const nearAt = aligned(matrix.end);
  /** Leaves room for both dense matrices and gives where the far one is. */
  const farOf = (strips: number): number => {
    const farAt = nearAt + rows * strips * line;
    reserve(memory, farAt + width * strips * line);
    return farAt;
  };
  const multiply = (
    walk: Machine["gather"],
    k: number,
    near: Float32Array | null,
    far: Float32Array | null,
  ): Float32Array => {
    const strips = Math.ceil(k / strip);
    const farAt = farOf(strips);
    if (near !== null) toStrips(near, rows, k, memory, nearAt);
    if (far !== null) toStrips(far, width, k, memory, farAt);
    else new Float32Array(memory.buffer, farAt, width * strips * strip).fill(0);
    if (rows > 0 && k > 0) walk(countsAt, columnsAt, valuesAt, nearAt, farAt, rows, strips, width * line);
    return near === null ? fromStrips(memory, nearAt, rows, k) : fromStrips(memory, farAt, width, k);
  };
  return {
    rows,
    width,
    times: (x, k) => multiply(gather, k, null, x),
    turned: (x, k) => multiply(scatter, k, x, null),
  };
}

/** Turns sparse rows into sums of the rows of one dense matrix X of `width` rows and k columns, again and again. */
export type Combiner = (rows: Sparse) => Float32Array;

/** The sums of X's rows, in SIMD where there is any. */
export function combinerOf(x: Float32Array, width: number, k: number): Combiner {
  return simdCombiner(x, width, k) ?? ((rows) => plainProduct(rows, x, k));
}

function simdCombiner(x: Float32Array, width: number, k: number): Combiner | undefined {
  const machine = instantiate();
  if (machine === undefined) return undefined;
  const { memory, gather } = machine;
  const strips = Math.ceil(k / strip);
  const after = width * strips * line;
  reserve(memory, after);
  toStrips(x, width, k, memory, 0);
  return (a) => {
    if (a.rows === 0 || k === 0) return new Float32Array(a.rows * k);
    const { countsAt, columnsAt, valuesAt, end } = place(machine, a, after);
    const nearAt = aligned(end);
    reserve(memory, nearAt + a.rows * strips * line);
    gather(countsAt, columnsAt, valuesAt, nearAt, 0, a.rows, strips, width * line);
    return fromStrips(memory, nearAt, a.rows, k);
  };
}

/** Bytes of a row in a strip. */
const line = 4 * strip;
/** Lines begin where the processor's do. */
const aligned = (at: number): number => Math.ceil(at / line) * line;

/** Copies a sparse matrix into the memory; `end` is the first byte after it. */
function place({ memory }: Machine, { rows, starts, columns, values }: Sparse, countsAt: number) {
  const entries = starts[rows] as number;
  const columnsAt = countsAt + rows * 4;
  const valuesAt = columnsAt + entries * 4;
  const end = valuesAt + entries * 4;
  reserve(memory, end);
  const counts = new Int32Array(memory.buffer, countsAt, rows);
  for (let i = 0; i < rows; i++) counts[i] = (starts[i + 1] as number) - (starts[i] as number);
  new Int32Array(memory.buffer, columnsAt, entries).set(columns.subarray(0, entries));
  new Float32Array(memory.buffer, valuesAt, entries).set(values.subarray(0, entries));
  return { countsAt, columnsAt, valuesAt, end };
}

function toStrips(x: Float32Array, n: number, k: number, memory: WebAssembly.Memory, at: number): void {
  const strips = new Float32Array(memory.buffer, at, n * Math.ceil(k / strip) * strip);
  let from = 0;
  for (let i = 0; i < n; i++)
    for (let first = 0; first < k; first += strip) {
      const end = from + Math.min(strip, k - first);
      for (let to = first * n + i * strip; from < end; ) strips[to++] = x[from++] as number;
    }
}

function fromStrips(memory: WebAssembly.Memory, at: number, n: number, k: number): Float32Array {
  const strips = new Float32Array(memory.buffer, at, n * Math.ceil(k / strip) * strip);
  const x = new Float32Array(n * k);
  let to = 0;
  for (let i = 0; i < n; i++)
    for (let first = 0; first < k; first += strip) {
      const end = to + Math.min(strip, k - first);
      for (let from = first * n + i * strip; to < end; ) x[to++] = strips[from++] as number;
    }
  return x;
}
