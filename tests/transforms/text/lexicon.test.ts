import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openSegmenter } from "../../../pipelines/text/segmenters.ts";
import { boilerplateFinder } from "../../../transforms/text/boilerplate.ts";
import { parseLexicon } from "../../../transforms/text/lexicon.ts";
import { dictionaryWords } from "../../../transforms/text/segmenter.ts";
import { lexicon, lexiconUrl } from "./setup.ts";

const read = (file: string) => readFileSync(new URL(file, lexiconUrl), "utf8");
const words = dictionaryWords(read("dictionary.txt"));

describe("the dictionary", () => {
  test("is sorted, without repeats, each line word, frequency and tag", () => {
    expect(words.length).toBeGreaterThan(4000);
    expect(new Set(words).size).toBe(words.length);
    expect([...words].sort()).toEqual(words);
  });

  test.each(["不制冷", "不制冷 n", "不制冷 0 v", "不 制冷 30 v", "不制冷 30 v "])("refuses the line %o", (line) => {
    expect(() => dictionaryWords(line)).toThrow(/Line 1 of the dictionary/);
  });

  test("has words that come out whole, alone and, but for a few, within a sentence", async () => {
    const segmenter = await openSegmenter();
    expect(words.filter((word) => segmenter.cut(word).length !== 1)).toEqual([]);
    const broken = words.filter((word) => !segmenter.cut(`师傅说${word}了`).includes(word));
    expect(broken.length).toBeLessThan(words.length / 500);
  });
});

describe("the lexicon", () => {
  test("has each id once, and a name in both languages", () => {
    for (const list of [lexicon.categories, lexicon.components, lexicon.symptoms, lexicon.situations]) {
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
      expect(list.filter(({ zh, en }) => zh === "" || en === "")).toEqual([]);
    }
  });

  test("gives a phrase to one symptom or one situation", () => {
    const owners = new Map<string, string[]>();
    for (const { id, variants } of [...lexicon.symptoms, ...lexicon.situations]) {
      for (const variant of variants) owners.set(variant, [...(owners.get(variant) ?? []), id]);
    }
    expect([...owners].filter(([, ids]) => ids.length > 1)).toEqual([]);
  });

  test("names only categories it has", () => {
    const ids = new Set(lexicon.categories.map(({ id }) => id));
    expect(lexicon.components.filter(({ group }) => !ids.has(group))).toEqual([]);
    expect(lexicon.categories.filter(({ parent }) => parent !== "" && !ids.has(parent))).toEqual([]);
  });

  test("finds the sample of every boilerplate row by its own pattern", () => {
    const [, ...rows] = read("boilerplate.tsv").trimEnd().split("\n");
    const silent = rows.filter((row) => {
      const [, samples = "", pattern = ""] = row.split("\t");
      return !samples.split("/").every((sample) => new RegExp(pattern, "u").test(sample));
    });
    expect(silent).toEqual([]);
    expect(lexicon.boilerplate).toHaveLength(rows.length);
    expect(() => boilerplateFinder(lexicon.boilerplate)).not.toThrow();
  });

  test("says what is wrong with a file", () => {
    expect(() => parseLexicon({ "categories.tsv": "id\tzh\n" })).toThrow('has no column "');
  });
});
