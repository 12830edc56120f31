import { expect, test } from "vitest";
import { eigenSymmetric } from "../../../transforms/themes/dense.ts";
import { gaussians } from "../../../transforms/themes/random.ts";
import { type Operator, operatorOf } from "../../../transforms/themes/sparse.ts";
import { randomisedSvd } from "../../../transforms/themes/svd.ts";

function sparse(rows: readonly (readonly number[])[]): Operator {
  const width = rows[0]?.length ?? 0;
  const cells = rows.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  return operatorOf({
    rows: rows.length,
    width,
    starts: Int32Array.from([0, ...rows], (_, i) => cells.slice(0, i).flat().length),
    columns: Int32Array.from(cells.flat(), ([column]) => column),
    values: Float32Array.from(cells.flat(), ([, value]) => value),
  });
}

test("eigenvalues of a symmetric matrix, largest first", () => {
  // [[2, 1], [1, 2]] has 3 and 1.
  const { values, vectors } = eigenSymmetric(Float64Array.of(2, 1, 1, 2), 2);
  expect(values[0]).toBeCloseTo(3, 12);
  expect(values[1]).toBeCloseTo(1, 12);
  expect((vectors[0] as number) / (vectors[2] as number)).toBeCloseTo(1, 12);
});

test("singular values and right vectors of a known matrix", () => {
  // Golub and Van Loan: [[3, 2, 2], [2, 3, -2]] has 5 and 3; right vectors (1, 1, 0)/√2 and (1, -1, 4)/√18.
  const { values, right } = randomisedSvd(
    sparse([
      [3, 2, 2],
      [2, 3, -2],
    ]),
    2,
    1,
  );
  expect(values[0]).toBeCloseTo(5, 5);
  expect(values[1]).toBeCloseTo(3, 5);
  expect(Math.abs(right[0] as number)).toBeCloseTo(Math.SQRT1_2, 5);
  expect((right[2] as number) / (right[0] as number)).toBeCloseTo(1, 5);
  expect((right[5] as number) / (right[1] as number)).toBeCloseTo(4, 4);
});

test("a low rank comes back whole from a large matrix", () => {
  const next = gaussians(3);
  const left = Array.from({ length: 200 }, () => Array.from({ length: 3 }, next));
  const base = Array.from({ length: 3 }, () => Array.from({ length: 80 }, next));
  const rows = left.map((weights) =>
    Array.from({ length: 80 }, (_, c) =>
      weights.reduce((sum, w, r) => sum + w * ((base[r] as number[])[c] as number), 0),
    ),
  );
  const { values } = randomisedSvd(sparse(rows), 10, 1);
  const squares = rows.flat().reduce((sum, value) => sum + value * value, 0);
  expect(values.slice(0, 3).reduce((sum, value) => sum + value * value, 0) / squares).toBeCloseTo(1, 5);
  expect(values[3]).toBeLessThan(1e-2);
});
