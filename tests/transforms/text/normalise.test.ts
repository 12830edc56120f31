import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { simplifier } from "../../../pipelines/text/simplify.ts";
import { normalise } from "../../../transforms/text/normalise.ts";

const asWritten = simplifier("t");
const ofTaiwan = simplifier("twp");

describe("normalising", () => {
  test.each([
    ["markup and entities", "<p>好&nbsp;用</p>&lt;b&gt;很&lt;/b&gt;&#22909;", "好 用\n很好", ["html"]],
    ["entities written twice", "噪音&amp;gt;60", "噪音>60", ["html"]],
    ["codes in angle brackets, which are no markup", "显示<E4>", "显示<E4>", []],
    ["full width", "ＸＱＧ５０－８漏水，①②㎡℃½！", "XQG50-8漏水，①②㎡℃½！", ["width"]],
    [
      "invisible signs, but not the joiners of emoji",
      "\u200b师\u200d傅👨‍👩‍👧很好❤️\ufeff",
      "师傅👨‍👩‍👧很好❤️",
      ["invisible"],
    ],
    ["readings in brackets", "優(yōu)質(zhì)的服務(wù)(推荐)", "优质的服务(推荐)", ["pinyin", "traditional"]],
    ["brackets with words", "屏(led)坏了，重(chong)装", "屏(led)坏了，重(chong)装", []],
    [
      "another script inside",
      "海尔服务标准及相关案例篇ቤተ መጻ故障排除机器正常试机十分钟",
      "海尔服务标准及相关案例篇 故障排除机器正常试机十分钟",
      ["stray_script"],
    ],
    ["a text in another script", "제품이 고장났어요", "제품이 고장났어요", []],
    ["repeats", "太差了太差了太差了！！！！慢慢慢慢慢慢……", "太差了！慢慢慢…", ["repeats"]],
    ["control characters and spaces", "好\u001f \u0007的\n\n\n是", "好 的\n是", ["invisible"]],
  ] as const)("%s", (_, raw, text, flags) => {
    expect(normalise(raw, asWritten)).toEqual({ text, flags });
  });

  test("the words of Taiwan are turned where the source says so", () => {
    const raw = "滑鼠壞了，軟體更新失敗";
    expect(normalise(raw, asWritten).text).toBe("滑鼠坏了，软体更新失败");
    expect(normalise(raw, ofTaiwan).text).toBe("鼠标坏了，软件更新失败");
  });

  test("simplified text stays as it is, whatever its characters mean elsewhere", () => {
    const text = "头发干了，后面的面条里程表，皇后";
    expect(normalise(text, asWritten)).toEqual({ text, flags: [] });
  });

  test("twice is once", () => {
    const raw = "優(yōu)質(zhì)&nbsp;服務(wù)！！！！ＸＱＧ５０ 太慢太慢太慢了啊啊啊啊啊";
    const once = normalise(raw, asWritten).text;
    expect(normalise(once, asWritten)).toEqual({ text: once, flags: [] });
  });
});

const seeds = join(process.env.HUIYIN_SHARED ?? resolve("../shared"), "seeds");
const found = existsSync(seeds) ? readdirSync(seeds) : [];
const seed = (number: string) => readFileSync(join(seeds, found.find((name) => name.startsWith(number)) ?? ""), "utf8");

describe.skipIf(found.length === 0)("damaged real texts (skipped where they are absent)", () => {
  test("every reading in brackets goes, the real bracket stays", () => {
    const raw = seed("004");
    const artefact = /\p{Script=Han}[(（][a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]+[)）]/gu;
    expect(raw.match(artefact)).toHaveLength(151);
    const { text, flags } = normalise(raw, asWritten);
    expect(text.match(artefact)).toBeNull();
    expect(text).toContain("(用户净推荐值)");
    expect(text.startsWith("优质服务应该在服务内容和时间上满足客户的要求")).toBe(true);
    expect(flags).toContain("pinyin");
  });

  test("the run of another script goes", () => {
    const { text, flags } = normalise(seed("002"), asWritten);
    expect(/\p{Script=Ethiopic}/u.test(seed("002"))).toBe(true);
    expect(/\p{Script=Ethiopic}/u.test(text)).toBe(false);
    expect(flags).toEqual(["stray_script"]);
  });
});
