import { assemble, Code, type Local } from "./assembler.ts";

/** Rows of the right matrix are packed by eight: number c of all eight, then number c + 1. */
export const lanes = 8;
/** Columns a strip of the sparse product has. */
export const strip = 16;

/** The kernel's functions over their memory; pointers are byte offsets. */
export interface Machine {
  memory: WebAssembly.Memory;
  /** Rows (a multiple of four) of `d` numbers times packed blocks of eight rows. */
  multiply(left: number, right: number, products: number, rows: number, d: number, blocks: number): void;
  /**
   * Sparse rows (a count each, then columns and values of all) times a matrix: `near` gets the products. Both are strips of 16 columns
   * one after another, `farBytes` is the length of one of the matrix.
   */
  gather: OverEntries;
  /** Transposed sparse rows times the matrix `near`, added to `far`. */
  scatter: OverEntries;
}

type OverEntries = (
  counts: number,
  columns: number,
  values: number,
  near: number,
  far: number,
  rows: number,
  strips: number,
  farBytes: number,
) => void;

let compiled: WebAssembly.Module | undefined;

/** A new instance with a memory of its own; undefined where the machine has no 128-bit vectors. */
export function instantiate(): Machine | undefined {
  if (compiled === undefined) {
    const bytes = assemble({ multiply: multiplyCode(), gather: sparseCode(true), scatter: sparseCode(false) });
    if (!WebAssembly.validate(bytes)) return undefined;
    compiled = new WebAssembly.Module(bytes);
  }
  return new WebAssembly.Instance(compiled).exports as unknown as Machine;
}

/** Grows a memory to at least so many bytes. */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
}

function multiplyCode(): Code {
  const code = new Code(6);
  const [left, right, products, rows, d, blocks] = code.parameters as [Local, Local, Local, Local, Local, Local];
  const local = (): Local => code.local("i32");
  const [rowBytes, widthBytes, row, to, from, number, rest] = [
    local(),
    local(),
    local(),
    local(),
    local(),
    local(),
    local(),
  ];
  const at = [local(), local(), local(), local()];
  const [low, high, value] = [code.local("v128"), code.local("v128"), code.local("v128")];
  const sums = at.map(() => [code.local("v128"), code.local("v128")] as const);
  code.get(d).i32(4).multiply().set(rowBytes);
  code
    .get(blocks)
    .i32(4 * lanes)
    .multiply()
    .set(widthBytes);
  code.countDown(blocks, 1, () => {
    code.get(left).set(row).get(products).set(to).get(rows).set(rest);
    code.countDown(rest, 4, () => {
      for (const [a, b] of sums) code.zeroVector().set(a).zeroVector().set(b);
      for (const pointer of at) code.get(row).set(pointer).get(row).get(rowBytes).add().set(row);
      code.get(right).set(from).get(d).set(number);
      code.countDown(number, 1, () => {
        code.get(from).loadVector().set(low).get(from).loadVector(16).set(high);
        for (const [i, [a, b]] of sums.entries()) {
          const pointer = at[i] as Local;
          code.get(pointer).loadSplat().set(value);
          code.get(a).get(value).get(low).multiplyVectors().addVectors().set(a);
          code.get(b).get(value).get(high).multiplyVectors().addVectors().set(b);
          code.advance(pointer, 4);
        }
        code.advance(from, 4 * lanes);
      });
      for (const [a, b] of sums) {
        code.get(to).get(a).storeVector().get(to).get(b).storeVector(16);
        code.get(to).get(widthBytes).add().set(to);
      }
    });
    code
      .get(from)
      .set(right)
      .advance(products, 4 * lanes);
  });
  return code;
}

/**
 * Walks the entries of sparse rows for one strip of columns after another. In a strip a row of either dense matrix is a line of 64
 * bytes: the near one's is the sparse row's own, the far one's that of an entry's column. Gathering sums far lines in the near one,
 * scattering adds the near line to far ones.
 */
function sparseCode(gathers: boolean): Code {
  const code = new Code(8);
  const [counts, columns, values, near, far, rows, strips, farBytes] = code.parameters as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [count, column, value, rest, entries, line] = [
    code.local("i32"),
    code.local("i32"),
    code.local("i32"),
    code.local("i32"),
    code.local("i32"),
    code.local("i32"),
  ];
  const factor = code.local("v128");
  const own = [0, 16, 32, 48].map((offset) => ({ offset, vector: code.local("v128") }));
  code.countDown(strips, 1, () => {
    code.get(counts).set(count).get(columns).set(column).get(values).set(value).get(rows).set(rest);
    code.countDown(rest, 1, () => {
      for (const { offset, vector } of own)
        (gathers ? code.zeroVector() : code.get(near).loadVector(offset)).set(vector);
      code.get(count).loadI32().set(entries).get(entries);
      code.choose(() => {
        code.countDown(entries, 1, () => {
          code
            .get(column)
            .loadI32()
            .i32(4 * strip)
            .multiply()
            .get(far)
            .add()
            .set(line);
          code.get(value).loadSplat().set(factor);
          for (const { offset, vector } of own) {
            if (gathers)
              code.get(vector).get(factor).get(line).loadVector(offset).multiplyVectors().addVectors().set(vector);
            else
              code
                .get(line)
                .get(line)
                .loadVector(offset)
                .get(factor)
                .get(vector)
                .multiplyVectors()
                .addVectors()
                .storeVector(offset);
          }
          code.advance(column, 4).advance(value, 4);
        });
      });
      if (gathers) for (const { offset, vector } of own) code.get(near).get(vector).storeVector(offset);
      code.advance(count, 4).advance(near, 4 * strip);
    });
    code.get(far).get(farBytes).add().set(far);
  });
  return code;
}
