/** Local wall time (Asia/Shanghai, no daylight saving) as whole seconds since 2015-01-01 00:00. */
export type Seconds = number;

export const minute = 60;
export const hour = 3600;
export const day = 86400;

const epoch = Date.UTC(2015, 0, 1);
const pad = (n: number) => String(n).padStart(2, "0");

/** Days since 2015-01-01 of a calendar date; `month` is 1 to 12. */
export const dayNumber = (year: number, month: number, date: number): number =>
  Math.round((Date.UTC(year, month - 1, date) - epoch) / 86400000);

const dates = Array.from({ length: dayNumber(2033, 1, 1) }, (_, i) =>
  new Date(epoch + i * 86400000).toISOString().slice(0, 10),
);
const dateHeads = dates.map((text) => `${text}T`);
const minutes = Array.from({ length: 1440 }, (_, i) => `${pad(Math.floor(i / 60))}:${pad(i % 60)}:`);
const seconds = Array.from({ length: 60 }, (_, i) => pad(i));

/** First day of the sample, first day after it, and the moment its numbers are as of. */
export const firstDay = dayNumber(2024, 9, 1);
export const endDay = dayNumber(2026, 11, 1);
export const asOf: Seconds = endDay * day - 1;
export const monthCount = 26;

/** `2026-05-01T09:30:00` without offset. */
export function stamp(at: Seconds): string {
  const d = Math.floor(at / day);
  const rest = at - d * day;
  const m = Math.floor(rest / 60);
  return (dateHeads[d] as string) + minutes[m] + seconds[rest - m * 60];
}

/** The stamp, or nothing when the moment lies after the sample's end. */
export const known = (at: Seconds): string => (at > 0 && at <= asOf ? stamp(at) : "");

export const dateText = (dayIndex: number): string => dates[dayIndex] as string;

/** Months since September 2024, from a day; negative before it. */
const monthOfDay = new Int16Array(dates.length).map((_, i) => {
  const text = dates[i] as string;
  return (Number(text.slice(0, 4)) - 2024) * 12 + Number(text.slice(5, 7)) - 9;
});
export const monthIndex = (at: Seconds): number => monthOfDay[Math.floor(at / day)] as number;
export const monthOf = (dayIndex: number): number => monthOfDay[dayIndex] as number;

const monthTexts = Array.from({ length: 220 }, (_, i) => {
  const months = 2015 * 12 + i;
  return `${Math.floor(months / 12)}-${pad((months % 12) + 1)}`;
});
/** `2024-09` for 0. */
export const monthText = (index: number): string => monthTexts[index + 116] as string;

/** First day of a month given as months since September 2024. */
export function monthStart(index: number): number {
  const months = 2024 * 12 + 8 + index;
  return dayNumber(Math.floor(months / 12), (months % 12) + 1, 1);
}

/** 0 = Sunday. 2015-01-01 was a Thursday. */
export const weekday = (dayIndex: number): number => (dayIndex + 4) % 7;

// Weekdays off and worked weekend days of the State Council's notices for the years the sample touches.
const holidays = new Set(
  `2024-09-16 2024-09-17 2024-10-01 2024-10-02 2024-10-03 2024-10-04 2024-10-07 2025-01-01 2025-01-28 2025-01-29 2025-01-30
2025-01-31 2025-02-03 2025-02-04 2025-04-04 2025-05-01 2025-05-02 2025-05-05 2025-06-02 2025-10-01 2025-10-02 2025-10-03
2025-10-06 2025-10-07 2025-10-08 2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23
2026-04-06 2026-05-01 2026-05-04 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07`.split(
    /\s+/,
  ),
);
const makeups = new Set(
  `2024-09-14 2024-09-29 2024-10-12 2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28
2026-05-09 2026-09-20 2026-10-10`.split(/\s+/),
);

export function isWorkday(dayIndex: number): boolean {
  const text = dateText(dayIndex);
  const w = weekday(dayIndex);
  return w === 0 || w === 6 ? makeups.has(text) : !holidays.has(text);
}

export const isHoliday = (dayIndex: number): boolean => holidays.has(dateText(dayIndex));

/** Days to the nearest Spring Festival eve: negative before it. Beyond the range of interest, a large number. */
export function springFestivalOffset(dayIndex: number): number {
  const eves = [dayNumber(2025, 1, 28), dayNumber(2026, 2, 16)];
  let best = 999;
  for (const eve of eves) if (Math.abs(dayIndex - eve) < Math.abs(best)) best = dayIndex - eve;
  return best;
}

const opens = 540;
const closes = 1080;
const workedBefore = new Int32Array(endDay - firstDay + 2);
for (let i = 0; i <= endDay - firstDay; i++) {
  workedBefore[i + 1] = (workedBefore[i] as number) + (isWorkday(firstDay + i) ? closes - opens : 0);
}

/** Working minutes (09:00 to 18:00) from the sample's first day to a moment in it. */
function worked(at: Seconds): number {
  const d = Math.floor(at / day);
  const inDay = Math.min(Math.max((at - d * day) / 60, opens), closes) - opens;
  return (workedBefore[d - firstDay] as number) + (isWorkday(d) ? inDay : 0);
}

/** Working minutes between two moments of the sample. */
export const businessMinutes = (from: Seconds, to: Seconds): number => worked(to) - worked(from);

/** The moment itself, or the next opening of the service day (08:00 to 20:00 or `until`) plus `delay` seconds. */
export function inServiceHours(at: Seconds, delay: Seconds, until = 20): Seconds {
  const d = Math.floor(at / day);
  const rest = at - d * day;
  if (rest < 8 * hour) return d * day + 8 * hour + delay;
  if (rest > until * hour) return (d + 1) * day + 8 * hour + delay;
  return at;
}
