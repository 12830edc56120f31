import { instantiate, lanes, reserve } from "./kernel-code.ts";

/** Rows of the left matrix that one call multiplies at most. */
export const kernelRows = 64;
/**
 * Products of many rows with many others. `load` takes the right matrix (`count` rows of `d` numbers); `multiply` gives the
 * products of `rows` ≤ 64 left rows with those from number `first` on, a multiple of eight, as an array of `width` = their count
 * rounded up to eight numbers a row, valid until the next call.
 * Sums run over the d numbers in order in single precision, so both kernels give the same bits.
 */
export interface Kernel {
  load(right: Float32Array, d: number): void;
  multiply(left: Float32Array, first?: number): { products: Float32Array; width: number };
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
    multiply(left, first = 0) {
      const width = widthOf(count) - first;
      const rows = left.length / size;
      const products = new Float32Array(rows * width);
      for (let i = 0; i < rows; i++)
        for (let j = first; j < count; j++) {
          const at = (j - (j % lanes)) * size + (j % lanes);
          let sum = 0;
          for (let c = 0; c < size; c++)
            sum = Math.fround(sum + Math.fround((left[i * size + c] as number) * (packed[at + c * lanes] as number)));
          products[i * width + j - first] = sum;
        }
      return { products, width };
    },
  };
}

/** The kernel in WebAssembly with 128-bit vectors; undefined where the machine has none. */
export function simdKernel(): Kernel | undefined {
  const machine = instantiate();
  if (machine === undefined) return undefined;
  const { memory, multiply } = machine;
  let size = 0;
  let width = 0;
  let leftAt = 0;
  let productsAt = 0;
  return {
    load(right, d) {
      size = d;
      width = widthOf(right.length / d);
      leftAt = width * d * 4;
      productsAt = leftAt + kernelRows * d * 4;
      reserve(memory, productsAt + kernelRows * width * 4);
      pack(right, d, new Float32Array(memory.buffer, 0, width * d).fill(0));
    },
    multiply(left, first = 0) {
      const rows = left.length / size;
      const wide = width - first;
      const padded = Math.ceil(rows / 4) * 4;
      const block = new Float32Array(memory.buffer, leftAt, padded * size);
      block.fill(0, rows * size);
      block.set(left);
      if (wide > 0) multiply(leftAt, first * size * 4, productsAt, padded, size, wide / lanes);
      return { products: new Float32Array(memory.buffer, productsAt, rows * wide), width: wide };
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
