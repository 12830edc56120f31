import { expect, test } from "vitest";
import { gaussians, random } from "../../../transforms/themes/random.ts";
import { combinerOf, plainProduct, productOf, type Sparse, transpose } from "../../../transforms/themes/sparse.ts";

function drawn(rows: number, width: number, seed: number): Sparse {
  const next = random(seed);
  const cells = Array.from({ length: rows }, () => [...Array(width).keys()].filter(() => next() < 0.2));
  const starts = Int32Array.from([0, ...cells], (_, i) => cells.slice(0, i).flat().length);
  const columns = Int32Array.from(cells.flat());
  return { rows, width, starts, columns, values: Float32Array.from(columns, gaussians(seed)) };
}

test.each([1, 15, 16, 33])(
  "products with %i columns are the same bits in SIMD and plain, rows without entries too",
  (k) => {
    const a = drawn(41, 23, 3);
    const x = Float32Array.from({ length: 23 * k }, gaussians(4));
    expect(productOf(a)(x, k)).toEqual(plainProduct(a)(x, k));
    const combine = combinerOf(x, 23, k);
    expect(combine(a)).toEqual(plainProduct(a)(x, k));
    const more = drawn(90, 23, 5);
    expect(combine(more)).toEqual(plainProduct(more)(x, k));
  },
);

test("a transposed matrix turns back", () => {
  const a = drawn(12, 9, 1);
  expect(transpose(transpose(a))).toEqual(a);
});
