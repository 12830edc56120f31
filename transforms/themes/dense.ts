import { type Kernel, kernelRows } from "./kernel.ts";

/*
 * Small dense algebra on row-major arrays: n rows of k columns.
 */

/** Scales each row to length 1, in place; a row of zeros stays. */
export function normaliseRows(x: Float32Array, n: number, k: number): Float32Array {
  for (let i = 0; i < n; i++) {
    const at = i * k;
    let squares = 0;
    for (let c = 0; c < k; c++) squares += (x[at + c] as number) ** 2;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let c = 0; c < k; c++) x[at + c] = (x[at + c] as number) * scale;
  }
  return x;
}

/** Xᵀ · X, k × k: single precision inside blocks of rows, double precision over them. */
export function gram(x: Float32Array, n: number, k: number, kernel: Kernel): Float64Array {
  const product = new Float64Array(k * k);
  const block = 256;
  for (let from = 0; from < n; from += block) {
    const rows = Math.min(block, n - from);
    const turned = new Float32Array(k * rows);
    for (let i = 0; i < rows; i++) for (let c = 0; c < k; c++) turned[c * rows + i] = x[(from + i) * k + c] as number;
    kernel.load(turned, rows);
    forBlocks(turned, rows, kernel, (a, products) => {
      for (let b = 0; b < k; b++) product[a * k + b] = (product[a * k + b] as number) + (products[b] as number);
    });
  }
  return product;
}

/** X · T, for T of k × m. */
export function multiplyDense(
  x: Float32Array,
  n: number,
  k: number,
  t: Float64Array,
  m: number,
  kernel: Kernel,
): Float32Array {
  const product = new Float32Array(n * m);
  kernel.load(
    Float32Array.from({ length: m * k }, (_, at) => t[(at % k) * m + Math.floor(at / k)] as number),
    k,
  );
  forBlocks(x, k, kernel, (i, products) => product.set(products.subarray(0, m), i * m));
  return product;
}

/** Visits each row of X (rows of d numbers) with its products with all rows the kernel holds. */
export function forBlocks(
  x: Float32Array,
  d: number,
  kernel: Kernel,
  visit: (row: number, products: Float32Array) => void,
): void {
  const n = x.length / d;
  for (let from = 0; from < n; from += kernelRows) {
    const rows = Math.min(kernelRows, n - from);
    const { products, width } = kernel.multiply(x.subarray(from * d, (from + rows) * d));
    for (let r = 0; r < rows; r++) visit(from + r, products.subarray(r * width, (r + 1) * width));
  }
}

export interface Eigen {
  /** Eigenvalues, largest first. */
  values: Float64Array;
  /** Column c is the vector of value c. */
  vectors: Float64Array;
}

/** Eigenvalues and vectors of a symmetric k × k matrix by cyclic Jacobi rotations. */
export function eigenSymmetric(matrix: Float64Array, k: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(k * k);
  for (let i = 0; i < k; i++) v[i * k + i] = 1;
  for (let sweep = 0; sweep < 30 && !isDiagonal(a, k); sweep++)
    for (let p = 0; p < k; p++) for (let q = p + 1; q < k; q++) rotate(a, v, k, p, q);
  const order = Array.from({ length: k }, (_, i) => i).sort(
    (x, y) => (a[y * k + y] as number) - (a[x * k + x] as number) || x - y,
  );
  const vectors = new Float64Array(k * k);
  for (const [c, from] of order.entries()) for (let i = 0; i < k; i++) vectors[i * k + c] = v[i * k + from] as number;
  return { values: Float64Array.from(order, (c) => a[c * k + c] as number), vectors };
}

function isDiagonal(a: Float64Array, k: number): boolean {
  let off = 0;
  let diagonal = 0;
  for (let i = 0; i < k; i++) {
    diagonal += (a[i * k + i] as number) ** 2;
    for (let j = i + 1; j < k; j++) off += (a[i * k + j] as number) ** 2;
  }
  return off <= 1e-18 * diagonal;
}

function rotate(a: Float64Array, v: Float64Array, k: number, p: number, q: number): void {
  const apq = a[p * k + q] as number;
  if (Math.abs(apq) < 1e-300) return;
  const theta = ((a[q * k + q] as number) - (a[p * k + p] as number)) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  turn(a, k, p, q, k, cosine, sine);
  turn(a, k, p * k, q * k, 1, cosine, sine);
  turn(v, k, p, q, k, cosine, sine);
}

/** Turns the two lines that begin at `p` and `q` and advance by `step`. */
function turn(m: Float64Array, k: number, p: number, q: number, step: number, cosine: number, sine: number): void {
  for (let i = 0, x = p, y = q; i < k; i++, x += step, y += step) {
    const mx = m[x] as number;
    const my = m[y] as number;
    m[x] = cosine * mx - sine * my;
    m[y] = sine * mx + cosine * my;
  }
}

/**
 * An orthonormal basis of the columns of X, through the Cholesky factor of XᵀX; a column that depends on those before it comes
 * out as zeros.
 */
export function orthonormalise(x: Float32Array, n: number, k: number, kernel: Kernel): Float32Array {
  return multiplyDense(x, n, k, inverseFactor(gram(x, n, k, kernel), k), k, kernel);
}

/** R⁻¹ of the factorisation G = RᵀR, upper triangular. */
function inverseFactor(g: Float64Array, k: number): Float64Array {
  const r = new Float64Array(k * k);
  const inverse = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    const column = new Float64Array(k);
    column[c] = 1;
    let rest = g[c * k + c] as number;
    for (let i = 0; i < c; i++) {
      if (r[i * k + i] === 0) continue;
      let sum = g[i * k + c] as number;
      for (let j = 0; j < i; j++) sum -= (r[j * k + i] as number) * (r[j * k + c] as number);
      sum /= r[i * k + i] as number;
      r[i * k + c] = sum;
      rest -= sum * sum;
      for (let j = 0; j <= i; j++) column[j] = (column[j] as number) - sum * (inverse[j * k + i] as number);
    }
    if (rest <= 1e-6 * (g[c * k + c] as number)) continue;
    r[c * k + c] = Math.sqrt(rest);
    for (let j = 0; j <= c; j++) inverse[j * k + c] = (column[j] as number) / Math.sqrt(rest);
  }
  return inverse;
}
