import type { Mark, Marks } from "./marks.ts";
import { labelBefore, nextToName, notNames, notNicknames, notShortTitled, wordsEndingIn } from "./name-contexts.ts";
import {
  commonSurnames,
  compoundSurnames,
  neutralGiven,
  possibleGiven,
  rareSurnames,
  tellingGiven,
} from "./surnames.ts";
import { type Title, titleAt } from "./titles.ts";

const common = 1;
const rare = 2;
const telling = 4;
const possible = 8;
const han = 16;
const title = 32;
const nick = 64;
const neutral = 128;
/** may begin a surname of two characters */
const compound = 256;
const table = build();

/** Weight a whole name needs to be taken for one; see `weigh`. */
const enough = 7;

/**
 * Names of people: a surname before a title (陈女士, 李工), after 姓, after 小 or 老, and whole names. A whole name is weighed: its
 * surname, the characters of the given name, what stands before it (a label, a mark) and after it (a verb, a mark) each add or take away.
 */
export function findNames(marks: Marks): void {
  const { text } = marks;
  for (let i = 0; i < text.length; i++) {
    const bits = bitsAt(text, i);
    if (bits === 0) continue;
    if (bits & title) titled(marks, i);
    if (text[i] === "姓") surnamed(marks, i);
    if (bits & nick) nicknamed(marks, i);
  }
  for (let i = 0; i < text.length; i++) if (bitsAt(text, i) & (common | rare | compound)) i = whole(marks, i, false);
  repeated(marks);
}

/** A whole name that was found once is one wherever it stands. */
function repeated(marks: Marks): void {
  const { text } = marks;
  for (const { kind, start, end } of marks.inOrder().slice()) {
    if (kind !== "name" || end - start < 2 || end - start > 4 || bitsAt(text, start) & nick) continue;
    const name = text.slice(start, end);
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      marks.add("name", at, at + name.length);
    }
  }
}

function bitsAt(text: string, i: number): number {
  return table[text.charCodeAt(i)] ?? 0;
}

/** Length of the surname that ends right before `end`, 0 where there is none. */
function surnameBefore(text: string, end: number): number {
  if (end >= 2 && compoundSurnames.has(text.slice(end - 2, end))) return 2;
  return end >= 1 && bitsAt(text, end - 1) & (common | rare) ? 1 : 0;
}

function surnameAt(text: string, start: number): number {
  if (compoundSurnames.has(text.slice(start, start + 2))) return 2;
  return bitsAt(text, start) & (common | rare) ? 1 : 0;
}

const isHan = (text: string, i: number): boolean => (bitsAt(text, i) & han) !== 0;

/** 陈女士, 张师傅, 欧阳经理, 王秀英阿姨, 小王师傅. */
function titled(marks: Marks, at: number): void {
  const { text } = marks;
  const found = titleAt(text, at);
  if (found === undefined) return;
  const from = wholeBefore(text, at, 3) ?? wholeBefore(text, at, 2) ?? surnameOf(text, at, found);
  if (from !== undefined) marks.add("name", from, at);
}

/** Where a whole name of so many characters begins that ends before a title. */
function wholeBefore(text: string, at: number, length: number): number | undefined {
  const start = at - length;
  const surname = start < 0 ? 0 : surnameAt(text, start);
  if (surname === 0 || surname >= length || prepositions.includes(text[start] as string)) return undefined;
  const label = labelBefore(text, start);
  if (notNames.has(text.slice(start, at)) || (label < 2 && notNames.has(text.slice(start, start + 2))))
    return undefined;
  const isOpen = !isHan(text, start - 1);
  if (!isOpen && label < 2 && wordsEndingIn.has(text.slice(start - 1, start + 1))) return undefined;
  const isCommon = surname === 2 || (bitsAt(text, start) & common) !== 0;
  if (!isCommon && !isOpen && label === 0) return undefined;
  const wanted = telling | possible | (isCommon && length === 3 && (isOpen || label > 0) ? neutral : 0);
  for (let i = start + surname; i < at; i++) if (!(bitsAt(text, i) & wanted)) return undefined;
  // 感谢李师傅 is no 谢李: the last character is a surname and what stands before it introduces one.
  if (length === 2 && labelBefore(text, at - 1) > 0 && (bitsAt(text, at - 1) & (common | telling)) === common) {
    return undefined;
  }
  return start;
}

/** Where a surname begins that stands alone before a title. */
function surnameOf(text: string, at: number, found: Title): number | undefined {
  const length = surnameBefore(text, at);
  if (length === 0) return undefined;
  const start = at - length;
  const isOpen = !isHan(text, start - 1);
  const isNick = !isOpen && length === 1 && (bitsAt(text, start - 1) & nick) !== 0;
  const label = isOpen ? 0 : labelBefore(text, start) || (/[的嘅個个位名]/u.test(text[start - 1] as string) ? 1 : 0);
  const isCommon = length === 2 || (bitsAt(text, start) & common) !== 0;
  if (
    length === 1 &&
    (notNames.has(text.slice(start, start + 2)) || notShortTitled.has(text.slice(start, start + 2)))
  ) {
    return undefined;
  }
  if (!isOpen && length === 1 && wordsEndingIn.has(text.slice(start - 1, at))) return undefined;
  if (!isOpen && !label && !isNick && (found.isShort || !isCommon)) return undefined;
  if (length === 1 && prepositions.includes(text[start] as string)) return undefined;
  if (particles.includes(text[start] as string) && !label && !isNick && !found.isPolite) return undefined;
  return isNick && !notNicknames.has(text.slice(start - 1, at)) ? start - 1 : start;
}

/** Surnames that are prepositions and the like first of all: 和师傅约好, 应师傅要求. */
const prepositions = "和应向从连由单全别边";
/** Surnames that are other words before 师傅 as often. */
const particles = "时于解成能管安经费路车计关占查印展问包支通那原商";

/** 师傅姓赵, 免贵姓欧阳. */
function surnamed(marks: Marks, at: number): void {
  const { text } = marks;
  if (/[百贵同何尊]$/u.test(text.slice(Math.max(0, at - 1), at)) && !/免贵$/u.test(text.slice(Math.max(0, at - 2), at)))
    return;
  const start = at + (/^姓(?:是|为|[:：])/u.test(text.slice(at, at + 2)) ? 2 : 1);
  const length = surnameAt(text, start);
  if (length > 0) marks.add("name", start, start + length);
}

/** 小王, 老李, 阿强 where a label stands before or a verb or mark after. */
function nicknamed(marks: Marks, at: number): void {
  const { text } = marks;
  const isCompound = compoundSurnames.has(text.slice(at + 1, at + 3));
  const next = isCompound ? common : bitsAt(text, at + 1);
  const end = at + (isCompound ? 3 : 2);
  if (!(next & (common | rare | telling)) || notNicknames.has(text.slice(at, end))) return;
  const label = labelBefore(text, at);
  const after = nextToName(text, end);
  const isLabelled = label > 0 && after > 0;
  const isCommon =
    (next & common) !== 0 &&
    text[at] !== "阿" &&
    (after > 1 || (after > 0 && !isHan(text, at - 1)) || (after > 0 && /[的个是找让派]/u.test(text[at - 1] ?? "")));
  const isPointed =
    (next & rare) !== 0 &&
    text[at] !== "阿" &&
    after >= 2 &&
    (!isHan(text, at - 1) || /[个位叫找让派]/u.test(text[at - 1] ?? ""));
  if (isPointed || (isLabelled ? label > 1 || next & (common | rare) : isCommon)) marks.add("name", at, end);
}

/**
 * Weighs the whole names that may begin at `start`, marks the best one, goes on with the names listed after it (、和), and returns the
 * last place it has used. In a list the first name answers for the others.
 */
function whole(marks: Marks, start: number, isListed: boolean): number {
  const { text } = marks;
  const surname = surnameAt(text, start);
  const label = isListed ? 3 : labelBefore(text, start);
  if (surname === 0) return start;
  if (prepositions.includes(text[start] as string)) return start;
  const isParticle = surname === 1 && particles.includes(text[start] as string);
  if (isParticle && label < 4 && !(bitsAt(text, start + 1) & bitsAt(text, start + 2) & telling)) return start;
  let best = 0;
  let bestWeight = enough - 0.5;
  for (let length = surname + 2; length > surname; length--) {
    const weight = weigh(text, start, surname, length, label, marks);
    if (weight > bestWeight) {
      best = length;
      bestWeight = weight;
    }
  }
  if (best === 0 || !marks.add("name", start, start + best)) return start;
  const end = start + best;
  const joint = /^(?:\s?[、,，/和与及跟]\s?)/u.exec(text.slice(end, end + 3))?.[0];
  if (joint !== undefined && /[、和与及/跟]/u.test(joint) && surnameAt(text, end + joint.length) > 0) {
    return Math.max(end - 1, whole(marks, end + joint.length, true));
  }
  return end - 1;
}

function weigh(text: string, start: number, surname: number, length: number, label: number, marks: Marks): number {
  const end = start + length;
  if (end > text.length || notNames.has(text.slice(start, end))) return 0;
  const isOpen = !isHan(text, start - 1);
  const isBeside =
    isNumber(marks.overlapping(end, end + 3)) || (isOpen && isNumber(marks.overlapping(start - 3, start)));
  if (label < 2 && !isBeside && notNames.has(text.slice(start, start + 2))) return 0;
  const joined = text.slice(start - 1, start + 1);
  if (!isOpen && (label < 2 || joined === "师傅") && wordsEndingIn.has(joined)) return 0;
  /** Nothing but a name stands between marks and a number or address: whatever its characters are. */
  const isAlone = isBeside && isOpen && !isHan(text, end);
  let weight = surname === 2 ? (text[start] === "东" ? 1 : 3) : bitsAt(text, start) & common ? 2 : 0.5;
  for (let i = start + surname; i < end; i++) {
    const bits = bitsAt(text, i);
    if (!(bits & han)) return 0;
    if (bits & telling) weight += 2;
    else if (bits & possible) weight += 1;
    else if (!(bits & neutral)) weight += label >= 4 || isAlone ? 0 : -2;
  }
  if (length - surname === 2 && text[end - 1] === text[end - 2] && bitsAt(text, start) & common) weight += 1;
  if (label >= 4) weight += 5;
  else if (label > 0) weight += 3;
  else weight += isOpen ? 1 : -2.5;
  if (isBeside) weight += isAlone ? 3 : isOpen ? 2 : 3.5;
  if (label === 1 && text[start - 1] === "叫" && /^的[师人员客小安维售店送技]/u.test(text.slice(end, end + 2))) {
    weight += 2;
  }
  const after = nextToName(text, end);
  return weight + (after === 4 ? 3 : after >= 2 ? 2 : after === 1 ? 1 : -2);
}

/** Names stand beside what else tells a person. */
const isNumber = (mark: Mark | undefined): boolean => mark !== undefined && mark.kind !== "name";

function build(): Uint16Array {
  const bits = new Uint16Array(65536);
  const mark = (characters: string, bit: number): void => {
    for (const character of characters) {
      const code = character.charCodeAt(0);
      bits[code] = (bits[code] as number) | bit;
    }
  };
  bits.fill(han, 0x3400, 0xa000);
  mark(rareSurnames, rare);
  mark([...compoundSurnames].map((surname) => surname[0]).join(""), compound);
  for (const character of commonSurnames) {
    const code = character.charCodeAt(0);
    bits[code] = ((bits[code] as number) & ~rare) | common;
  }
  mark(tellingGiven, telling);
  mark(possibleGiven, possible);
  mark(neutralGiven, neutral);
  mark(
    "先女小太夫大阿奶爷伯叔同老教经主店站队组班厂局科院校医律警工师客总监哥姐姨婶嫂董技专督助老服業師經維维安妈爸",
    title,
  );
  mark("小老阿", nick);
  return bits;
}
