import { expect, test } from "vitest";
import { gaussians, random } from "../../../transforms/themes/random.ts";
import { combinerOf, operatorOf, plainOperator, type Sparse } from "../../../transforms/themes/sparse.ts";

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
    const turned = Float32Array.from({ length: 41 * k }, gaussians(6));
    const operator = operatorOf(a);
    for (const _ of ["", "again"]) {
      expect(operator.times(x, k)).toEqual(plainOperator(a).times(x, k));
      expect(operator.turned(turned, k)).toEqual(plainOperator(a).turned(turned, k));
    }
    const combine = combinerOf(x, 23, k);
    expect(combine(a)).toEqual(plainOperator(a).times(x, k));
    const more = drawn(90, 23, 5);
    expect(combine(more)).toEqual(plainOperator(more).times(x, k));
  },
);

test("turned, rows are columns", () => {
  // [[1, 2], [0, 3]] turned is [[1, 0], [2, 3]].
  const a: Sparse = {
    rows: 2,
    width: 2,
    starts: Int32Array.of(0, 2, 3),
    columns: Int32Array.of(0, 1, 1),
    values: Float32Array.of(1, 2, 3),
  };
  expect([...operatorOf(a).times(Float32Array.of(1, 10), 1)]).toEqual([21, 30]);
  expect([...operatorOf(a).turned(Float32Array.of(1, 10), 1)]).toEqual([1, 32]);
});
