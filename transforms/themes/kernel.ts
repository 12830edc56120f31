import { assemble, Code, type Local } from "./assembler.ts";

/** Rows of the left matrix that one call multiplies at most. */
const blockRows = 64;
/** Rows of the right matrix are packed by eight: number c of all eight, then number c + 1. */
const lanes = 8;

/**
 * Products of many rows with many others. `load` takes the right matrix (`count` rows of `d` numbers); `multiply` gives the
 * products of `rows` ≤ 64 left rows as an array of `width` = count rounded up to eight numbers a row, valid until the next call.
 * Sums run over the d numbers in order in single precision, so both kernels give the same bits.
 */
export interface Kernel {
  load(right: Float32Array, d: number): void;
  multiply(left: Float32Array): { products: Float32Array; width: number };
}

/** The SIMD kernel where the machine has one, else the plain one. */
export function createKernel(): Kernel {
  return simdKernel() ?? plainKernel();
}

/** The same in plain JavaScript. */
export function plainKernel(): Kernel {
  let packed: Float32Array = new Float32Array();
  let size = 0;
  let count = 0;
  return {
    load(right, d) {
      size = d;
      count = right.length / d;
      packed = pack(right, d, new Float32Array(widthOf(count) * d));
    },
    multiply(left) {
      const width = widthOf(count);
      const rows = left.length / size;
      const products = new Float32Array(rows * width);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < count; j++) {
          const at = (j - (j % lanes)) * size + (j % lanes);
          let sum = 0;
          for (let c = 0; c < size; c++)
            sum = Math.fround(sum + Math.fround((left[i * size + c] as number) * (packed[at + c * lanes] as number)));
          products[i * width + j] = sum;
        }
      return { products, width };
    },
  };
}

/** The kernel in WebAssembly with 128-bit vectors; undefined where the machine has none. */
export function simdKernel(): Kernel | undefined {
  const bytes = assemble({ multiply: multiplyCode() });
  if (!WebAssembly.validate(bytes)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const memory = exports.memory as WebAssembly.Memory;
  const multiply = exports.multiply as (...parameters: number[]) => void;
  let size = 0;
  let width = 0;
  let leftAt = 0;
  let productsAt = 0;
  return {
    load(right, d) {
      size = d;
      width = widthOf(right.length / d);
      leftAt = width * d * 4;
      productsAt = leftAt + blockRows * d * 4;
      const missing = productsAt + blockRows * width * 4 - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65536));
      pack(right, d, new Float32Array(memory.buffer, 0, width * d).fill(0));
    },
    multiply(left) {
      const rows = left.length / size;
      const padded = Math.ceil(rows / 4) * 4;
      const block = new Float32Array(memory.buffer, leftAt, padded * size);
      block.fill(0, rows * size);
      block.set(left);
      if (width > 0) multiply(leftAt, 0, productsAt, padded, size, width / lanes);
      return { products: new Float32Array(memory.buffer, productsAt, rows * width), width };
    },
  };
}

function widthOf(count: number): number {
  return Math.ceil(count / lanes) * lanes;
}

function pack(right: Float32Array, d: number, into: Float32Array): Float32Array {
  const count = right.length / d;
  for (let j = 0; j < count; j++) {
    const at = (j - (j % lanes)) * d + (j % lanes);
    for (let c = 0; c < d; c++) into[at + c * lanes] = right[j * d + c] as number;
  }
  return into;
}

/** multiply(left, right, products, rows, d, blocks): rows a multiple of four, the right matrix in blocks of eight rows. */
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
