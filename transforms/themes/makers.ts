/**
 * Makers and shops that people compare with. Those of the master tables are masked before anything is counted; these are nobody's
 * theme either. Names that are ordinary words too (苹果, 小米, 老板) are left to the tables, and 完美的 is no 美的.
 */
const chinese =
  "海尔 格力 海信 长虹 康佳 创维 奥克斯 志高 格兰仕 小天鹅 荣事达 美菱 容声 卡萨帝 方太 华帝 万和 万家乐 林内 能率 阿里斯顿 史密斯 帅康 奥普 " +
  "苏泊尔 九阳 摩飞 科沃斯 追觅 云鲸 添可 戴森 松下 西门子 博世 飞利浦 索尼 夏普 东芝 日立 三菱 大金 惠而浦 三星 华为 联想 戴尔 惠普 华硕 宏碁 微软 " +
  "京东 天猫 淘宝 拼多多 苏宁 国美 唯品会 亚马逊 抖音 快手 小红书 闲鱼 微店";
const latin =
  "oppo vivo tcl lg haier midea hisense samsung huawei xiaomi lenovo dell asus acer microsoft apple sony philips panasonic siemens " +
  "bosch dyson amazon";

const either = (names: string): string => names.replaceAll(" ", "|");
const maker = new RegExp(`(?<![完优精甜唯])美的|${either(chinese)}|\\b(?:${either(latin)})\\b`);

/** Whether words hold the name of a maker or a shop. */
export const namesMaker = (words: string): boolean => maker.test(words.toLowerCase());
