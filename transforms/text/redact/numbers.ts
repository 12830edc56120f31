import { spokenNumerals } from "./characters.ts";
import type { Marks } from "./marks.ts";

/** Words before a number that make it an order's, a device's or a shipment's. */
const orderBefore =
  /(?:单号|订单|单子|工单|编号|序列号|(?<!手)机号|条码|条形码|流水号?|SN|S\/N|IMEI|型号|物流|快递|运单|发票|串号|卡密|合同|编码|代码|保单|受理号|商品|货号|批次|ID|No\.?)[号码是为：:#\s（(]{0,4}[A-Za-z]{0,6}[-]?$/iu;
const phoneBefore =
  /(?:电话|電話|手机|手機|联系|聯繫|联络|号码|號碼|拨打|拨|致电|来电|座机|固话|固定|微信|打|tel|phone|mobile|call|cell)[^\d。！？!?]{0,6}$|\b(?:call|phone|contact|reach|text)\b[^\d。！？!?]{0,16} (?:at|on) $/iu;
const cardBefore = /(?:卡号|卡里|银行|储蓄|信用卡|账号|帐号|账户|帐户|[建工农中招交]行|邮政|卡)[^\d。！？!?]{0,8}$/u;
const idBefore = /(?:身份证|身分證|证件|公民身份)[^\d。！？!?]{0,8}$/u;

const idCard =
  /(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:1[89]|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?![\dA-Za-z])/gu;
const looseId = /(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:\d{8}[ -]?\d{3}[\dXx]|\d{9})(?![\dA-Za-z])/gu;
const bankCard = /(?<![\dA-Za-z])[3-69]\d{3}(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?![\dA-Za-z])/gu;
const mobile =
  /(?<!\d|(?:\d\d|0)\.)(?:(?:\+|00)?86[- ]?|\(\+?86\)[- ]?)?1[ -]?[3-9](?:[ \-–—_.·/*]{0,2}\d){9}(?![\dA-Za-z])/gu;
const masked = /(?<!\d)1[3-9]\d[*xX]{3,5}\d{3,4}(?!\d)/gu;
const landline =
  /(?<![\dA-Za-z-])[（(]?0(?:10|2\d|3[1-79]\d|4[1-35-8]\d|5[1-9]\d|6[369]\d|7\d\d|8[1-9]\d|9\d\d)[)）]?[- —–]{0,2}[2-9]\d{2,3}[ -]?\d{4}(?:[-转轉#]{1,2}\d{1,5})?(?![\dA-Za-z])/gu;
const taiwanMobile = /(?<![\dA-Za-z])09\d{2}-\d{3}-?\d{3}(?![\dA-Za-z])/gu;
const shortLandline = /(?<![\dA-Za-z.-])[2-9]\d{2,3}[- ]?\d{4}(?:[-转轉]\d{1,5})?(?![\dA-Za-z.])/gu;
const american =
  /(?<![\d.-])(?:\+?1[-. ])?(?:\([2-9]\d{2}\) ?|(?!400|800)[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?![\d.-]\d|\d)/gu;
const trunk = /(?<![\dA-Za-z.-])0\d{2,4}[- ]\d{3,4}[- ]\d{3,4}(?!\d)/gu;
const abroad = /\+(?!86)[1-9]\d{0,2}[- ]?(?:\(\d{1,4}\)[- ]?)?\d{2,4}(?:[- ]?\d{2,4}){1,4}(?!\d)/gu;

/** Identity cards, bank cards, mobiles and landlines, told from order and serial numbers by what stands before them. */
export function findNumbers(marks: Marks): void {
  const { text } = marks;
  for (const { 0: found, index } of text.matchAll(idCard)) {
    if (isIdCard(found)) marks.add("id_card", index, index + found.length);
  }
  for (const { 0: found, index } of text.matchAll(looseId)) {
    if (idBefore.test(before(text, index))) marks.add("id_card", index, index + found.length);
  }
  for (const { 0: found, index } of text.matchAll(bankCard)) {
    if (isBankCard(found, before(text, index))) marks.add("bank_card", index, index + found.length);
  }
  for (const { 0: found, index } of text.matchAll(mobile)) {
    const left = before(text, index);
    // +1 415-555-2671 is none of China's.
    if (left.endsWith("+") && /^1[ -]/u.test(found)) continue;
    if (/(?:^|[^A-Za-z])(?!tel|phone|mobile|call|cell|wx|vx|wechat|v|q|qq)[A-Za-z]+-?$/iu.test(left)) continue;
    if (!orderBefore.test(left) && isMobile(found)) marks.add("phone", index, index + found.length);
  }
  for (const pattern of [masked, landline, taiwanMobile, american, abroad]) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (pattern === abroad && found.replace(/\D/gu, "").length < 8) continue;
      if (!orderBefore.test(before(text, index))) marks.add("phone", index, index + found.length);
    }
  }
  for (const { 0: found, index } of [...text.matchAll(trunk), ...text.matchAll(shortLandline)]) {
    const left = before(text, index);
    const digits = found.replace(/\D/gu, "");
    if (digits.length < 7 || /^(?:400|800|95)/u.test(digits)) continue;
    if (/^(?:19|20)\d{2}[01]\d[0-3]\d$/u.test(digits)) continue;
    if (phoneBefore.test(left) && !orderBefore.test(left)) marks.add("phone", index, index + found.length);
  }
}

const digitOfNumeral = new Map(
  spokenNumerals.flatMap((numerals, digit) => [...numerals].map((numeral) => [numeral, String(digit)] as const)),
);
const spokenRun = new RegExp(`[${spokenNumerals.join("")}0-9][${spokenNumerals.join("")}0-9 -]{9,24}`, "gu");

/** Mobiles written as they are read out, 幺三五…, in whole or in part. */
export function findSpokenNumbers(marks: Marks): void {
  for (const { 0: found, index } of marks.text.matchAll(spokenRun)) {
    if (/^[\d -]+$/u.test(found) || orderBefore.test(before(marks.text, index))) continue;
    let digits = "";
    const places: number[] = [];
    for (let i = 0; i < found.length; i++) {
      const character = found[i] as string;
      const digit = digitOfNumeral.get(character) ?? (character >= "0" && character <= "9" ? character : undefined);
      if (digit === undefined) continue;
      digits += digit;
      places.push(index + i);
    }
    const at = digits.search(/(?<!\d)1[3-9]\d{9}(?!\d)/u);
    if (at < 0) continue;
    marks.add("phone", places[at] as number, (places[at + 10] as number) + 1);
  }
}

const before = (text: string, index: number): string => text.slice(Math.max(0, index - 24), index);

/** Eleven digits in a grouping people write: whole, in up to four groups, or one by one. */
function isMobile(found: string): boolean {
  if (/^\d/u.test(found) && /\d\.\d{1,2}(?:\D|$)/u.test(found)) return false;
  const body = found.replace(/^(?:\(?(?:\+|00)?86\)?)[- ]?/u, (head) =>
    /^(?:\(?\+|00|\(|86[- ]?1\d)/u.test(head + found.slice(head.length, head.length + 2)) ? "" : head,
  );
  if (body.includes("*")) return false;
  const groups = body.split(/\D+/u);
  if (groups.join("").length !== 11) return false;
  return groups.length <= 4 || groups.every((group) => group.length === 1);
}

const provinces = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Eighteen characters with a province, a day of birth that exists and the right check digit (GB 11643-1999). */
export function isIdCard(found: string): boolean {
  const id = found.replace(/[ -]/gu, "").toUpperCase();
  if (id.length !== 18 || !provinces.has(id.slice(0, 2))) return false;
  const year = Number(id.slice(6, 10));
  const month = Number(id.slice(10, 12));
  const day = Number(id.slice(12, 14));
  if (year < 1880 || month < 1 || month > 12 || day < 1) return false;
  const days = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  if (day > (days[month - 1] as number)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(id[i]) * (weights[i] as number);
  return "10X98765432"[sum % 11] === id[17];
}

/** Fifteen to nineteen digits with the right Luhn digit, that begin like a bank's or stand beside a word for one. */
function isBankCard(found: string, left: string): boolean {
  const digits = found.replace(/\D/gu, "");
  if (digits.length < 15 || digits.length > 19 || !isLuhn(digits)) return false;
  if (cardBefore.test(left)) return true;
  if (orderBefore.test(left)) return false;
  return (digits.length >= 16 && /^62/u.test(digits)) || /^(?:4\d|5[1-5])\d{2}[ -]\d{4}[ -]/u.test(found);
}

/** Check digit by the Luhn algorithm (ISO/IEC 7812). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const twice = digit * 2;
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}
