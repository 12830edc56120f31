import type { CellKind } from "./number-format.ts";

const day = 86_400_000;
/** 31 December 9999, the last day Excel knows. */
const lastDay = 2_958_465;

/** The text of a number cell, as CSV would have it: no exponent, no rounding, dates by ISO 8601 without a zone. */
export function numberText(stored: string, kind: CellKind, is1904: boolean): string {
  if (kind.is === "number") return plainNumber(stored);
  if (kind.is === "padded") return /^\d+$/.test(stored) ? stored.padStart(kind.digits, "0") : plainNumber(stored);
  const value = Number(stored);
  if (!(value >= 0 && value < lastDay + 1)) return plainNumber(stored);
  if (kind.is === "elapsed") return clockText(Math.round(value * day), false);
  return momentText(value, kind.is === "time", is1904);
}

/** Decimal digits of a number as XML has it; whole numbers keep every digit, however long. */
export function plainNumber(stored: string): string {
  if (/^-?\d+$/.test(stored)) return stored;
  const value = Number(stored);
  if (stored.trim() === "" || !Number.isFinite(value)) return stored;
  const short = String(value);
  const [, sign = "", digits = "", exponent] = /^(-?)([\d.]+)e([+-]\d+)$/.exec(short) ?? [];
  if (exponent === undefined) return short;
  const [whole = "", part = ""] = digits.split(".");
  const point = whole.length + Number(exponent);
  const all = whole + part;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
  return point >= all.length ? sign + all.padEnd(point, "0") : `${sign}${all.slice(0, point)}.${all.slice(point)}`;
}

function momentText(value: number, isTime: boolean, is1904: boolean): string {
  // Rounded to the millisecond: the fraction of a day is a binary one.
  const milliseconds = Math.round(value * day);
  if (isTime && milliseconds < day) return clockText(milliseconds, true);
  const days = Math.floor(milliseconds / day);
  // Excel counts a 29 February 1900 that never was as day 60.
  const sinceEpoch = is1904 ? days - 24_107 : days - (days < 60 ? 25_568 : 25_569);
  const date = new Date(sinceEpoch * day).toISOString().slice(0, 10);
  const rest = milliseconds - days * day;
  return rest === 0 ? date : `${date} ${clockText(rest, true)}`;
}

const two = (value: number) => String(value).padStart(2, "0");

function clockText(milliseconds: number, isPadded: boolean): string {
  const seconds = Math.floor(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  const rest = milliseconds % 1000;
  const clock = `${isPadded ? two(hours) : hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return rest === 0 ? clock : `${clock}.${String(rest).padStart(3, "0")}`;
}

/** Texts of a workbook write characters XML cannot hold as _x000D_; those no text should hold are left out. */
export function unescapedText(text: string): string {
  if (!text.includes("_x")) return text;
  const whole = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code < 32 && ![9, 10, 13].includes(code) ? "" : String.fromCharCode(code);
  });
  // Half of a pair is no character.
  return whole.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
