import { describe, expect, test } from "vitest";
import { inEnglish } from "../../../transforms/themes/english.ts";
import { namesMaker } from "../../../transforms/themes/makers.ts";
import type { Lexicon, NamedClauses } from "../../../transforms/themes/named.ts";
import { nameThemes } from "../../../transforms/themes/names.ts";
import { nameParents } from "../../../transforms/themes/parent-names.ts";

const entry = (id: string, zh: string, en: string, group: string) => ({ id, zh, en, group });
const lexicon: Lexicon = {
  components: [entry("washer.tripod", "三角架", "spider arm", "washer")],
  symptoms: [entry("noise_spin", "脱水异响", "noise when spinning", "noise")],
  situations: [
    entry("fee_dear", "收费高", "expensive", "fee"),
    entry("praise_speed", "响应快", "fast response", "praise_speed"),
    entry("inst_self", "用户自行安装", "user had to install it himself", "installation"),
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

describe("a name fits most of its theme", () => {
  const broad = clauses(
    [0, 3, "安装 费劲", "", "", "inst_self"],
    [0, 3, "自己 安装", "", "", "inst_self"],
    [0, 9, "安装 拖"],
    [0, 3, "安装师傅 迟到"],
    [0, 2, "说明书"],
    [1, 20, "声音 响", "", "noise_spin"],
    [2, 10, "不满意 态度"],
    [2, 6, "态度 冷淡"],
    [2, 6, "恶劣 态度"],
    [3, 20, "快递 破损"],
  );
  const names = nameThemes(broad, 4, lexicon);

  test("so that what few of its clauses say leaves it to the word that most do", () => {
    expect(names[0]).toMatchObject({ zh: "安装", en: "installation" });
  });

  test("and a longer word that denies does not stand for the one it denies", () => {
    expect(names[2]?.zh).toMatch(/^态度 · 不满意/);
    const denied = clauses([0, 9, "不满意"], [0, 9, "很不满意"], [0, 3, "满意"], [1, 20, "快递"], [2, 20, "价格"]);
    expect(nameThemes(denied, 3, lexicon)[0]?.zh.split(" · ")).not.toContain("满意");
  });

  test("where no word covers much, two or three that differ share it", () => {
    const mixed = clauses([0, 7, "火车 票"], [0, 6, "航班"], [0, 2, "高铁"], [1, 20, "天气"], [2, 20, "新闻"]);
    expect(nameThemes(mixed, 3, lexicon)[0]?.zh).toBe("火车票 · 航班");
  });

  test("two themes of the same words have two names", () => {
    const same = clauses([0, 15, "安装 费用"], [1, 14, "安装 费用"], [1, 6, "费用 支架"], [2, 30, "新闻"]);
    const [first, second] = nameThemes(same, 3, lexicon);
    expect(second?.zh).not.toBe(first?.zh);
  });
});

describe("names of parents", () => {
  const lines = clauses(
    [0, 20, "滚筒 脱水 响", "washer.tripod", "noise_spin"],
    [1, 12, "外机 响", "", "noise_spin"],
    [1, 3, "外机 嗡嗡"],
    [2, 20, "收费 标准", "", "", "fee_dear"],
    [3, 10, "两百 块", "", "", "fee_dear"],
    [3, 6, "押金"],
    [4, 9, "颜色"],
    [5, 8, "屏幕", "", "noise_spin"],
    [6, 8, "重启", "", "noise_spin"],
    [7, 120, "天气"],
  );
  const parents = Int32Array.of(0, 0, 1, 1, 2, 3, 3, 4);
  const names = nameThemes(lines, 8, lexicon);
  const [noise, fees, colour, more] = nameParents(lines, parents, 5, names, lexicon);

  test("are what most of their themes speak of, in both languages", () => {
    expect(noise).toMatchObject({ zh: "噪音", en: "noise", kind: "fault" });
    expect(fees).toMatchObject({ zh: "收费", en: "charges", kind: "price" });
    expect(colour).toMatchObject({ zh: "颜色", en: "colour", kind: "other" });
  });

  test("are never given twice", () => {
    expect(more?.zh).not.toBe("噪音");
    expect(more?.zh).not.toBe("");
  });
});

test("makers and shops stand in no name, nor words that hold them", () => {
  const compared = clauses(
    [0, 20, "海尔 噪音 京东客服"],
    [0, 5, "噪音 Haier"],
    [1, 20, "价格"],
    [2, 20, "屏幕"],
    [3, 9, "海尔 格力"],
  );
  const names = nameThemes(compared, 4, lexicon);
  expect(names[0]?.zh).toBe("噪音");
  expect(names[3]?.zh).toMatch(/海尔/);
  expect(["美的空调", "京东客服", "surface dell", "HAIER"].every(namesMaker)).toBe(true);
  expect(["完美的", "delay", "安装", "苹果"].some(namesMaker)).toBe(false);
});

test("stems are written as people write them, in names and not in terms", () => {
  const english = clauses(
    [0, 15, "tablet batteri charg"],
    [0, 5, "tablet charg"],
    [1, 20, "printer jam"],
    [2, 20, "屏幕"],
  );
  const spellings = new Map([
    ["batteri", "battery"],
    ["charg", "charging"],
  ]);
  const [name] = nameThemes({ ...english, spellings }, 3, lexicon);
  expect(name?.zh).toMatch(/charging/);
  expect(name?.en).toMatch(/charging/);
  expect(`${name?.zh} ${name?.en}`).not.toMatch(/charg\b|batteri/);
  expect(name?.terms.flatMap(({ term }) => term.split(" "))).toContain("charg");
});

test("Chinese is told in English only where every word of it is known", () => {
  expect(inEnglish("安装师傅")).toBe("installation technician");
  expect(inEnglish("安装费用")).toBe("installation fee");
  expect(inEnglish("安装小哥")).toBeUndefined();
  expect(inEnglish("")).toBeUndefined();
});
