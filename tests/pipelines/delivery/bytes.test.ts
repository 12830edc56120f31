import fc from "fast-check";
import { expect, test } from "vitest";
import { byteLength, cutBytes } from "../../../pipelines/delivery/bytes.ts";

test("a text that fits stays as it is, to the last byte", () => {
  expect(cutBytes("洗衣机漏水", 15)).toBe("洗衣机漏水");
  expect(cutBytes("洗衣机漏水", 14)).toBe("洗衣机…");
});

test("a character of several code points is not torn", () => {
  const family = "👨‍👩‍👧";
  expect(cutBytes(`好${family}${family}`, byteLength(`好${family}…`))).toBe(`好${family}…`);
  expect(cutBytes(`好${family}${family}`, byteLength(`好${family}…`) - 1)).toBe("好…");
  expect(cutBytes("e\u0301e\u0301e\u0301", 6)).toBe("e\u0301…");
});

test("never longer than the limit, always a beginning, never a broken character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 3, max: 80 }), (text, limit) => {
      const cut = cutBytes(text, limit);
      expect(byteLength(cut)).toBeLessThanOrEqual(limit);
      expect(cut).not.toMatch(/\p{Surrogate}/u);
      expect(text.startsWith(cut === text ? cut : cut.slice(0, -1))).toBe(true);
    }),
    { seed: 7 },
  );
});
