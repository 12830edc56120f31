import { describe, expect, test } from "vitest";
import { carveSmall } from "../../../transforms/themes/carve.ts";
import { conceptMark } from "../../../transforms/themes/concept-mark.ts";

/** A hundred rows of 话题 along the first axis, and so many of another word at an angle to it. */
function found(word: string, count: number, cosine: number) {
  const rows = 100;
  const tokens = Array.from({ length: rows + count }, (_, i) => (i < rows ? ["话题", `词${i}`] : [word]));
  const vectors = Float32Array.from(
    tokens.flatMap((_, i) => (i < rows ? [1, 0] : [cosine, Math.sqrt(1 - cosine * cosine)])),
  );
  const communities = { k: 1, centroids: Float32Array.of(1, 0), parents: Int32Array.of(0), parentCount: 1 };
  return carveSmall(tokens, vectors, 2, communities);
}

describe("a small theme is carved off", () => {
  test("where a word's rows lie together, far from the theme they are in", () => {
    const { k, centroids, parents } = found("点火", 9, 0.5);
    expect(k).toBe(2);
    expect(centroids[2]).toBeCloseTo(0.5, 5);
    expect(Array.from(parents)).toEqual([0, 0]);
  });

  test("not from too few rows, nor from those that lie near enough", () => {
    expect(found("点火", 7, 0.5).k).toBe(1);
    expect(found("点火", 9, 0.85).k).toBe(1);
  });

  test("from nearer ones where the lexicon found the same in them", () => {
    expect(found(`${conceptMark}no_ignite`, 9, 0.85).k).toBe(2);
  });

  test("not for a word that most of its rows leave", () => {
    const tokens = Array.from({ length: 40 }, (_, i) => (i < 20 ? ["常见", `甲${i}`] : i < 30 ? ["常见"] : ["乙"]));
    const vectors = Float32Array.from(tokens.flatMap((_, i) => (i < 20 ? [1, 0] : [0, 1])));
    const communities = { k: 1, centroids: Float32Array.of(1, 0), parents: Int32Array.of(0), parentCount: 1 };
    expect(carveSmall(tokens, vectors, 2, communities).k).toBe(1);
  });
});
