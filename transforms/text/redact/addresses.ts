import type { Marks } from "./marks.ts";

const numeral = "(?:\\d{1,5}|[一二三四五六七八九十百零〇]{1,5}|[A-Za-z]\\d{0,2}|[甲乙丙丁])";
const unit = `${numeral}(?:[-之]\\d{1,4}){0,2}(?:号院|號院|号楼|號樓|号|號|弄|巷|栋|棟|幢|座|单元|單元|层|层楼|楼|樓|室|户|门|房|组团|组|社|期|区|院|附|#楼?)`;
const estate =
  "(?:小区|社区|花园|公寓|新村|家园|大厦|大楼|广场|中心|国际|名都|首府|公馆|宿舍|山庄|别墅|名邸|御府|府邸|雅苑|花苑|豪庭|华府|城|苑|庭|府|园|園|湾|郡|邸|里|居|庄|坊|轩|阁|墅|村|寨|屯|院|厦)";
const road =
  "(?:大道|大街|街道|胡同|路|街|(?<![知通频味渠管轨难])道|巷|弄|[东西南北一二三四五六七八九十]里|段|坊|村|镇|乡|区|园|组)";
const tail = `(?:附?${unit}|[东西南北]座?|[A-Za-z]\\d{0,2}座)`;
const doors = "(?:-?\\d{1,4}){0,2}(?:[零〇一二三四五六七八九]{3,4})?(?:室|户|号|房|左手|右手|东户|西户|中户)?";
const building = `${numeral}(?:号楼|號樓|栋|棟|幢|座|号院|弄|#楼?)`;

/** Road and number; estate and building; building and flat; estate and a-b-c; village and group. */
const core = new RegExp(
  [
    `${road}(?:[甲乙丙附])?\\d{1,5}(?:[-之]\\d{1,4})?(?:号|號|弄)(?!线|楼线)(?:${tail})*${doors}`,
    `${road}[一二三四五六七八九十百]{1,4}[号號弄](?:${tail})*${doors}`,
    `${estate}\\s?(?:[一二三四五六七八九十东西南北A-Z\\d]{1,2}[期区])?\\s?${building}(?:${tail})*${doors}`,
    `${estate}(?:[一二三四五六七八九十东西南北A-Z\\d]{1,2}[期区])?\\d{1,3}-\\d{1,2}-\\d{2,4}(?![\\d.-])(?:室|户)?`,
    `(?:小区|花园|公寓|新村|家园|苑|庭|[期区]|湾|府)\\d{1,3}-\\d{3,4}(?![\\d.-])(?:室|户)?`,
    `(?<![\\dA-Za-z.])${building}(?:${tail})+${doors}`,
    `(?<![\\dA-Za-z.])(?:\\d{1,3}|[A-Za-z])(?:号楼|號樓|栋|棟|幢|座)-?\\d{3,4}(?!\\d|元|块|年)(?:室|户|号|房)?`,
    `(?<![\\dA-Za-z.])\\d{1,3}单元(?:${tail})*\\d{0,4}(?:室|户|号|房)?`,
    `(?:村|社区|乡|镇)[\\p{Script=Han}]{0,6}?(?:\\d{1,3}|[一二三四五六七八九十]{1,3})(?:组|社|队|屯)(?:\\d{1,4}[号號])?`,
    `(?<=[\\p{Script=Han}])北座\\d{3,4}`,
  ].join("|"),
  "gu",
);
/** More of the same place after a number: a building by name, a part of the estate. */
const onward = new RegExp(
  `^[\\p{Script=Han}A-Za-z（）()]{0,14}?(?:${estate}|校区|苑|[A-Za-z东西南北])?(?:[东南西北]区)?(?:${building}(?:${tail})*${doors}|(?:${unit}){1,4}${doors}|[A-Za-z东西南北]?座\\d{2,4}室?|(?<=座|栋|楼)\\d{3,4}室?)`,
  "u",
);
const before = /[\p{Script=Han}A-Za-z0-9（）()]{0,36}$/u;
/** Words after which an address begins, where the text has no mark before it. */
const opening =
  /(?:地址|住址|位于|寄|送|发|改成|改为|变更为|搬|入住|不远处|还有|购买|[住在到至往给了将把的与去]|(?<=我|俺|他|她|们|人|来自|户|是|为)(?:家|是)?|是(?=[\p{Script=Han}]{2,}[省市区县])|(?<=^|[^\p{Script=Han}])家)/gu;
const province =
  /(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|台北|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?=[\p{Script=Han}]{2})/gu;
/** What follows such a word is an address to the next mark, if a place stands in it. */
const labelled = /(?:地址|住址)(?:是|为|改成|改为|改一下|变更为)?\s*[:：]?\s*([^，。；,;！!？?\n〔]{4,48})/gu;
const lived = /(?:家住|[我们前现家]住在?|居住在|现住)\s?(?![的了过同这那一])([\p{Script=Han}A-Za-z0-9-]{3,40})/gu;
const placeName = /[路街巷镇乡县区市苑园庭栋棟幢弄庄屯村湾省州]|小区|公寓|[号號楼樓座组室]|\d-\d/gu;
const placeEnd = /^.*(?:[路街巷镇乡县区市苑园城庭楼樓栋棟幢弄里庄屯村组座湾室户号號房院门厦]|公寓|大厦|广场|左手|\d)/u;

/** A building told by its height or its number alone. */
const storeys =
  /^(?:\d{1,4}|[一二三四五六七八九十两]{1,3}|[A-Za-z])(?:号楼|號樓|栋|棟|幢|座)(?:[\d一二三四五六七八九十]{1,3}(?:[层楼樓]|号楼))+$/u;

/** Addresses down to a house, a flat or a group of a village. Regions, towns and roads alone are nobody's. */
export function findAddresses(marks: Marks): void {
  const { text } = marks;
  for (const match of text.matchAll(labelled)) {
    const value = match[1] as string;
    const end = placeEnd.exec(value)?.[0];
    if (end === undefined || end.length < 4 || (value.match(placeName)?.length ?? 0) < 2) continue;
    const start = match.index + match[0].length - value.length;
    marks.add("address", start, freeEnd(marks, start, start + end.length));
  }
  let reached = 0;
  for (const match of text.matchAll(core)) {
    if (match.index < reached || storeys.test(match[0])) continue;
    let end = match.index + match[0].length;
    for (let i = 0; i < 3; i++) {
      const more = onward.exec(text.slice(end, end + 40))?.[0];
      if (more === undefined) break;
      end += more.length;
    }
    const start = startOf(text, match.index, reached);
    reached = end;
    marks.add("address", start, end);
  }
  for (const match of text.matchAll(lived)) {
    const value = match[1] as string;
    const name =
      /^[\p{Script=Han}A-Za-z0-9]{2,14}?(?:小区|社区|花园|公寓|新村|家园|苑|庄|屯|村(?!里)|巷|弄)(?:[\p{Script=Han}]区)?/u.exec(
        value,
      )?.[0];
    if (name === undefined) continue;
    const start = match.index + match[0].length - value.length;
    marks.add("address", start, start + name.length);
  }
}

/** Where the address that holds `index` begins: after the last opening word, or at its province. */
function startOf(text: string, index: number, reached: number): number {
  const left = before.exec(text.slice(Math.max(reached, index - 36), index))?.[0] ?? "";
  const from = index - left.length;
  let at = 0;
  for (const found of left.matchAll(province)) at = Math.max(at, found.index);
  if (at > 0) return from + at;
  for (const found of left.matchAll(opening)) {
    const end = found.index + found[0].length;
    if (end < left.length) at = end;
  }
  return from + at;
}

function freeEnd(marks: Marks, start: number, end: number): number {
  const taken = marks.overlapping(start, end);
  return taken === undefined ? end : Math.max(start, taken.start);
}
