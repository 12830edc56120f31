import { expect, test } from "vitest";
import { conceptMark, isConcept } from "../../../transforms/themes/concept-mark.ts";
import { keepInField } from "../../../transforms/themes/field.ts";

const noise = [`${conceptMark}noise_spin`, `${conceptMark}noise_spin`, `${conceptMark}${conceptMark}noise`];
/** Texts of ten words, every n-th of which the lexicon finds something in. */
const texts = (every: number) =>
  Array.from({ length: 60 }, (_, i) => [
    ...Array.from({ length: 10 }, (_, w) => `词${i}${w}`),
    ...(i % every === 0 ? noise : []),
  ]);
const concepts = (tokens: readonly (readonly string[])[]) => tokens.flat().filter(isConcept).length;

test("what the lexicon found stays where it finds something in every other text of ten words", () => {
  expect(keepInField(texts(2))).toEqual(texts(2));
});

test("it goes where the texts are of another field, and the words stay", () => {
  const kept = keepInField(texts(4));
  expect(concepts(texts(4))).toBe(45);
  expect(concepts(kept)).toBe(0);
  expect(kept).toEqual(texts(4).map((list) => list.slice(0, 10)));
});

test("a language that the lexicon does not read takes nothing from one that it reads", () => {
  const other = Array.from({ length: 600 }, (_, i) => [`word${i}`, "pump"]);
  const tokens = [...texts(1), ...other];
  const languages = tokens.map((_, i) => (i < 60 ? "zh" : "en"));
  expect(concepts(keepInField(tokens))).toBe(0);
  expect(keepInField(tokens, languages)).toEqual(tokens);
});
