import { clausesOf } from "./clauses.ts";
import { findAddresses } from "./redact/addresses.ts";
import { classesOf, kindsOfCharacter } from "./redact/characters.ts";
import { findForeignNames } from "./redact/foreign-names.ts";
import { findHandles, findPlates } from "./redact/handles.ts";
import { findKnown } from "./redact/known.ts";
import { type Mark, Marks, type PersonalKind } from "./redact/marks.ts";
import { findNames } from "./redact/names.ts";
import { findNumbers, findSpokenNumbers } from "./redact/numbers.ts";
import { findPrecise } from "./redact/precise.ts";

export { knownValues } from "./redact/known.ts";
export type { PersonalKind } from "./redact/marks.ts";
export { namesHint } from "./redact/personal-key.ts";

/** What stands in the text instead of a piece of personal data: its kind, its place in UTF-16 offsets of the redacted text, and which of its kind it is, from 1. */
export interface RedactedSpan {
  kind: PersonalKind;
  start: number;
  end: number;
  number: number;
}

export interface Redacted {
  text: string;
  spans: RedactedSpan[];
}

/** Takes personal data out of a text. `known` are names, numbers, keys and addresses the text's row and ticket hold in columns of their own. */
export type Redact = (text: string, known: readonly string[]) => Redacted;

const labels: Record<PersonalKind, string> = {
  phone: "电话",
  id_card: "身份证",
  bank_card: "银行卡",
  plate: "车牌",
  wechat: "微信",
  qq: "QQ",
  email: "邮箱",
  address: "地址",
  name: "姓名",
  key: "编号",
};

/**
 * Replaces what names, numbers or places a person by its kind: 〔姓名1〕, 〔电话〕, a second one of a kind 〔电话2〕; the same value
 * has the same mark wherever it stands in the text. Hotlines, models, prices, dates stay, and order and serial numbers that have not the form of a mobile or a card. Works on normalised
 * text; a text without a character that could begin any of it costs one look at each character.
 */
export const redact: Redact = (text, known) => {
  const found = findPersonal(text, known);
  return found.length === 0 ? { text, spans: [] } : replaced(text, found);
};

/** The stretches of a text that `redact` would replace, in order. */
export function findPersonal(text: string, known: readonly string[]): Mark[] {
  const seen = classesOf(text);
  if (seen === 0 && known.length === 0) return [];
  const marks = new Marks(text);
  if (known.length > 0) findKnown(marks, known);
  if (seen & kindsOfCharacter.at || seen & kindsOfCharacter.handle) findHandles(marks);
  if (seen & kindsOfCharacter.digits) findNumbers(marks);
  if (seen & kindsOfCharacter.spoken) findSpokenNumbers(marks);
  if (seen & kindsOfCharacter.plate && seen & kindsOfCharacter.digit) findPlates(marks);
  if (seen & kindsOfCharacter.place) findAddresses(marks);
  if (seen & kindsOfCharacter.capital) findForeignNames(marks);
  if (seen & kindsOfCharacter.surname) findNames(marks);
  if (seen & (kindsOfCharacter.digits | kindsOfCharacter.at)) markRefused(marks);
  return marks.inOrder();
}

/** How a mobile, a card or an address of mail begins. */
const mayBeRefused = /1[3-9]\d[- ]?\d{4}|\d{17}|62\d\d ?\d{4}|@/u;

/**
 * What the gate would refuse to publish: an order's number in the form of a mobile, and what takes such a form where a mark or a
 * clause ends beside it.
 */
function markRefused(marks: Marks): void {
  if (!mayBeRefused.test(marks.text)) return;
  let rest = marks.text;
  for (const { start, end } of marks.inOrder())
    rest = rest.slice(0, start) + "〕".repeat(end - start) + rest.slice(end);
  for (const { start, end } of [{ start: 0, end: rest.length }, ...clausesOf(rest)]) {
    for (const { kind, value, start: at } of findPrecise(rest.slice(start, end)))
      marks.add(kind === "email" ? kind : "key", start + at, start + at + value.length);
  }
}

function replaced(text: string, found: readonly Mark[]): Redacted {
  const spans: RedactedSpan[] = [];
  const numbers = new Map<string, number>();
  const counts = new Map<PersonalKind, number>();
  let out = "";
  let from = 0;
  for (const { kind, start, end } of found) {
    const identity = `${kind}:${text.slice(start, end).replace(/[\s()（）-]/gu, "")}`;
    let number = numbers.get(identity);
    if (number === undefined) {
      number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      numbers.set(identity, number);
    }
    out += text.slice(from, start);
    const at = out.length;
    out += `〔${labels[kind]}${kind === "name" || number > 1 ? number : ""}〕`;
    spans.push({ kind, start: at, end: out.length, number });
    from = end;
  }
  return { text: out + text.slice(from), spans };
}
