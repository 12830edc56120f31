import { beforeAll, describe, expect, test } from "vitest";
import { readLexicon } from "../../../pipelines/text/lexicon.ts";
import type { Lexicon } from "../../../transforms/text/lexicon.ts";
import { lexiconScorer } from "../../../transforms/text/sentiment/lexicon-score.ts";
import { type Labelled, sentimentJudge, trainSentiment } from "../../../transforms/text/sentiment.ts";

let lexicon: Lexicon;
beforeAll(async () => {
  lexicon = await readLexicon();
});

describe("the lexicon", () => {
  test.each([
    ["师傅很专业", 1],
    ["态度非常好", 1],
    ["没有噪音", 1],
    ["一点都不卡", 1],
    ["质量好", 1],
    ["质量太差", -1],
    ["不好用", -1],
    ["不满意", -1],
    ["漏水", -1],
    ["不是很好", -1],
    ["外观漂亮但是漏水", -1],
    ["防漏电", 0],
    ["周二送到的", 0],
  ])("%s: %i", (clause, sign) => {
    expect(Math.sign(lexiconScorer(lexicon)(clause).score) + 0).toBe(sign);
  });

  test("counts a degree, and less after a doubt", () => {
    const score = (clause: string) => lexiconScorer(lexicon)(clause).score;
    expect(score("极其舒服")).toBeGreaterThan(score("舒服"));
    expect(score("可能漏水")).toBeGreaterThan(score("漏水"));
  });
});

const good = ["安装师傅来得快", "洗澡水热得快", "用了半年没坏过", "家里老人都会用", "声音小晚上不吵"];
const bad = ["才用两天就停了", "打电话没人理", "水忽冷忽热", "说好今天又没来", "屏幕一道道的线"];
const labelled = (from: number, to: number): Labelled => {
  const texts: string[] = [];
  const labels: number[] = [];
  for (let i = from; i < to; i++) {
    texts.push(`${good[i % 5]}第${i}次`, `${bad[i % 5]}第${i}次`);
    labels.push(1, 0);
  }
  return { texts, words: texts.map(() => []), labels: Uint8Array.from(labels), keys: texts };
};

describe("the model", () => {
  test("learns what it is shown and says how sure it is", () => {
    const model = trainSentiment(labelled(0, 80), labelled(80, 110));
    expect(model.chance("声音小用着快", [])).toBeGreaterThan(0.7);
    expect(model.chance("又停了没人理", [])).toBeLessThan(0.3);
    expect(model.margin).toBeGreaterThan(0);
  });

  test("gives the same bits whatever the order of the rows", () => {
    const turned = ({ texts, words, labels, keys }: Labelled): Labelled => ({
      texts: texts.toReversed(),
      words: words.toReversed(),
      labels: labels.toReversed(),
      keys: keys.toReversed(),
    });
    const one = trainSentiment(labelled(0, 60), labelled(60, 80));
    const other = trainSentiment(turned(labelled(0, 60)), turned(labelled(60, 80)));
    for (const text of [...good, ...bad, "别的话"]) expect(other.chance(text, ["词"])).toBe(one.chance(text, ["词"]));
    expect(other.margin).toBe(one.margin);
  });
});

describe("a judgement", () => {
  test("is by the sum of the clauses where nothing was learnt", () => {
    const judge = sentimentJudge(lexicon, null);
    expect(judge({ text: "", clauses: ["态度很好", "质量不错"], words: [], language: "zh" })).toMatchObject({
      polarity: "positive",
      clauses: ["positive", "positive"],
    });
    expect(judge({ text: "", clauses: ["态度很好", "漏水", "质量差"], words: [], language: "zh" }).polarity).toBe(
      "negative",
    );
    expect(judge({ text: "", clauses: ["满意", "失望"], words: [], language: "zh" }).polarity).toBe("uncertain");
    expect(judge({ text: "", clauses: ["周二送到的"], words: [], language: "zh" }).polarity).toBe("neutral");
    expect(judge({ text: "", clauses: [], words: [], language: "zh" })).toEqual({
      polarity: "neutral",
      score: null,
      clauses: [],
    });
  });

  test("is uncertain within the margin of the model", () => {
    const judge = sentimentJudge(lexicon, { chance: (text) => (text === "甲" ? 0.52 : 0.97), margin: 0.1 });
    expect(judge({ text: "甲", clauses: ["甲"], words: [], language: "zh" }).polarity).toBe("uncertain");
    expect(judge({ text: "乙乙乙乙", clauses: ["乙乙乙乙"], words: [], language: "zh" })).toEqual({
      polarity: "positive",
      score: 2 * 0.97 - 1,
      clauses: ["positive"],
    });
  });
});
