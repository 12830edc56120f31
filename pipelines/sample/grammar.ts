import type { Random } from "./random.ts";

/** What a text is about; slots of the grammar read it. */
export interface Topic {
  product: string;
  model: string;
  symptom: string;
  part: string;
  code: string;
  good: string;
  good2: string;
  howto: string;
  wish: string;
  harm: string;
  makeshift: string;
  like: string;
  season: string;
  name: string;
  phone: string;
  address: string;
  /** Subjects the text came to speak of, in order. */
  heard: string[];
}

/** Rules whose mention makes a subject of the text; a mention of {symptom} is the fault of its part. */
const subjects: Record<string, string> = {
  symptom: "fault",
  late_s: "late",
  repeat_s: "repeat_repair",
  part_s: "part_wait",
  fee_s: "fee",
  rude_s: "conduct",
  ship_s: "delivery",
  price_s: "price",
  fast: "praise_speed",
  skill: "praise_skill",
  kind: "praise_conduct",
  good: "praise_product",
  good2: "praise_product",
  howto: "usage",
  wish: "wish",
  english: "english",
  boilerplate: "boilerplate",
};

type Piece = string | { rule: string };
type Rules = Record<string, readonly (readonly Piece[])[]>;

/** Reads `name: alternative | alternative` lines; `{name}` inside an alternative is another rule, a topic field or a number `{3-9}`. */
export function readGrammar(text: string): Rules {
  const rules: Rules = {};
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at < 0) continue;
    const name = line.slice(0, at).trim();
    const alternatives = line
      .slice(at + 1)
      .split("|")
      .map((alternative) => pieces(alternative.trim()));
    rules[name] = [...(rules[name] ?? []), ...alternatives];
  }
  return rules;
}

const pieces = (text: string): Piece[] =>
  text
    .split(/(\{[^}]*\})/)
    .filter((piece) => piece !== "")
    .map((piece) => (piece.startsWith("{") ? { rule: piece.slice(1, -1) } : piece));

/** One text from a rule. An unknown slot is a mistake in the grammar. */
export function speak(rules: Rules, rule: string, topic: Topic, random: Random): string {
  const subject = subjects[rule];
  if (subject !== undefined && !topic.heard.includes(subject)) topic.heard.push(subject);
  const alternatives = rules[rule];
  if (alternatives === undefined) {
    const field = topic[rule as Exclude<keyof Topic, "heard">];
    if (field !== undefined) return field;
    const [low, high] = rule.split("-").map(Number);
    if (low === undefined || high === undefined || Number.isNaN(low) || Number.isNaN(high)) {
      throw new Error(`the grammar has no rule "${rule}"`);
    }
    return String(random.between(low, high));
  }
  let text = "";
  for (const piece of random.pick(alternatives)) {
    text += typeof piece === "string" ? piece : speak(rules, piece.rule, topic, random);
  }
  return text;
}

const typos: readonly (readonly [string, string])[] = [
  ["师傅", "师付"],
  ["师傅", "师父"],
  ["噪音", "躁音"],
  ["安装", "按装"],
  ["客服", "客副"],
  ["保修", "保休"],
  ["漏水", "漏谁"],
  ["制冷", "治冷"],
  ["跳闸", "跳匣"],
  ["异响", "异想"],
  ["遥控", "摇控"],
  ["的", "滴"],
  ["怎么", "肿么"],
  ["没有", "木有"],
  ["这个", "介个"],
  ["一直", "一只"],
  ["什么", "神马"],
  ["再也", "在也"],
  ["做", "作"],
  ["已经", "以经"],
  ["电话", "电活"],
  ["收费", "收废"],
];

const dialects: Record<string, readonly (readonly [string, string])[]> = {
  southwest: [
    ["没有", "莫得"],
    ["什么", "啥子"],
    ["怎么", "咋个"],
    ["不知道", "晓不得"],
    ["这么", "恁个"],
    ["坏了", "坏球了"],
    ["很", "好"],
    ["不行", "要不得"],
  ],
  northeast: [
    ["什么", "啥"],
    ["怎么", "咋"],
    ["很", "老"],
    ["特别", "贼"],
    ["没有", "没得"],
    ["修好", "整好"],
    ["师傅", "师傅哥"],
    ["不行", "不中用"],
  ],
  cantonese: [
    ["没有", "冇"],
    ["什么", "乜嘢"],
    ["怎么", "点解"],
    ["不是", "唔系"],
    ["的", "嘅"],
    ["很", "好"],
    ["现在", "而家"],
    ["空调", "冷气"],
  ],
  shanghai: [
    ["什么", "啥么子"],
    ["怎么", "哪能"],
    ["很", "蛮"],
    ["不行", "勿来赛"],
    ["这个", "格个"],
    ["没有", "呒没"],
  ],
  henan: [
    ["什么", "啥"],
    ["怎么", "咋"],
    ["没有", "冇"],
    ["不行", "不中"],
    ["很", "可"],
    ["修好", "弄好"],
  ],
};
export const dialectOf: Record<string, string> = {
  四川: "southwest",
  重庆: "southwest",
  贵州: "southwest",
  辽宁: "northeast",
  吉林: "northeast",
  黑龙江: "northeast",
  广东: "cantonese",
  上海: "shanghai",
  河南: "henan",
};

const simplified =
  "这个们来时会过说对门开关机电视冰冻热气调装维师傅态务质问题题显声响线网费钱买发货换现实业专电话约没结处理应该还让给从请谢单银维声压缩泵风灯烟灶净费万块给阳员统级进边动总报办坏东长简变观";
const traditional =
  "這個們來時會過說對門開關機電視冰凍熱氣調裝維師傅態務質問題題顯聲響線網費錢買發貨換現實業專電話約沒結處理應該還讓給從請謝單銀維聲壓縮泵風燈煙灶淨費萬塊給陽員統級進邊動總報辦壞東長簡變觀";
const toTraditional = new Map([...simplified].map((character, i) => [character, [...traditional][i] as string]));

/** Writes a text the way people type: typos, dialect, odd punctuation, a few emoji, some traditional characters. */
export function roughen(text: string, random: Random, dialect: string | undefined): string {
  let out = text;
  const u = random.next();
  if (u < 0.13) {
    for (let i = 0; i < 2; i++) {
      const [right, wrong] = random.pick(typos);
      out = out.replace(right, wrong);
    }
  } else if (u < 0.4 && dialect !== undefined) {
    for (const [standard, local] of dialects[dialect] ?? []) if (random.chance(0.7)) out = out.replace(standard, local);
  } else if (u > 0.978) {
    out = Array.from(out, (character) => toTraditional.get(character) ?? character).join("");
  }
  const v = random.next();
  if (v < 0.14) out = out.replaceAll("，", " ").replaceAll("。", " ").trim();
  else if (v < 0.2) out = out.replaceAll("，", ",").replaceAll("。", ".");
  else if (v < 0.24) out = out.replaceAll("，", "").replace(/。$/, "");
  else if (v < 0.3) out = out.replace(/。$/, "！！！");
  else if (v < 0.33) out = out.replace(/。$/, "……");
  else if (v < 0.36) out += random.pick(["😡", "😭", "🙏", "👍", "💔", "😤", "🌹"]);
  else if (v < 0.37) out = out.replace("，", "\n");
  else if (v < 0.375) out = `"${out}"`;
  return out;
}
