import { expect, test } from "vitest";
import { isConcept } from "../../../transforms/themes/concept-mark.ts";
import { conceptReader, conceptsOfThemes } from "../../../transforms/themes/concepts.ts";
import { nameThemes } from "../../../transforms/themes/names.ts";

const entry = (id: string, group: string) => ({ id, zh: id, en: id, group, variants: [] });
const lexicon = {
  components: [],
  symptoms: [entry("noise_spin", "noise"), entry("noise_loud", "noise"), entry("stuck", "other")],
  situations: [entry("bad", "general")],
};
const read = conceptReader(lexicon);

test("two ways to say one kind of trouble share words, which no text holds", () => {
  const spin = read(["甩干", "哐哐"], ["noise_spin"]);
  const loud = read(["脱水", "吵"], ["noise_loud"]);
  expect(spin.slice(0, 2)).toEqual(["甩干", "哐哐"]);
  expect(spin.slice(2).every(isConcept)).toBe(true);
  expect(spin.filter((word) => loud.includes(word))).toHaveLength(1);
  expect(new Set(read([], ["stuck"])).size).toBe(1);
});

test("what says nothing in particular adds nothing", () => {
  expect(read(["差"], ["bad", "unknown"])).toEqual(["差"]);
});

test("themes are told apart by them, and never named by them", () => {
  const tokens = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? read([`甲${i}`, "甩干"], ["noise_spin"]) : read([`乙${i}`, "冰"], []),
  );
  const none = tokens.map(() => []);
  const clauses = {
    tokens,
    weights: new Float64Array(40).fill(1),
    labels: Int32Array.from(tokens, (_, i) => i % 2),
    componentIds: none,
    symptomIds: none,
    situationIds: none,
  };
  expect(conceptsOfThemes(clauses, 2).map((words) => words.length)).toEqual([0, 0]);
  const rare = { ...clauses, labels: Int32Array.from(tokens, (_, i) => (i === 0 || i === 2 ? 0 : 1)) };
  rare.tokens = tokens.map((list, i) => (i < 4 ? list : list.filter((word) => !isConcept(word))));
  expect(conceptsOfThemes(rare, 2)[0]).toHaveLength(2);
  const said = nameThemes(clauses, 2, lexicon).flatMap(({ zh, terms }) => [zh, ...terms.map(({ term }) => term)]);
  expect(said.filter((word) => word.includes("noise") || isConcept(word))).toEqual([]);
});
