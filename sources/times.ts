import { isWindow } from "./contracts/windows.ts";

/** What the values of a column of times look like. */
export interface Times {
  /** Formats, the commonest first; `iso`, `epoch`, `epoch_ms` and `excel` as in mapping.yaml. */
  formats: string[];
  /** Share of the values the formats read. */
  share: number;
  /** For dates such as 03/04/2024: which number is the day, and how it is known. */
  order?: "day-first" | "month-first" | "ambiguous" | "both";
  hasClock: boolean;
  /** Whether the formats hold months without days. */
  monthsOnly: boolean;
}

const separators = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
const dayMonth = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const chinese = /^\d{4}年\d{1,2}月\d{1,2}日?/u;
const namedDayFirst = /^(\d{1,2})([- ])([A-Za-z]{3,9})\.?([- ]|, )(\d{4}|\d{2})(?!\d)/;
const namedMonthFirst = /^([A-Za-z]{3,9})\.? (\d{1,2})(,?) (\d{4})(?!\d)/;
const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;
const clock =
  /^(?<gap>T| +|, +)?(?<hour>\d{1,2})(?<colon>[:时点])(?<minute>\d{1,2})(?:(?<second>[:分])(?<seconds>\d{1,2})?(?<mark>秒)?(?<fraction>\.\d{1,9})?)?(?<half> ?[AaPp][Mm])?(?<zone> ?(?:Z|[+-]\d{2}:?\d{2}))?$/u;
const shortMonths = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/i;
const longMonths = /^(?:january|february|march|april|june|july|august|september|october|november|december)$/i;

interface Form {
  /** With {a} and {b} for the two numbers whose order is open. */
  format: string;
  first?: number;
  second?: number;
}

const between = (value: string | undefined, low: number, high: number) => {
  const number = Number(value);
  return number >= low && number <= high;
};

function dateOf(text: string): { form: Form; length: number } | undefined {
  let match = separators.exec(text);
  if (match !== null) {
    const [all, , separator = "", month, day] = match;
    if (!between(month, 1, 12) || !between(day, 1, 31)) return undefined;
    return { form: { format: `%Y${separator}%m${separator}%d` }, length: all.length };
  }
  match = dayMonth.exec(text);
  if (match !== null) {
    const [all, a, separator = "", b, year = ""] = match;
    if (!between(a, 1, 31) || !between(b, 1, 31)) return undefined;
    const format = `{a}${separator}{b}${separator}${year.length === 4 ? "%Y" : "%y"}`;
    return { form: { format, first: Number(a), second: Number(b) }, length: all.length };
  }
  match = chinese.exec(text);
  if (match !== null)
    return { form: { format: match[0].endsWith("日") ? "%Y年%m月%d日" : "%Y年%m月%d" }, length: match[0].length };
  match = namedDayFirst.exec(text);
  if (match !== null) {
    const [all, , gap = "", name = "", second = "", year = ""] = match;
    const month = monthFormat(name);
    return (
      month && { form: { format: `%d${gap}${month}${second}${year.length === 4 ? "%Y" : "%y"}` }, length: all.length }
    );
  }
  match = namedMonthFirst.exec(text);
  if (match === null) return undefined;
  const month = monthFormat(match[1] ?? "");
  return month && { form: { format: `${month} %d${match[3] ?? ""} %Y` }, length: match[0].length };
}

const monthFormat = (name: string) => (shortMonths.test(name) ? "%b" : longMonths.test(name) ? "%B" : undefined);

function clockOf(text: string): string | undefined {
  const parts = clock.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const half = parts.half;
  const hour = half === undefined ? "%H" : "%I";
  const second =
    parts.second === undefined
      ? ""
      : `${parts.second}${parts.seconds === undefined ? "" : "%S"}${parts.mark ?? ""}${parts.fraction === undefined ? "" : ".%f"}`;
  const zone = parts.zone === undefined ? "" : `${parts.zone.startsWith(" ") ? " " : ""}%z`;
  return `${parts.gap ?? ""}${hour}${parts.colon}%M${second}${half === undefined ? "" : half.startsWith(" ") ? " %p" : "%p"}${zone}`;
}

function compactOf(text: string): Form | undefined {
  if (/^\d{4}[-/]\d{1,2}$/.test(text)) return { format: `%Y${text[4]}%m` };
  if (/^\d{4}年\d{1,2}月$/u.test(text)) return { format: "%Y年%m月" };
  if (!/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])/.test(text) || !/^\d+$/.test(text)) return undefined;
  const rest = text.slice(6);
  if (rest === "") return { format: "%Y%m" };
  if (!/^(?:0[1-9]|[12]\d|3[01])/.test(rest)) return undefined;
  if (rest.length === 2) return { format: "%Y%m%d" };
  if (rest.length === 6 && between(rest.slice(2, 4), 0, 23)) return { format: "%Y%m%d%H%M" };
  if (rest.length === 8 && between(rest.slice(2, 4), 0, 23)) return { format: "%Y%m%d%H%M%S" };
  return undefined;
}

function formOf(text: string): Form | undefined {
  if (isWindow(text)) return undefined;
  if (iso.test(text) && between(text.slice(5, 7), 1, 12) && between(text.slice(8, 10), 1, 31)) return { format: "iso" };
  const date = dateOf(text);
  if (date !== undefined) {
    const rest = text.slice(date.length);
    if (rest === "") return date.form;
    const time = clockOf(rest);
    return time === undefined ? undefined : { ...date.form, format: date.form.format + time };
  }
  return compactOf(text);
}

/** Numbers that can only be counts of seconds, milliseconds or days, when all of a column are. */
function countedFrom(values: readonly string[]): string | undefined {
  const all = (test: (text: string) => boolean) => values.every(test);
  if (all((text) => /^1[0-9]\d{8}$/.test(text))) return "epoch";
  if (all((text) => /^1[0-9]\d{11}$/.test(text))) return "epoch_ms";
  if (all((text) => /^[3-5]\d{4}(?:\.\d+)?$/.test(text))) return "excel";
  return undefined;
}

/**
 * Reads the formats of a column of times from its values; undefined where most of them are no times.
 * Which number of 03/04/2024 is the day is settled by values above 12, else by `hint` from another column of the file.
 */
export function detectTimes(values: readonly string[], hint?: "day-first" | "month-first"): Times | undefined {
  if (values.length === 0) return undefined;
  const counted = countedFrom(values);
  if (counted !== undefined)
    return {
      formats: [counted],
      share: 1,
      hasClock: counted !== "excel" || values.some((v) => v.includes(".")),
      monthsOnly: false,
    };
  const counts = new Map<string, number>();
  let read = 0;
  let dayFirst = 0;
  let monthFirst = 0;
  for (const value of values) {
    const form = formOf(value.trim());
    if (form === undefined) continue;
    read += 1;
    counts.set(form.format, (counts.get(form.format) ?? 0) + 1);
    if ((form.first ?? 0) > 12) dayFirst += 1;
    if ((form.second ?? 0) > 12) monthFirst += 1;
  }
  const share = read / values.length;
  if (share < 0.7) return undefined;
  const common = [...counts].filter(([, count]) => count >= read * 0.002).sort((a, b) => b[1] - a[1]);
  const open = common.some(([format]) => format.includes("{a}"));
  const order = !open
    ? undefined
    : dayFirst > 0 && monthFirst > 0
      ? "both"
      : dayFirst > 0
        ? "day-first"
        : monthFirst > 0
          ? "month-first"
          : "ambiguous";
  const american = common.some(([format]) => format.includes("%p") && format.includes("/"));
  const settled =
    order === "both"
      ? dayFirst >= monthFirst
        ? "day-first"
        : "month-first"
      : order === "ambiguous"
        ? (hint ?? (american ? "month-first" : "day-first"))
        : (order ?? "day-first");
  const fill = (format: string, which: string) =>
    which === "day-first"
      ? format.replace("{a}", "%d").replace("{b}", "%m")
      : format.replace("{a}", "%m").replace("{b}", "%d");
  const formats = common.map(([format]) => fill(format, settled));
  if (order === "both") {
    const other = settled === "day-first" ? "month-first" : "day-first";
    formats.push(...common.filter(([format]) => format.includes("{a}")).map(([format]) => fill(format, other)));
  }
  return {
    formats,
    share,
    ...(order === undefined ? {} : { order: order === "ambiguous" && hint !== undefined ? hint : order }),
    hasClock:
      formats.some((format) => /%[HI]/.test(format)) || values.some((value) => iso.test(value) && value.length > 10),
    monthsOnly: formats.every((format) => !/%d/.test(format) && format !== "iso"),
  };
}
