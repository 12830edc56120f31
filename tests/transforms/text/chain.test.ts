import { describe, expect, test } from "vitest";
import { readTexts } from "./setup.ts";

const one = async (text: string, settings = {}) => {
  const [read] = await readTexts([text], settings);
  if (read === undefined) throw new Error("nothing was read");
  return read;
};
const tokens = async (text: string, settings = {}) =>
  (await one(text, settings)).clauses.map((clause) => clause.tokens);

describe("clauses", () => {
  test("end at punctuation, but not at a comma that leaves a piece too short", async () => {
    const { redacted, clauses } = await one("安装费太贵，服务差。唉，还行，说真的 洗衣机不脱水\n没修好");
    expect(clauses.map(({ clause }) => clause)).toEqual([
      "安装费太贵",
      "服务差",
      "唉，还行",
      "说真的",
      "洗衣机不脱水",
      "没修好",
    ]);
    for (const { clause } of clauses) expect(redacted).toContain(clause);
  });

  test("keep numbers and Latin words together", async () => {
    expect((await one("花了1,200元安装 iPhone 14 Pro Max的屏")).clauses.map(({ clause }) => clause)).toEqual([
      "花了1,200元安装",
      "iPhone 14 Pro Max的屏",
    ]);
  });
});

describe("words", () => {
  test("hold their negation, and leave out numbers, models and what says nothing", async () => {
    expect(await tokens("买了3天的XQG50-8866洗衣机就不脱水了")).toEqual([["洗衣机", "不脱水"]]);
  });

  test("are another word where they are denied", async () => {
    expect(await tokens("冷藏室不串味，没有人管，并不是很安静")).toEqual([["冷藏室", "不串味"], ["管"], ["安静"]]);
  });

  test("that judge and name no subject are none", async () => {
    expect(await tokens("太失望了，盖板差劲")).toEqual([[], ["盖板"]]);
  });

  test("do not say again which product it is, where its row does", async () => {
    const text = "全自动洗衣机漏水，机器的滚筒生锈";
    expect(await tokens(text)).toEqual([
      ["全自动洗衣机", "漏水"],
      ["机器", "滚筒", "生锈"],
    ]);
    expect(await tokens("热水器不热", { category: "water_heater" })).toEqual([["不热"]]);
    expect(await tokens(text, { category: "washer" })).toEqual([["漏水"], ["滚筒", "生锈"]]);
  });

  test("of English texts neither", async () => {
    const text = "The dishwasher unit leaks since last week. Fridges too";
    expect(await tokens(text)).toEqual([["dishwash", "leak"], ["fridg"]]);
    expect(await tokens(text, { category: "Dishwasher" })).toEqual([["leak"], ["fridg"]]);
    expect(await tokens(text, { category: "Refrigerator" })).toEqual([["dishwash", "leak"], []]);
  });

  test("write one spelling for a mistaken one", async () => {
    expect(await tokens("师付很专业")).toEqual([["师傅", "专业"]]);
  });

  test("keep an error code beside the word for it, and leave out what only looks like one", async () => {
    expect(await tokens("显示E4故障，空调e四报警，买了台P40")).toEqual([["显示", "E4", "故障"], ["空调", "报警"], []]);
    expect(await tokens("空调E四报警")).toEqual([["空调", "E4", "报警"]]);
  });

  test("of other languages are stems; not stays", async () => {
    const read = await one("Refrigerator won't cool, the compressors aren't running");
    expect(read.language).toBe("en");
    expect(read.clauses.map((clause) => clause.tokens)).toEqual([
      ["refriger", "not", "cool"],
      ["compressor", "not", "run"],
    ]);
  });
});

describe("masked names", () => {
  const masked = ["美的", "海尔", "XQG50", "杭州", "RS16N2", "云山服务站"];

  test("never become words", async () => {
    expect(await tokens("美的空调在杭州云山服务站修，海尔好", { masked })).toEqual([["空调", "修"], []]);
    expect(await tokens("型号xqg50漏水", { masked })).toEqual([["漏水"]]);
  });

  test("are no names inside other words", async () => {
    expect(await tokens("完美的服务", { masked })).toEqual([["完美", "服务"]]);
  });

  test("stay in the text, which people read", async () => {
    expect((await one("海尔空调漏水", { masked })).clauses[0]?.clause).toBe("海尔空调漏水");
  });
});

describe("parts and troubles", () => {
  const found = async (text: string, category?: string) => {
    const { clauses } = await one(text, category === undefined ? {} : { category });
    return clauses.map(({ components, symptoms, situations }) => [...components, ...symptoms, ...situations]);
  };

  test("take the longest phrase", async () => {
    expect(await found("脱水时异响")).toEqual([["noise_spin"]]);
  });

  test.each([
    ["没有异味", []],
    ["噪音一点都不大", []],
    ["不会漏水", []],
    ["没有明显异响", []],
    ["防漏电插头", ["common.plug"]],
    ["有没有配件", []],
    ["不制冷", ["no_cool"]],
    ["不是不制冷", []],
    ["担心不制冷", []],
  ])("%s: %o", async (text, ids) => {
    expect((await found(text)).flat()).toEqual(ids);
  });

  test("reach over a gap, but not over a negation or a comma", async () => {
    expect(await found("声音特别大")).toEqual([["noise_loud"]]);
    expect(await found("声音不是很大")).toEqual([[]]);
    expect(await found("声音很小，力气很大")).toEqual([[], []]);
  });

  test("name the part of the ticket's category", async () => {
    expect((await found("电机坏了", "washer")).flat()).toContain("washer.motor");
    expect((await found("电机坏了", "range_hood")).flat()).toContain("hood.motor");
    expect((await found("洗衣机的电机坏了")).flat()).toContain("washer.motor");
  });

  test("tell danger at one report, not where it is feared, and say by which words", async () => {
    const { clauses } = await one("插头冒烟，担心漏电。没有漏电");
    expect(clauses.map(({ isSafety }) => isSafety)).toEqual([true, false, false]);
    expect(clauses.map(({ evidence }) => evidence)).toEqual([["插头", "冒烟"], ["漏电"], []]);
  });

  test("do not count general displeasure", async () => {
    expect(await found("差评")).toEqual([[]]);
  });
});

describe("what nobody wrote for the occasion", () => {
  test.each([
    ["此用户未填写评价内容", "boilerplate", ["default_text"]],
    ["非常满意！", "boilerplate", ["quick_tag"]],
    ["。。。", "boilerplate", ["repeats", "default_text"]],
    ["", "empty", []],
    ["感谢您对我们的支持，您的满意是我们的动力！", "boilerplate", ["canned_reply"]],
    ["洗衣机漏水", "ok", []],
  ])("%o is %s", async (text, status, flags) => {
    const read = await one(text);
    expect([read.status, read.flags]).toEqual([status, flags]);
    if (status !== "ok") expect(read.clauses).toEqual([]);
  });

  test("prompt heads go, wherever they stand; what people wrote behind them stays", async () => {
    const { flags, clauses } = await one("安装服务：师傅收费太贵 散热性能：风扇一直响");
    expect(flags).toEqual(["prompt_head"]);
    expect(clauses.map(({ clause }) => clause)).toEqual(["师傅收费太贵", "风扇一直响"]);
  });

  test("a head stays where it says what a short answer is about", async () => {
    expect((await one("噪音大小：太大")).clauses.map(({ clause }) => clause)).toEqual(["噪音大小：太大"]);
  });
});

describe("languages", () => {
  test.each([
    ["洗衣机漏水", "zh"],
    ["XQG50-8866漏水 KFR-35GW/NhGc1B 60℃", "zh"],
    ["The screen is broken", "en"],
    ["Won't turn on", "en"],
    ["Das Gerät ist nach dem Kauf nicht mehr angegangen", "de"],
    ["Le lave-linge ne marche plus depuis hier", "fr"],
    ["La lavadora no funciona desde ayer", "es"],
    ["La lavatrice non funziona più da ieri", "it"],
    ["De wasmachine doet het niet meer", "nl"],
    ["洗濯機が動きません", "ja"],
    ["세탁기가 고장났어요", "ko"],
    ["Стиральная машина не работает", "ru"],
    ["12345", "und"],
  ])("%s is %s", async (text, language) => {
    expect((await one(text)).language).toBe(language);
  });
});

test("what becomes of a text does not hang on its neighbours", async () => {
  const texts = ["洗衣机不脱水", "", "显示E4", "The fan is loud", "此用户未填写评价内容", "美的空调漏水", "闪了5次"];
  const together = await readTexts(texts);
  const reversed = (await readTexts([...texts].reverse())).reverse();
  const alone = await Promise.all(texts.map((text) => one(text)));
  expect(reversed).toEqual(together);
  expect(alone).toEqual(together);
});
