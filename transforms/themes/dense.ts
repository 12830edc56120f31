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

/** Xᵀ · X, k × k. */
export function gram(x: Float32Array, n: number, k: number): Float64Array {
  const product = new Float64Array(k * k);
  for (let i = 0; i < n; i++) {
    const at = i * k;
    for (let a = 0; a < k; a++) {
      const value = x[at + a] as number;
      if (value === 0) continue;
      const to = a * k;
      for (let b = a; b < k; b++) product[to + b] = (product[to + b] as number) + value * (x[at + b] as number);
    }
  }
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) product[a * k + b] = product[b * k + a] as number;
  return product;
}

/** X · T, for T of k × m. */
export function multiplyDense(x: Float32Array, n: number, k: number, t: Float64Array, m: number): Float32Array {
  const product = new Float32Array(n * m);
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    row.fill(0);
    for (let a = 0; a < k; a++) {
      const value = x[i * k + a] as number;
      if (value === 0) continue;
      const from = a * m;
      for (let b = 0; b < m; b++) row[b] = (row[b] as number) + value * (t[from + b] as number);
    }
    product.set(row, i * m);
  }
  return product;
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

/** An orthonormal basis of the columns of X (through the eigenvectors of XᵀX); directions without length come out as zeros. */
export function orthonormalise(x: Float32Array, n: number, k: number): Float32Array {
  const { values, vectors } = eigenSymmetric(gram(x, n, k), k);
  const floor = (values[0] as number) * 1e-10;
  const scaled = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    const value = values[c] as number;
    if (value <= floor) continue;
    for (let i = 0; i < k; i++) scaled[i * k + c] = (vectors[i * k + c] as number) / Math.sqrt(value);
  }
  return multiplyDense(x, n, k, scaled, k);
}
