import { expect, test } from "vitest";
import { isWeak } from "../../../transforms/themes/evidence.ts";

const terms = new Set(["漏水", "水箱"]);

test("a clause hardly like its theme is weak, whatever its words", () => {
  expect(isWeak(["漏水"], 0.49, terms)).toBe(true);
  expect(isWeak(["漏水"], 0.5, terms)).toBe(false);
});

test("a clause without a word of its theme has to be very like it", () => {
  expect(isWeak(["底下", "湿"], 0.74, terms)).toBe(true);
  expect(isWeak(["底下", "湿"], 0.75, terms)).toBe(false);
});
