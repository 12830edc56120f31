const polite = "先生 女士 小姐 太太 夫人 先森 女仕 小姐姐 先生女士".split(" ");
const long =
  "大姐 大哥 大爷 大妈 大叔 大婶 大娘 大嫂 大伯 阿姨 阿婆 阿公 阿伯 奶奶 爷爷 伯伯 伯母 叔叔 姐姐 哥哥 妈妈 爸爸 师母 同志 老师 老師 教授 经理 經理 主任 主管 店长 店長 站长 队长 组长 班长 厂长 局长 科长 处长 院长 校长 部长 医生 律师 警官 老板 老板娘 老闆 工程师 师傅 師傅 师父 客服 总监 董事 技师 技工 技术员 维修员 维修工 安装工 安装员 专员 督导 助理 服务员 大夫 老弟 小哥 小弟".split(
    " ",
  );
/** Titles that are words or parts of words as often, and what then stands beside them. */
const short: Record<string, RegExp> = {
  工: /^工(?![作程厂廠资具夫艺序时地人会业单本号期况龄种费钱商的位口装信薪])/u,
  总: /^总(?![是共的之体结算部价觉机成计数额要有会归监理量电经])/u,
  哥: /^哥(?![们儿德])/u,
  姐: /^姐(?![妹夫])/u,
  叔: /^叔/u,
  姨: /^姨/u,
  婶: /^婶/u,
  嫂: /^嫂/u,
  伯: /^伯/u,
  爷: /^爷/u,
  董: /^董(?!事)/u,
  师: /^师(?=[，。,!！？\s])/u,
};
const byFirst = new Map<string, string[]>();
for (const word of [...polite, ...long].sort((a, b) => b.length - a.length)) {
  const first = word[0] as string;
  byFirst.set(first, [...(byFirst.get(first) ?? []), word]);
}

export interface Title {
  length: number;
  /** One character, often part of another word. */
  isShort: boolean;
  isPolite: boolean;
}

/** The longest title that begins at a place of the text. */
export function titleAt(text: string, at: number): Title | undefined {
  for (const word of byFirst.get(text[at] as string) ?? []) {
    if (text.startsWith(word, at)) return { length: word.length, isShort: false, isPolite: polite.includes(word) };
  }
  const pattern = short[text[at] as string];
  return pattern?.test(text.slice(at, at + 2)) ? { length: 1, isShort: true, isPolite: false } : undefined;
}
