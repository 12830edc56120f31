import { literal } from "../quote.ts";

/** Which end of a window of time that stands in one cell. */
export type WindowEnd = "window_from" | "window_to";

const day = "(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?";
const clock = "(\\d{1,2})[:：点时](\\d{2})?(?:[:：分]\\d{0,2}秒?)?";
const uncaught = clock.replaceAll("(\\d", "(?:\\d");

/** `2026-01-05 08:00-12:00`, also with ~, –, 至 or 到, with 8点, and with the day said twice. A T before the clock is an offset's. */
const between = (first: string, last: string) =>
  `^\\s*${day}\\s*${first}\\s*[-–—－~～至到]+\\s*(?:${day}\\s*)?${last}\\s*$`;
/** The groups of the day and of the clock of each end, as no engine gives more than nine. */
const told = {
  window_from: { pattern: between(clock, uncaught), days: [[1], [2], [3]], clock: 4 },
  window_to: {
    pattern: between(uncaught, clock),
    days: [
      [4, 1],
      [5, 2],
      [6, 3],
    ],
    clock: 7,
  },
};

/** The hours that a word for a part of the day stands for; the user named no other. */
const parts = {
  上午: { window_from: 0, window_to: 12 },
  下午: { window_from: 12, window_to: 18 },
  晚上: { window_from: 18, window_to: 24 },
  全天: { window_from: 0, window_to: 24 },
};
const named = `^\\s*${day}\\s*(${Object.keys(parts).join("|")})\\s*$`;

const windows = [told.window_from.pattern, named].map((pattern) => new RegExp(pattern, "u"));

/** Whether a text is a window of time. */
export const isWindow = (text: string): boolean => windows.some((pattern) => pattern.test(text));

const fits = (column: string, pattern: string) => `regexp_matches(${column}, ${literal(pattern)})`;

/** SQL of whether a text goes from one clock to another, whose end could be taken for an offset. */
export const looksLikeWindow = (column: string): string => fits(column, told.window_from.pattern);

/** SQL for the wall-clock time at which the window in a text begins or ends, NULL where it is none. 24:00 is the next day's start. */
export function windowMoment(column: string, end: WindowEnd): string {
  const { pattern, days, clock: hour } = told[end];
  const group = (from: string, at: number) => `nullif(regexp_extract(${column}, ${literal(from)}, ${at}), '')`;
  const number = (sql: string) => `CAST(${sql} AS BIGINT)`;
  const on = (of: readonly string[], minutes: string) =>
    `TRY(make_timestamp(${of.map(number).join(", ")}, 0, 0, 0.0) + to_minutes(${minutes}))`;
  const dated = days.map((groups) => `coalesce(${groups.map((at) => group(pattern, at)).join(", ")})`);
  const minutes = `${number(group(pattern, hour))} * 60 + coalesce(${number(group(pattern, hour + 1))}, 0)`;
  const words = Object.entries(parts).map(([word, hours]) => `WHEN ${literal(word)} THEN ${hours[end] * 60}`);
  const meant = on(
    [1, 2, 3].map((at) => group(named, at)),
    `CASE ${group(named, 4)} ${words.join(" ")} END`,
  );
  return `CASE WHEN ${fits(column, pattern)} THEN ${on(dated, minutes)} WHEN ${fits(column, named)} THEN ${meant} END`;
}
