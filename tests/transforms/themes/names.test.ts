import { describe, expect, test } from "vitest";
import { type Lexicon, type NamedClauses, nameThemes } from "../../../transforms/themes/names.ts";

const entry = (id: string, zh: string, en: string, group: string) => ({ id, zh, en, group });
const lexicon: Lexicon = {
  components: [entry("washer.tripod", "三角架", "spider arm", "washer")],
  symptoms: [entry("noise_spin", "脱水异响", "noise when spinning", "noise")],
  situations: [
    entry("fee_dear", "收费高", "expensive", "fee"),
    entry("praise_speed", "响应快", "fast response", "praise_speed"),
    entry("complain", "投诉", "complaint", "general"),
  ],
};

/** Clauses written as theme: tokens / parts / symptoms / situations, each `times` times. */
function clauses(
  ...rows: readonly (readonly [
    theme: number,
    times: number,
    tokens: string,
    parts?: string,
    symptoms?: string,
    situations?: string,
  ])[]
): NamedClauses {
  const all = rows.flatMap((row) => Array.from({ length: row[1] }, () => row));
  const ids = (at: number): string[][] =>
    all.map((row) =>
      String(row[at] ?? "")
        .split(" ")
        .filter(Boolean),
    );
  return {
    tokens: all.map(([, , tokens]) => tokens.split(" ")),
    weights: new Float64Array(all.length).fill(1),
    labels: Int32Array.from(all, ([theme]) => theme),
    componentIds: ids(3),
    symptomIds: ids(4),
    situationIds: ids(5),
  };
}

const mixed = clauses(
  [0, 20, "滚筒 脱水 响 三角架", "washer.tripod", "noise_spin"],
  [0, 5, "甩干 响", "", "noise_spin"],
  [1, 30, "师傅 收费 高", "", "", "fee_dear complain"],
  [2, 20, "上门 很快 师傅", "", "", "praise_speed"],
  [3, 20, "颜色 外观 好看"],
  [-1, 9, "脱水 外观"],
);

describe("names of themes", () => {
  const names = nameThemes(mixed, 4, lexicon);

  test("begin with the part and what is wrong with it, in both languages", () => {
    expect(names[0]?.zh.split(" · ").slice(0, 2)).toEqual(["三角架", "脱水异响"]);
    expect(names[0]?.en.split(" · ").slice(0, 2)).toEqual(["spider arm", "noise when spinning"]);
  });

  test("say what kind of theme it is; what is general says nothing", () => {
    expect(names.map(({ kind }) => kind)).toEqual(["fault", "price", "praise", "other"]);
    expect(names[1]?.zh).not.toContain("投诉");
  });

  test("without a lexicon entry come from the words that set the theme apart", () => {
    expect(names[3]?.terms.map(({ term }) => term)).toContain("颜色外观");
    expect(names[3]?.zh).toMatch(/外观|颜色/);
  });

  test("never hold a banned word, nor pairs with it", () => {
    const banned = nameThemes(mixed, 4, lexicon, new Set(["颜色", "三角架"]));
    const said = banned.flatMap(({ zh, terms }) => [zh, ...terms.map(({ term }) => term)]).join(" ");
    expect(said).not.toMatch(/颜色|三角架/);
  });

  test("do not share their leading words, and their terms weigh less and less", () => {
    const leading = names.flatMap(({ zh }) => zh.split(" · "));
    expect(new Set(leading).size).toBe(leading.length);
    for (const { terms } of names) {
      const weights = terms.map(({ weight }) => weight);
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    }
  });

  test("do not depend on the order of the clauses", () => {
    const turned = <Item>(items: readonly Item[]): Item[] => [...items].reverse();
    const reversed = nameThemes(
      {
        tokens: turned(mixed.tokens),
        weights: mixed.weights,
        labels: mixed.labels.slice().reverse(),
        componentIds: turned(mixed.componentIds),
        symptomIds: turned(mixed.symptomIds),
        situationIds: turned(mixed.situationIds),
      },
      4,
      lexicon,
    );
    expect(reversed).toEqual(names);
  });

  test("a theme of few clauses is named by what there is", () => {
    expect(nameThemes(clauses([0, 1, "漏"]), 1, lexicon)[0]?.zh).toBe("漏");
    expect(nameThemes(clauses(), 1, lexicon)[0]?.zh).toBe("");
  });
});
