import type { Marks, PersonalKind } from "./marks.ts";
import { isPersonalKey } from "./personal-key.ts";

const separators = /[、,，;；/|\n\t]+/u;

/**
 * What a row and its ticket hold of a person: the keys with bars between them, and the values of other columns (JSON objects, one after
 * another) whose name says a name, a number or an address. Normalised as the text is; values too short to be told from words are left out.
 */
export function knownValues(keys: string, extra: string | null): string[] {
  const values = new Set<string>();
  const take = (value: string): void => {
    const normal = value.normalize("NFKC").trim();
    if (isTelling(normal)) values.add(normal);
  };
  for (const key of keys.split("|")) take(key);
  for (const [name, value] of fields(extra)) {
    if (!isPersonalKey(name)) continue;
    take(value);
    if (separators.test(value)) for (const part of value.split(separators)) take(part);
  }
  return [...values];
}

/** Fields of objects that stand one after another, numbers as text, those of an object in them by both names. What is not JSON has none. */
function fields(extra: string | null): [string, string][] {
  if (extra === null || extra === "") return [];
  return (
    (parsed(`[${extra.replaceAll("}{", "},{")}]`) as unknown[] | undefined)?.flatMap((object) => told(object)) ?? []
  );
}

const deepest = 3;

function told(object: unknown, within = "", depth = 0): [string, string][] {
  if (typeof object !== "object" || object === null || Array.isArray(object) || depth > deepest) return [];
  return Object.entries(object).flatMap(([key, value]): [string, string][] => {
    const name = within === "" ? key : `${within}_${key}`;
    if (typeof value === "string" && value.startsWith("{")) return told(parsed(value), name, depth + 1);
    if (typeof value === "string" || typeof value === "number") return [[name, String(value)]];
    return told(value, name, depth + 1);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const words = new Set(
  "客户 用户 师傅 先生 女士 电话 地址 未知 匿名 没有 维修 安装 网点 客服 家里 本人 其他 家庭 个人 普通 企业 是的".split(
    " ",
  ),
);

function isTelling(value: string): boolean {
  if (words.has(value)) return false;
  if (/^\p{Script=Han}+$/u.test(value)) return value.length >= 2;
  return value.length >= (/\d/u.test(value) ? 4 : 3) && !/^(?:true|false|null|none)$/iu.test(value);
}

/** Marks every occurrence of the values, the longest first; a number is found whatever stands between its digits. */
export function findKnown(marks: Marks, known: readonly string[]): void {
  const { text } = marks;
  const ordered = known.length > 1 ? [...known].sort((a, b) => b.length - a.length) : known;
  for (const value of ordered) {
    if (value.length < 2) continue;
    let from = text.indexOf(value);
    if (from < 0 && /^[\d\s()+-]{7,}$/u.test(value)) {
      const digits = value.replace(/\D/gu, "");
      const spaced = new RegExp(`(?<!\\d)${[...digits].join("[ \\-–—.·()]{0,2}")}(?!\\d)`, "gu");
      for (const match of text.matchAll(spaced)) marks.add(kindOf(value), match.index, match.index + match[0].length);
    }
    for (; from >= 0; from = text.indexOf(value, from + value.length)) {
      if (isWhole(text, from, from + value.length)) marks.add(kindOf(value), from, from + value.length);
    }
  }
}

/** A key is no part of a longer run of letters and digits. */
function isWhole(text: string, start: number, end: number): boolean {
  const joins = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && /[A-Za-z0-9]/u.test(a) && /[A-Za-z0-9]/u.test(b);
  return !joins(text[start - 1], text[start]) && !joins(text[end - 1], text[end]);
}

function kindOf(value: string): PersonalKind {
  if (/^\p{Script=Han}+$/u.test(value)) return value.length <= 4 ? "name" : "address";
  if (value.includes("@")) return "email";
  if (/^[+(]?[\d\s()-]{7,}$/u.test(value)) return "phone";
  return /\p{Script=Han}/u.test(value) ? (/[·•]/u.test(value) ? "name" : "address") : "key";
}
