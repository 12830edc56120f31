import type { Lexicon } from "../lexicon.ts";

/** Sum of what a clause says for and against, and how many words said it. */
export interface ClauseScore {
  score: number;
  hits: number;
}

/** Words of praise and blame that stand alone, beside the situations and symptoms of the lexicon. */
const praise =
  "好评 满意 喜欢 不错 还可以 还行 挺不错 很好 挺好 真好 太好 蛮好 好用 赞 点赞 棒 完美 优秀 值得 推荐 给力 实惠 划算 便宜 方便 舒服 舒适 漂亮 好看 美观 精致 流畅 清晰 安静 静音 快捷 及时 准时 专业 耐心 热情 周到 贴心 细心 负责 感谢 惊喜 放心 省心 结实 耐用 正品 简单 灵敏 满分 五星 爱了 高大上 物美价廉 物超所值 性价比高 速度快 质量好 效果好 手感好".split(
    " ",
  );
const blame =
  "差 差评 差劲 烂 破 坏 坏了 垃圾 失望 后悔 坑 坑人 坑爹 上当 骗 骗人 欺骗 忽悠 假货 假的 糟糕 恶心 气愤 生气 无语 难用 难看 难闻 难受 麻烦 慢 太慢 卡 卡顿 死机 吵 噪音大 异味 刺鼻 漏 漏水 掉漆 划痕 破损 瑕疵 退货 退款 换货 投诉 敷衍 推诿 推脱 拖延 不管 乱收费 太贵 贵 不值 鸡肋 粗糙 松动 闪屏 蓝屏 黑屏 花屏 发烫 掉线 断线 失灵 故障 毛病 问题 缺点 不足 遗憾 可惜 郁闷 崩溃 伤心 一般般 凑合 将就".split(
    " ",
  );
/** Groups of situations that are a topic and no judgement. */
const neutralGroups = new Set(["refund", "exchange", "communication", "dispatch", "promotion", "warranty", "parts"]);

/** Degrees that are judgements where nothing follows them. */
const alsoJudging = new Set(["严重", "厉害", "好"]);
/** Words that hold a word of blame and are none. */
const harmless = "出差 差不多 时差 误差 温差 差价 补差 慢慢 贵重 难得 破解 问题不大".split(" ");
/** 没发现有什么问题, 没有其他毛病: praise, whatever stands between. */
const faultless = /[没無无未][^,。!?;，！？；但]{0,7}?(?:问题|毛病|缺点|故障|瑕疵)/uy;

type Kind = "value" | "degree" | "negation" | "break" | "doubt" | "flip" | "ignore";
interface Entry {
  term: string;
  kind: Kind;
  value: number;
}

/**
 * A scorer of clauses by the lexicon: each word of praise or blame counts by the degree before it, turned round by a negation that
 * stands directly before it, weaker after a doubt; what follows 但是 counts more than what stands before it.
 */
export function lexiconScorer(
  lexicon: Pick<Lexicon, "terms" | "situations" | "symptoms">,
): (clause: string) => ClauseScore {
  const entries = new Map<string, Entry>();
  const put = (term: string, kind: Kind, value: number, isWinner = false): void => {
    if (term !== "" && !term.includes("~") && !term.includes("…") && (isWinner || !entries.has(term)))
      entries.set(term, { term, kind, value });
  };
  for (const term of praise) put(term, "value", 1);
  for (const term of blame) put(term, "value", -1);
  for (const { group, variants } of lexicon.situations) {
    const value = group.startsWith("praise") ? 1 : neutralGroups.has(group) ? 0 : -1;
    if (value !== 0) for (const term of variants) put(term, "value", value);
  }
  for (const { variants } of lexicon.symptoms) for (const term of variants) put(term, "value", -1);
  for (const { kind, term, value } of lexicon.terms) {
    if (kind === "negated_fault_good") put(term, "value", 1, true);
    else if (kind === "neutral_span") put(term, "ignore", 0, true);
    else if (kind.startsWith("degree")) put(term, "degree", Number(value) || 1, !alsoJudging.has(term));
    else if (kind === "negation" && value !== "suffix" && value !== "imperative") put(term, "negation", -1, true);
    else if (kind === "negation" && value === "suffix") put(term, "value", -0.5);
    else if (kind === "double_negation") put(term, "degree", 1.2, true);
    else if (kind === "rhetorical") put(term, "flip", -1, true);
    else if (kind === "scope_break" && value === "reset") put(term, "break", 1.5, true);
    else if (kind === "uncertain") put(term, "doubt", 0.5, true);
  }
  for (const term of harmless) put(term, "ignore", 0, true);
  const byFirst = new Map<string, Entry[]>();
  for (const entry of entries.values()) {
    const first = entry.term[0] as string;
    byFirst.set(first, [...(byFirst.get(first) ?? []), entry]);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.term.length - a.term.length);

  return (clause) => {
    let score = 0;
    let hits = 0;
    let weight = 1;
    let doubt = 1;
    let flip = 1;
    let degree = 1;
    let negated = false;
    let reach = -1;
    for (let i = 0; i < clause.length; ) {
      faultless.lastIndex = i;
      const span = "没無无未".includes(clause[i] as string) ? faultless.exec(clause)?.[0] : undefined;
      if (span !== undefined && !/解决|回|修/u.test(span)) {
        score += weight * doubt * flip;
        hits++;
        i += span.length;
        continue;
      }
      const found = byFirst.get(clause[i] as string)?.find(({ term }) => clause.startsWith(term, i));
      if (found === undefined) {
        i++;
        // A degree or a negation reaches over at most two other characters.
        if (i > reach) {
          degree = 1;
          negated = false;
        }
        continue;
      }
      const { kind, value, term } = found;
      i += term.length;
      if (kind === "degree" || kind === "negation") {
        if (kind === "degree") degree *= value;
        else negated = !negated;
        reach = i + 2;
      } else if (kind === "break") {
        weight = value;
        doubt = 1;
      } else if (kind === "doubt") doubt = value;
      else if (kind === "flip") flip = -flip;
      else if (kind === "value") {
        score += value * degree * (negated ? -0.8 : 1) * weight * doubt * flip;
        hits++;
        degree = 1;
        negated = false;
      }
    }
    return { score, hits };
  };
}
