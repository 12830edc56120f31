import type { Definition, Lang } from "../published.ts";
import { words } from "../words.ts";

/** How the values of one metric are printed: multiply, round, add the unit. Chosen once for a figure, so that its rows agree. */
export interface Scale {
  factor: number;
  digits: number;
  unit: string;
  /** Unit of a difference between two values. */
  step: string;
}

export interface UnitWords {
  percent: string;
  points: string;
  step: string;
  minutes: string;
  hours: string;
  days: string;
  per_thousand: string;
  per_hundred: string;
  ratio: string;
  per_hundred_tickets: string;
  per_thousand_unit_months: string;
  count: string;
}

/** Minutes are shown as minutes, hours or days, whichever suits `size` (a value in the metric's own unit). */
export function scaleOf(definition: Pick<Definition, "unit">, size: number, units: UnitWords): Scale {
  switch (definition.unit) {
    case "percent":
      return { factor: 100, digits: 1, unit: units.percent, step: units.step };
    case "points":
      return { factor: 1, digits: 1, unit: units.points, step: units.step };
    case "per_thousand":
      return { factor: 1, digits: 1, unit: units.per_thousand, step: units.per_thousand };
    case "per_hundred":
      return { factor: 1, digits: 1, unit: units.per_hundred, step: units.per_hundred };
    case "ratio":
      return { factor: 1, digits: 2, unit: units.ratio, step: "" };
    case "per_thousand_unit_months":
      return {
        factor: 1,
        digits: 2,
        unit: units.per_thousand_unit_months,
        step: units.per_thousand_unit_months,
      };
    case "per_hundred_tickets":
      return { factor: 1, digits: 1, unit: units.per_hundred_tickets, step: units.per_hundred_tickets };
    case "days":
      return { factor: 1, digits: 1, unit: units.days, step: units.days };
    case "count":
      return { factor: 1, digits: 0, unit: units.count, step: units.count };
    case "minutes":
      if (size < 120) return { factor: 1, digits: 0, unit: units.minutes, step: units.minutes };
      if (size < 2880) return { factor: 1 / 60, digits: 1, unit: units.hours, step: units.hours };
      return { factor: 1 / 1440, digits: 1, unit: units.days, step: units.days };
  }
}

const minus = "−";

/** Thousands by comma. */
export const int = (n: number): string => Math.round(n).toLocaleString("en");

/** A value on its scale, without the unit; a minus is U+2212. */
export function number(value: number, scale: Scale): string {
  const text = (value * scale.factor).toFixed(scale.digits);
  const zero = Number(text) === 0;
  const sign = Number(text) < 0 ? minus : "";
  const [whole = "", fraction] = (zero ? text.replace("-", "") : text.replace("-", "")).split(".");
  return `${sign}${Number(whole).toLocaleString("en")}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** A target as people wrote it: without decimals it does not need. */
export const plainNumber = (value: number, scale: Scale): string =>
  `${Number((value * scale.factor).toFixed(2)).toLocaleString("en")}${scale.unit}`;

/** A difference, always signed unless it rounds to nothing. */
export function signed(value: number, scale: Scale): string {
  const text = number(value, scale);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Three digits of a share, as a percentage. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}%`;

/** "2026-10-01" as the dictionary's month of a year. */
export function month(date: string, lang: Lang): string {
  const [year = 0, m = 1] = date.split("-").map(Number);
  return words[lang].month(year, m);
}

/** The month alone. */
export const shortMonth = (date: string, lang: Lang): string => words[lang].shortMonth(Number(date.slice(5, 7)));

/** Axis label: the year goes on a second line under the first month and each January. */
export const axisMonth = (date: string, first: boolean, lang: Lang): string =>
  first || date.slice(5, 7) === "01" ? `${shortMonth(date, lang)}\n${date.slice(0, 4)}` : shortMonth(date, lang);

/** Adds months to "YYYY-MM-01". */
export function addMonths(date: string, count: number): string {
  const [year = 0, m = 1] = date.split("-").map(Number);
  const index = year * 12 + (m - 1) + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}-01`;
}

/** The day before "YYYY-MM-DD": the last one of a period that ends before it. */
export const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** An instant as wall time of a zone; midnight is the end of the day before, because an as-of closes a day. */
export function wallTime(instant: string, zone: string): string {
  const at = new Date(instant);
  const parts = (date: Date) => {
    const found = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    }).formatToParts(date);
    const get = (type: string) => found.find((part) => part.type === type)?.value ?? "";
    return { day: `${get("year")}-${get("month")}-${get("day")}`, time: `${get("hour")}:${get("minute")}` };
  };
  const here = parts(at);
  return here.time === "00:00" ? `${parts(new Date(at.getTime() - 1)).day} 24:00` : `${here.day} ${here.time}`;
}

/** A title with `<wbr>` between words, so that it breaks there under `word-break: keep-all`. */
export function breakable(title: string): string[] {
  const pieces: string[] = [];
  const han = /\p{Script=Han}/u;
  for (const { segment, isWordLike } of new Intl.Segmenter("zh", { granularity: "word" }).segment(title)) {
    const last = pieces.at(-1);
    // Only between Chinese words, or after punctuation: a break beside a digit or letter would cancel autospace there.
    const breaks =
      last !== undefined && isWordLike && han.test(segment[0] ?? "") && /[\p{Script=Han}\p{P}]$/u.test(last);
    if (last === undefined || breaks) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}
