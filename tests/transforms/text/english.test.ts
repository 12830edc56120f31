import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { EnglishPhrases } from "../../../transforms/text/english/phrases.ts";
import { englishScorer } from "../../../transforms/text/english/polarity.ts";
import { smallWordsOf } from "../../../transforms/text/english/reader.ts";
import { formsOf, keyOf } from "../../../transforms/text/english/words.ts";
import { sentimentJudge } from "../../../transforms/text/sentiment.ts";
import { lexicon, type ReadText, readTexts } from "./setup.ts";

const file = new URL("../../fixtures/text/english-cases.tsv", import.meta.url);

/** Sentences with what they mean: one of some ids, `!` where a danger is met, `-` for nothing. */
const cases = readFileSync(file, "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [means = "", text = ""] = line.split("\t");
    return { text, isDanger: means.endsWith("!"), ids: means === "-" ? [] : means.replace("!", "").split("/") };
  });

describe("sentences with a known meaning", () => {
  let read: ReadText[];
  beforeAll(async () => {
    read = await readTexts(cases.map(({ text }) => text));
  });
  const found = (i: number, kind: "symptoms" | "situations") =>
    (read[i] as ReadText).clauses.flatMap((one) => one[kind]);

  test.each([
    ["symptoms", lexicon.symptoms],
    ["situations", lexicon.situations],
  ] as const)("%s are found, and no others", (kind, entries) => {
    const own = new Set(entries.map(({ id }) => id));
    const meant = [...cases.entries()].filter(([, { ids }]) => ids.some((id) => own.has(id)));
    const missed = meant.filter(([i, { ids }]) => !ids.some((id) => found(i, kind).includes(id)));
    const wrong = [...cases.entries()].flatMap(([i, { ids }]) => found(i, kind).filter((id) => !ids.includes(id)));
    const right = meant.length - missed.length;
    expect(meant.length).toBeGreaterThan(90);
    expect(right / meant.length).toBeGreaterThan(0.97);
    expect(right / (right + wrong.length)).toBeGreaterThan(0.97);
  });

  test("a danger is met where one is told of that happened, and nowhere else", () => {
    const met = cases.filter((_, i) => (read[i] as ReadText).clauses.some(({ isSafety }) => isSafety));
    expect(met.map(({ text }) => text)).toEqual(cases.filter(({ isDanger }) => isDanger).map(({ text }) => text));
  });

  test("evidence is what the text says", () => {
    for (const { redacted, clauses } of read)
      for (const { evidence } of clauses) for (const words of evidence) expect(redacted).toContain(words);
  });
});

const troubles = async (text: string) => {
  const [read] = await readTexts([text]);
  return (read as ReadText).clauses.flatMap(({ symptoms, situations }) => [...symptoms, ...situations]);
};

describe("words around a trouble", () => {
  test.each([
    ["No sign of any leak", []],
    ["It stopped leaking", []],
    ["It never stops leaking", ["leak_water"]],
    ["not only does it leak but it stinks", ["leak_water", "smell_bad"]],
    ["NOT COOLING", ["no_cool"]],
    ["It cools", []],
    ["won’t cool", ["no_cool"]],
    ["does not seem to want to cool", ["no_cool"]],
    ["unable to cool", ["no_cool"]],
    ["the leak was fixed but now it's noisy", ["leak_water", "noise_loud"]],
    ["worried it will leak", []],
    ["a leakproof cup", []],
  ])("%s: %j", async (text, ids) => {
    expect(await troubles(text)).toEqual(ids);
  });

  test("are those of the text's own language", async () => {
    expect(await troubles("Das Gerät ist noch fire und smoke und die Tür ist nicht auf")).toEqual([]);
    expect(await troubles("The washing machine is 漏电")).toEqual(["elec_leak"]);
  });
});

describe("parts", () => {
  const parts = async (text: string, category?: string) => {
    const [read] = await readTexts([text], category === undefined ? {} : { category });
    return (read as ReadText).clauses.flatMap(({ components }) => components);
  };

  test("are those of the category the row or the text names", async () => {
    expect(await parts("The door gasket is torn", "Refrigerator")).toEqual(["fridge.door_seal"]);
    expect(await parts("The door gasket is torn", "Washer")).toEqual(["washer.door_seal"]);
    expect(await parts("The door gasket of the washing machines is torn")).toEqual(["washer.door_seal"]);
    expect(await parts("The door gasket is torn")).toEqual([]);
  });
});

describe("the keys of words", () => {
  test.each([
    "leak leaks leaking leaked",
    "smoke smokes smoking smoked",
    "trip trips tripping tripped",
    "freeze freezes freezing froze frozen",
    "dry dries drying dried",
    "noise noises",
    "gas gases",
    "address addresses",
  ])("are one: %s", (forms) => {
    expect(new Set(forms.split(" ").map(keyOf)).size).toBe(1);
  });

  test.each(["quit quite", "need ned", "heat heater", "noise noisy", "thing the", "us use"])("differ: %s", (forms) => {
    expect(new Set(forms.split(" ").map(keyOf)).size).toBe(2);
  });
});

describe("the English of the lexicon", () => {
  const of = (kind: string) => lexicon.english.filter((row) => row.kind === kind);
  const small = smallWordsOf(lexicon);
  const pathsOf = (phrase: string) => new EnglishPhrases(small).pathsOf(phrase);

  test("is of ids the lexicon has, each once", () => {
    const ids = {
      symptom: lexicon.symptoms,
      situation: lexicon.situations,
      component: lexicon.components,
      category: lexicon.categories,
    };
    for (const [kind, entries] of Object.entries(ids)) {
      const given = of(kind).map(({ id }) => id);
      expect(given.filter((id) => !entries.some((entry) => entry.id === id))).toEqual([]);
      expect(new Set(given).size).toBe(given.length);
    }
  });

  test.each([
    ["symptom or situation", ["symptom", "situation"]],
    ["weight", ["value"]],
  ])("gives a phrase to one %s", (_, kinds) => {
    const owners = new Map<string, Set<string>>();
    for (const { id, variants } of kinds.flatMap(of))
      for (const path of variants.flatMap(pathsOf)) {
        const key = path.join(" ");
        owners.set(key, new Set([...(owners.get(key) ?? []), id]));
      }
    expect([...owners].filter(([, ids]) => ids.size > 1)).toEqual([]);
  });

  test("has no phrase of which the words that are not read leave one", () => {
    const short = [...of("symptom"), ...of("situation"), ...of("value")].flatMap(({ variants }) =>
      variants.filter((phrase) => phrase.includes(" ") && pathsOf(phrase).some((path) => path.length < 2)),
    );
    expect(short).toEqual([]);
  });

  test("is found in what it stands for, as whole words", () => {
    for (const { id, variants } of [...of("symptom"), ...of("situation")]) {
      const phrases = new EnglishPhrases<string>(small);
      for (const phrase of variants) phrases.add(phrase, id);
      for (const path of variants.flatMap(pathsOf)) {
        const said = path.flatMap((edge) => {
          if (edge === "~") return [];
          return edge.startsWith("!") ? ["not", edge.slice(1)] : [edge === "#" ? "e4" : edge];
        });
        const words = said.map((word) => {
          const form = word.replace("=", "");
          return { start: 0, end: 0, form, key: word.startsWith("=") ? keyOf(form) : form };
        });
        const parts = new Map(said.flatMap((word, at) => (word === "@" ? [[at, [at + 1]] as const] : [])));
        expect(phrases.find(words, parts).length, `${id}: ${path.join(" ")}`).toBeGreaterThan(0);
      }
    }
  });

  test("knows the forms of short words", () => {
    expect(formsOf("won't doesn’t E4")).toEqual(["wont", "doesnt", "e4"]);
  });
});

describe("for or against", () => {
  test.each([
    ["Very happy with the repair", 1],
    ["The engineer was polite and quick", 1],
    ["not good", -1],
    ["I am not happy at all", -1],
    ["Never again", -1],
    ["It leaks", -1],
    ["No leaks", 1],
    ["Not bad", 1],
    ["The service was ok but the repair is useless", -1],
    ["No problems with it", 1],
    ["Terrible customer service", -1],
    ["would highly recommend", 1],
    ["I would not recommend them", -1],
    ["It was delivered on Tuesday", 0],
    ["The smoke detector is white", 0],
  ])("%s: %i", (clause, sign) => {
    expect(Math.sign(englishScorer(lexicon)(clause).score) + 0).toBe(sign);
  });

  test("counts a degree", () => {
    const score = (clause: string) => englishScorer(lexicon)(clause).score;
    expect(score("extremely happy")).toBeGreaterThan(score("happy"));
    expect(score("happy")).toBeGreaterThan(score("somewhat happy"));
  });

  test("is uncertain where a text says both, neutral where it says neither", () => {
    const judge = sentimentJudge(lexicon, null);
    const polarity = (clauses: string[]) => judge({ text: "", clauses, words: [], language: "en" }).polarity;
    expect(polarity(["happy with the fridge", "but disappointed with the delivery"])).toBe("uncertain");
    expect(polarity(["it came on Tuesday"])).toBe("neutral");
    expect(polarity(["great service"])).toBe("positive");
    expect(polarity(["it leaks", "nobody came"])).toBe("negative");
  });
});
