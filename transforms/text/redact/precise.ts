import type { PersonalKind } from "./marks.ts";
import { isIdCard, isLuhn } from "./numbers.ts";

/** What may hold a precise finding, for engines of RE2: a filter, `findPrecise` decides. */
export const precisePattern =
  "(^|[^0-9A-Za-z.@_-])([+]?86[- ]?)?1[3-9][0-9]([0-9]{8}|[- ][0-9]{4}[- ][0-9]{4})($|[^0-9A-Za-z.@_-])|[1-9][0-9]{16}[0-9Xx]|62[0-9 ]{14,}|[A-Za-z0-9._%+-]@[A-Za-z0-9]";

const edge = "[0-9A-Za-z.@_#/+-]";
const mobile = new RegExp(
  `(?<!${edge})(?:\\+?86[- ]?)?1[3-9]\\d(?:\\d{8}|[- ]\\d{4}[- ]\\d{4})(?!${edge.replace(".", "")}|\\.\\d)`,
  "gu",
);
const idCard = new RegExp(`(?<!${edge})[1-9]\\d{16}[\\dXx](?!${edge.replace(".", "")})`, "gu");
const bankCard = new RegExp(`(?<!${edge})62\\d{2}(?: ?\\d{4}){3}(?: ?\\d{1,3})?(?!${edge.replace(".", "")})`, "gu");
const email = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/gu;

export interface PreciseFinding {
  kind: PersonalKind;
  value: string;
  /** UTF-16 offset. */
  start: number;
}

/**
 * Numbers and addresses that are a person's by their form alone: mobiles, identity cards and bank cards with the right check
 * digit, e-mail. Narrower than `redact`: ids, hashes, decimals and models next to them are no reason for an alarm.
 */
export function* findPrecise(text: string): Generator<PreciseFinding> {
  for (const { 0: value, index } of text.matchAll(mobile)) yield { kind: "phone", value, start: index };
  for (const { 0: value, index } of text.matchAll(idCard)) {
    if (isIdCard(value)) yield { kind: "id_card", value, start: index };
  }
  for (const { 0: value, index } of text.matchAll(bankCard)) {
    const digits = value.replaceAll(" ", "");
    if (digits.length >= 16 && isLuhn(digits)) yield { kind: "bank_card", value, start: index };
  }
  for (const { 0: value, index } of text.matchAll(email)) yield { kind: "email", value, start: index };
}
