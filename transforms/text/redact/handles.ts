import { plateProvinces } from "./characters.ts";
import type { Marks } from "./marks.ts";

const email = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/gu;
const wechat =
  /(?:微信|威信|薇信|维信|徽信|微号|微x|v信|v号|weixin|wechat|(?<![a-z])wx|(?<![a-z])vx|加\s?v|加微|加我v|(?<![a-z0-9])v(?=[:：]))(?:同?号|账号|帐号|id|名)?(?:是|为|叫)?[:：\s（(]{0,3}([a-z][a-z0-9_-]{5,19})(?![a-z0-9])/giu;
const wechatId = /(?<![A-Za-z0-9_])wxid_[a-z0-9]{6,}/giu;
const wechatDigits = /(?:微信号?|微信账号|vx|v信)[是为:：\s]{0,3}(\d{6,12})(?!\d)/giu;
const qq = /(?:(?<![a-z])q{1,2}|扣扣|企鹅)(?:号码?|群)?[是为：:\s]{0,3}([1-9]\d{4,10})(?![\dA-Za-z.])/giu;
const notHandle = /^(?:wechat|weixin|qrcode|android|iphone|harmony|windows|alipay|version|wifi|bluetooth)/iu;
const plate = new RegExp(
  `(?<![\\dA-Za-z])[${plateProvinces}][A-HJ-NP-Z][·.\\s-]?(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[DF][A-HJ-NP-Z0-9]\\d{4}|\\d{5}[DF])(?![\\dA-Za-z])`,
  "gu",
);

/** E-mail addresses and the names people have in messengers. */
export function findHandles(marks: Marks): void {
  const { text } = marks;
  for (const { 0: found, index } of text.matchAll(email)) marks.add("email", index, index + found.length);
  for (const { 0: found, index } of text.matchAll(wechatId)) marks.add("wechat", index, index + found.length);
  for (const match of text.matchAll(wechat)) {
    const id = match[1] as string;
    if (!notHandle.test(id))
      marks.add("wechat", match.index + match[0].length - id.length, match.index + match[0].length);
  }
  for (const match of text.matchAll(wechatDigits)) {
    const end = match.index + match[0].length;
    const id = match[1] as string;
    marks.add(/^1[3-9]\d{9}$/u.test(id) ? "phone" : "wechat", end - id.length, end);
  }
  for (const match of text.matchAll(qq)) {
    const end = match.index + match[0].length;
    marks.add("qq", end - (match[1] as string).length, end);
  }
}

/** Licence plates, with the new-energy forms; a run of letters without a digit is a word. */
export function findPlates(marks: Marks): void {
  for (const { 0: found, index } of marks.text.matchAll(plate)) {
    if ((found.match(/\d/gu)?.length ?? 0) >= 2) marks.add("plate", index, index + found.length);
  }
}
