import { categories } from "./categories.ts";
import { day, monthIndex, type Seconds } from "./clock.ts";
import { dialectOf, roughen, speak, type Topic } from "./grammar.ts";
import { phrases } from "./phrases.ts";
import type { Cell } from "./products.ts";
import { Random } from "./random.ts";
import { regionName } from "./rows.ts";

const surnames = "陈王李赵郭周吴徐孙马朱胡林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁".split("");
const given = "禾青岚舟棠砚亭朔岩宁澜予安柏汀沐".split("");
const roads = "青石路 白杨巷 柳湾街 云溪路 松岗里 竹屿街 荷浦路 星河路 月湖巷 霞浦街".split(" ");
const loud =
  "像打雷一样|跟拖拉机似的|跟放鞭炮一样|像有人敲墙|吵得听不见说话|半夜把人吓醒|隔着两道门都听得到|像飞机起飞|一阵一阵的".split(
    "|",
  );
const plain =
  "一天好几回|没有一天正常|看着就心烦|时好时坏摸不着规律|刚好在最要用的时候|新机器就这样|隔三差五来一次|跟没修过一样|怎么弄都没用".split(
    "|",
  );
const codes = "E1 E2 E3 E4 E6 F1 F2 F5 H6 P4 U3 L3 Er3 C5 FE OE 4C".split(" ");

/** A piece of personal data put into a text on purpose; none of it can be real. */
export interface Canary {
  kind: "mobile" | "name" | "address" | "email" | "id_card" | "customer_key";
  value: string;
}

/** Mobile prefix that was never given out, so that no number is anybody's. */
export const mobilePrefix = "154";

/** Words for what happens: every text of the sample comes from here. */
export class Voice {
  readonly random: Random;
  readonly isMute: boolean;
  canaries: Canary[] = [];
  private fault = "";
  private readonly topic: Topic = {
    product: "",
    model: "",
    symptom: "",
    part: "",
    code: "",
    good: "",
    good2: "",
    howto: "",
    wish: "",
    harm: "",
    makeshift: "",
    like: "",
    season: "",
    name: "",
    phone: "",
    address: "",
    heard: [],
  };

  /** @param isMute say nothing, for samples without text */
  constructor(seed: number, isMute: boolean) {
    this.random = new Random(seed, 7);
    this.isMute = isMute;
  }

  /** A text from a rule about a unit of this cell. `component` -1 lets the talk be about any part. */
  say(rule: string, cell: Cell, component: number, at: Seconds): string {
    if (this.isMute) return "";
    const { random, topic } = this;
    const category = categories[cell.model.category] as (typeof categories)[number];
    const about =
      category.components[component < 0 ? random.weighted(cell.model.componentTotals) : component] ??
      category.components[0];
    if (about === undefined) throw new Error(`category ${category.id} has no components`);
    topic.product = random.pick(category.names);
    topic.model = cell.model.id;
    topic.code = random.pick(codes);
    topic.symptom = random.pick(about.symptoms).replace("{code}", topic.code);
    topic.part = about.zh;
    topic.good = random.pick(category.good);
    do topic.good2 = random.pick(category.good);
    while (topic.good2 === topic.good);
    topic.howto = random.pick(category.howto);
    topic.wish = random.pick(category.wishes);
    topic.harm = random.pick(category.harms);
    topic.makeshift = random.pick(category.makeshifts);
    topic.like = random.pick(about.group.startsWith("noise") || about.group === "vibration" ? loud : plain);
    const month = (monthIndex(at) + 8) % 12;
    topic.season = month >= 5 && month <= 7 ? "天一热" : month >= 10 || month <= 1 ? "天冷以后" : "换季的时候";
    topic.heard = [];
    this.fault = `${category.id}.${about.zh}`;
    return speak(phrases, rule, topic, random);
  }

  /** What the last text is about: subjects of service, or `fault:<category>.<part>`. */
  subjects(): string[] {
    return this.topic.heard.map((subject) => (subject === "fault" ? `fault:${this.fault}` : subject));
  }

  /** A text as a user types it. */
  typed(rule: string, cell: Cell, component: number, at: Seconds): string {
    if (this.isMute) return "";
    const dialect = dialectOf[regionName(cell.region)];
    const text = this.say(this.random.chance(0.012) ? "english" : rule, cell, component, at);
    return roughen(tidy(text), this.random, dialect);
  }

  /** Adds invented personal data to a text and remembers it. */
  withPrivate(text: string, cell: Cell): string {
    const { random, topic } = this;
    this.canaries = [];
    topic.phone = this.mobile(random);
    topic.name = random.pick(surnames) + random.pick(given) + (random.chance(0.6) ? random.pick(given) : "");
    topic.address = `${regionName(cell.region)}${random.pick(roads)}${random.between(101, 989)}弄${random.between(1, 40)}号楼${random.between(1, 32)}0${random.between(1, 4)}室`;
    const { phone, name, address } = topic;
    let added = this.sayKeeping("private");
    if (random.chance(0.08)) added += `，邮箱${this.email(random)}`;
    if (random.chance(0.05)) added += `，身份证${this.idCard(random)}`;
    const kinds: [Canary["kind"], string][] = [
      ["mobile", phone],
      ["name", name],
      ["address", address],
    ];
    for (const [kind, value] of kinds) if (added.includes(value)) this.canaries.push({ kind, value });
    return random.chance(0.5) ? `${text}${added}` : `${added}。${text}`;
  }

  private sayKeeping(rule: string): string {
    return speak(phrases, rule, this.topic, this.random);
  }

  mobile(random: Random): string {
    return mobilePrefix + String(random.int(100000000)).padStart(8, "0");
  }

  private email(random: Random): string {
    const value = `user${random.between(1000, 99999)}@example.com`;
    this.canaries.push({ kind: "email", value });
    return value;
  }

  /** Right check digit, but the district code 110000 and births of 1900 are nobody's. */
  private idCard(random: Random): string {
    const body = `11000019000101${String(random.between(0, 999)).padStart(3, "0")}`;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum = 0;
    for (let i = 0; i < 17; i++) sum += Number(body[i]) * (weights[i] as number);
    const value = body + "10X98765432"[sum % 11];
    this.canaries.push({ kind: "id_card", value });
    return value;
  }
}

/** Mends the punctuation where an empty alternative left two marks together. */
const tidy = (text: string): string =>
  text
    .replace(/^[，。；]+|[，；]+$/gu, "")
    .replace(/[，。；]+([？！。])/gu, "$1")
    .replace(/([？！])[，。；]+/gu, "$1")
    .replace(/[，；]{2,}/gu, "，");

/** Seconds a reply takes: one and a half days in the middle, some never. */
export const replyDelay = (random: Random): Seconds =>
  Math.round(random.quantile([0.02, 0.2, 0.5, 0.9, 1.5, 2.4, 4, 7, 15]) * day);
