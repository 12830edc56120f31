import { isWindow } from "./contracts/windows.ts";
import { nestedValues } from "./nested.ts";
import { detectTimes, type Times } from "./times.ts";

/** What a sample of a column's values looks like. No value of it is meant for printing but those of small value sets. */
export interface ColumnProfile {
  name: string;
  rows: number;
  /** Values that are neither empty nor a null marker. */
  filled: number;
  /** Texts that stand for "no value" and how often. */
  nulls: Map<string, number>;
  distinct: number;
  /** The commonest values, at most 60. */
  values: [string, number][];
  times?: Times;
  /** The values are JSON objects or lists. */
  nested?: true;
  /** The column whose objects hold this one as a key. */
  within?: string;
  /** Share of the values that are windows from one time to another, where most are; such a column has no `times`. */
  windows?: number;
  /** The format of values that are times of day without a day. */
  clock?: "%H:%M" | "%H:%M:%S";
  /** Share of the values that are numbers, with their range. */
  numbers: { share: number; whole: boolean; min: number; max: number };
  averageLength: number;
}

const nullWords = new Set(
  "? ？ - -- — —— NULL null Null (null) \\N #N/A N/A n/a nan NaN 无 空 暂无 未填写 (空) （空） 无数据 (blank) [null] 0000-00-00".split(
    " ",
  ),
);
nullWords.add("0000-00-00 00:00:00");
/** Null markers only among times and numbers; elsewhere they are values. */
const sometimesNull = new Set("NA none None / 0 nil 未知 unknown Unknown".split(" "));
const mostValues = 60;
const mostly = 0.7;

/** Profiles columns from their sampled values, and the keys of objects beside them. */
export function profileColumns(
  names: readonly string[],
  samples: readonly (readonly (string | null)[])[],
  hint?: "day-first" | "month-first",
): ColumnProfile[] {
  return names.flatMap((name, index) => {
    const profile = profileColumn(name, samples[index] ?? [], hint);
    if (!profile.nested) return profile;
    const keys = nestedValues(samples[index] ?? []);
    const inner = [...keys].map(([key, values]) => ({
      ...profileColumn(`${name}.${key}`, values, hint),
      within: name,
    }));
    return [profile, ...inner];
  });
}

/** Profiles one column; `hint` settles the order of day and month where the values leave it open. */
function profileColumn(
  name: string,
  sample: readonly (string | null)[],
  hint?: "day-first" | "month-first",
): ColumnProfile {
  const nulls = new Map<string, number>();
  const counts = new Map<string, number>();
  const held: string[] = [];
  for (const raw of sample) {
    const value = raw?.trim() ?? "";
    if (value === "") continue;
    if (nullWords.has(value)) nulls.set(value, (nulls.get(value) ?? 0) + 1);
    else held.push(value);
  }
  const strict = held.filter((value) => !sometimesNull.has(value));
  const windows = strict.filter(isWindow).length / strict.length;
  const times = windows >= mostly ? undefined : detectTimes(strict, hint);
  const numeric = strict.filter(isNumber).length >= strict.length * 0.95;
  const plainNulls = strict.length > 0 && (times !== undefined || numeric);
  const values = plainNulls ? held.filter((value) => !sometimesNull.has(value) || isNumber(value)) : held;
  if (plainNulls) {
    for (const value of held) {
      if (sometimesNull.has(value) && !isNumber(value)) nulls.set(value, (nulls.get(value) ?? 0) + 1);
    }
  }
  const clocks = strict.filter((value) => /^\d{1,2}:\d{2}(?::\d{2})?$/.test(value));
  const isClock = clocks.length > 0 && clocks.length >= strict.length * 0.95;
  let length = 0;
  let whole = true;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let numbers = 0;
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    length += value.length;
    if (!isNumber(value)) continue;
    const number = Number(value);
    numbers += 1;
    if (!Number.isInteger(number)) whole = false;
    if (number < min) min = number;
    if (number > max) max = number;
  }
  return {
    name,
    rows: sample.length,
    filled: values.length,
    nulls,
    distinct: counts.size,
    values: [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostValues),
    ...(times === undefined ? {} : { times }),
    ...(windows >= mostly ? { windows } : {}),
    ...(strict.length > 0 && strict.every(isNested) ? { nested: true } : {}),
    ...(isClock ? { clock: clocks.every((value) => value.length > 5) ? "%H:%M:%S" : "%H:%M" } : {}),
    numbers: { share: values.length === 0 ? 0 : numbers / values.length, whole, min, max },
    averageLength: values.length === 0 ? 0 : length / values.length,
  };
}

const isNested = (value: string) => /^(?:\{.*\}|\[.*\])$/su.test(value);
const isNumber = (value: string) => /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(value);
