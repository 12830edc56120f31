import { describe, expect, test } from "vitest";
import { lexicon, readTexts } from "./setup.ts";

/** What texts say of dangers: whether one is met, and all symptoms. */
const danger = async (text: string) => {
  const [read] = await readTexts([text]);
  return read?.clauses.some(({ isSafety }) => isSafety);
};

describe("one report of a danger is enough", () => {
  test.each([
    "热水器漏电了",
    "洗澡被电了一下",
    "插座起火",
    "插头冒火",
    "外壳带电",
    "主板冒烟",
    "烟机冒黑烟",
    "手机突然爆炸",
    "门玻璃自爆了",
    "小孩烫伤了",
    "开水烫到手",
    "厨房有煤气味",
    "燃气泄漏",
    "一氧化碳超标",
    "外机掉下来砸到人",
    "用了三天就漏电跳闸",
    "怀疑漏电",
    "好像漏电",
    "不知道为什么漏电",
    "可怕的是漏电了",
    "恐怕漏电了",
    "不小心烫伤了",
    "The washing machine is 漏电",
  ])("%s", async (text) => {
    expect(await danger(text)).toBe(true);
  });

  test("those that are critical, and no others", () => {
    expect(lexicon.symptoms.filter(({ isDanger }) => isDanger).map(({ zh }) => zh)).toEqual([
      "燃气泄漏",
      "电池鼓包",
      "烫伤",
      "一氧化碳中毒",
      "漏电",
      "触电",
      "起火",
      "冒烟",
      "爆炸",
      "插头烧了",
      "人身伤害",
      "坠落",
      "燃气报警",
      "儿童被困",
    ]);
  });
});

describe("no danger is met", () => {
  test.each([
    ["denied", "没有漏电"],
    ["denied", "用了一年没有出现过漏电"],
    ["denied", "检查没发现漏电"],
    ["denied", "没闻到煤气味"],
    ["denied", "不会爆炸"],
    ["denied", "未发生烫伤"],
    ["feared", "怕漏电"],
    ["feared", "怕烫着孩子"],
    ["feared", "担心漏电"],
    ["feared", "害怕爆炸"],
    ["feared", "生怕烫伤小孩"],
    ["supposed", "万一漏电呢"],
    ["supposed", "如果起火怎么办"],
    ["supposed", "时间长了可能会爆炸"],
    ["asked", "会不会漏电"],
    ["asked", "是不是漏电"],
    ["heard of", "听说会爆炸"],
    ["guarded against", "防漏电插头不错"],
    ["guarded against", "带漏电保护"],
    ["guarded against", "避免烫伤"],
    ["mild", "一开就跳闸"],
    ["mild", "水太烫"],
    ["mild", "机身很烫"],
    ["mild", "充电发烫"],
    ["mild", "主板烧了"],
    ["mild", "手麻"],
    ["mild", "有点头晕"],
    ["mild", "饭烧糊了"],
    ["mild", "挂得不牢固"],
    ["mild", "存在安全隐患"],
    ["mild", "没有接地线"],
    ["something else", "热水器着火慢"],
    ["something else", "气炸了"],
    ["something else", "我都冒火了"],
    ["something else", "带电时间长"],
    ["guarded against", "有防坠落保护"],
    ["unlike another", "不像以前那台漏电"],
    ["something else", "音质炸裂"],
    ["something else", "衣服掉下来"],
    ["something else", "态度太伤人"],
    ["something else", "空调接口漏气"],
  ])("%s: %s", async (_, text) => {
    expect(await danger(text)).toBe(false);
  });

  test("what is feared is told all the same", async () => {
    const [read] = await readTexts(["怕烫着孩子"]);
    expect(read?.clauses.map(({ symptoms, evidence }) => ({ symptoms, evidence }))).toEqual([
      { symptoms: ["scald"], evidence: ["烫着"] },
    ]);
  });
});
