import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openSegmenter } from "../../../pipelines/text/segmenters.ts";
import { tokenise } from "../../../transforms/text/tokens.ts";

const segmenter = await openSegmenter();
const pieces = readFileSync(new URL("../../fixtures/text/models-and-codes.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const carriers = ["型号@漏水", "显示@故障", "买的@才用了3天", "@不制冷", "我家@，师傅没来", "（@）坏了", "用@ 三年了"];

const tokensOf = (text: string) => {
  const { words, kinds } = tokenise([text], segmenter);
  return words.map((word, i) => [word, kinds[i]] as const);
};

test("models and codes stay whole wherever they stand: two hundred and more of them in seven sentences", () => {
  expect(new Set(pieces).size).toBeGreaterThanOrEqual(200);
  const broken = pieces.flatMap((piece) =>
    carriers
      .map((carrier) => carrier.replace("@", piece))
      .filter((text) => !tokensOf(text).some(([word]) => word === piece)),
  );
  expect(broken).toEqual([]);
});

describe("tokens", () => {
  test.each([
    ["温度60℃，花了1,200元", ["温度", "60℃", "花", "了", "1,200元"]],
    ["买了3天就坏，2020-06-18安装", ["买", "了", "3天", "就", "坏", "2020-06-18", "安装"]],
    ["1安装 5天然气 3平时", ["1", "安装", "5", "天然气", "3", "平时"]],
    ["空调E四报警", ["空调", "E4", "报警"]],
    ["wifi连不上，DRIVER坏了", ["wifi", "连不上", "DRIVER", "坏", "了"]],
    ["用4G网很慢", ["用", "4G", "网", "很", "慢"]],
    ["good.Then it stopped", ["good", "Then", "it", "stopped"]],
    ["Gerät lässt sich", ["Gerät", "lässt", "sich"]],
    ["不工作Стиральная", ["不工作", "Стиральная"]],
    ["〔电话〕👍……", ["电话"]],
  ])("%s", (text, words) => {
    expect(tokensOf(text).map(([word]) => word)).toEqual(words);
  });

  test("know what they are", () => {
    expect(tokensOf("XQG50-8866 E4 60℃ wifi 漏水 iPhone 14 Pro Max 2000-0142").map(([, kind]) => kind)).toEqual([
      "model",
      "code",
      "measure",
      "latin",
      "word",
      "model",
      "code",
    ]);
  });

  test("stand where they were found", () => {
    const text = "型号XQG50-8866漏水，显示E4。Er 1F闪了";
    const { words, starts } = tokenise([text], segmenter);
    for (const [i, word] of words.entries()) expect(text.slice(starts[i], (starts[i] ?? 0) + word.length)).toBe(word);
  });

  test("of one text are the same beside others", () => {
    const texts = ["洗衣机漏水", "", "E4", "！！", "不脱水"];
    const { words, first } = tokenise(texts, segmenter);
    expect(texts.map((_, i) => words.slice(first[i], first[i + 1]))).toEqual(
      texts.map((text) => tokensOf(text).map(([word]) => word)),
    );
  });
});
