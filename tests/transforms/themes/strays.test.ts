import { describe, expect, test } from "vitest";
import { gatherStrays } from "../../../transforms/themes/strays.ts";

/** A hundred rows on the first axis, the theme there is, and others at a cosine of it: each with an axis of its own beside a common one. */
function found(count: number, { cosine = 0.2, common = 0.9, texts = 2 } = {}) {
  const d = 2 + count;
  const rest = Math.sqrt(1 - cosine ** 2);
  const rows = Array.from({ length: 100 + count }, (_, i) =>
    Array.from({ length: d }, (_, c) => {
      if (i < 100) return c === 0 ? 1 : 0;
      if (c === 0) return cosine;
      if (c === 1) return rest * common;
      return c === i - 98 ? rest * Math.sqrt(1 - common ** 2) : 0;
    }),
  );
  const weights = rows.map((_, i) => (i < 100 ? 1 : texts));
  const centroids = Float32Array.from({ length: d }, (_, c) => (c === 0 ? 1 : 0));
  const communities = { k: 1, centroids, parents: Int32Array.of(0), parentCount: 1 };
  return gatherStrays(weights, Float32Array.from(rows.flat()), d, communities);
}

describe("rows hardly like their theme", () => {
  test("are one of their own where they are much like each other, whatever their words", () => {
    const { k, centroids, parents } = found(5);
    expect(k).toBe(2);
    expect(centroids[7]).toBeCloseTo(0.2, 1);
    expect(Array.from(parents)).toEqual([0, 0]);
  });

  test("are none of their own from too few texts or wordings", () => {
    expect(found(5, { texts: 1 }).k).toBe(1);
    expect(found(3, { texts: 9 }).k).toBe(1);
  });

  test("stay where they are not alike, or the theme holds them well enough", () => {
    expect(found(5, { common: 0.7 }).k).toBe(1);
    expect(found(5, { cosine: 0.45 }).k).toBe(1);
  });
});
