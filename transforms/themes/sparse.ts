/** A sparse matrix by rows: row i holds `values[p]` at column `columns[p]` for p from `starts[i]` to `starts[i + 1]`. */
export interface Sparse {
  rows: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

/** A · X, for X of `a.width` rows and k columns, by rows; the sums run in the order of the columns. */
export function multiply(a: Sparse, x: Float32Array, k: number): Float32Array {
  const { rows, starts, columns, values } = a;
  const product = new Float32Array(rows * k);
  for (let i = 0; i < rows; i++) {
    const to = i * k;
    const end = starts[i + 1] as number;
    for (let p = starts[i] as number; p < end; p++) {
      const value = values[p] as number;
      const from = (columns[p] as number) * k;
      for (let c = 0; c < k; c++) product[to + c] = (product[to + c] as number) + value * (x[from + c] as number);
    }
  }
  return product;
}

/** Aᵀ · X, for X of `a.rows` rows and k columns, by rows; the sums run in the order of the rows. */
export function multiplyTransposed(a: Sparse, x: Float32Array, k: number): Float32Array {
  const { rows, width, starts, columns, values } = a;
  const product = new Float32Array(width * k);
  for (let i = 0; i < rows; i++) {
    const from = i * k;
    const end = starts[i + 1] as number;
    for (let p = starts[i] as number; p < end; p++) {
      const value = values[p] as number;
      const to = (columns[p] as number) * k;
      for (let c = 0; c < k; c++) product[to + c] = (product[to + c] as number) + value * (x[from + c] as number);
    }
  }
  return product;
}
