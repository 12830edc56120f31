import { Hash } from "../themes/hash.ts";

/** A signal as it is known for ever. Weeks are Mondays, YYYY-MM-DD. */
export interface Known {
  id: string;
  kind: string;
  symptom: string;
  model: string;
  /** First week of its evidence when it was first seen, and the last week in which it was open so far. */
  from: string;
  until: string;
  /** The day of its first alarm, as it was first told: what is learned later moves it no more. States of before lack it. */
  seen?: string;
}

/** Days after which an alarm of the same model and symptom is a signal of its own: sooner, the old one has come back. */
export const slack = 182;
const day = 86_400_000;

/**
 * Gives each signal found in a run the id it had before: that of the oldest known one of its model and symptom whose window it meets,
 * else a new one of the model, the symptom and the week, `FLT-XY80C1-三角架-2025W52`. Returns the ids in the order of `found`, and all that
 * is known now. Found ones of a family must not meet each other.
 */
export function identify(
  found: readonly Omit<Known, "id">[],
  known: readonly Known[],
): { ids: string[]; known: Known[] } {
  const all = known.map((one) => ({ ...one }));
  const taken = new Set<string>();
  const ids = found.map((one) => {
    const same = all.find(
      (other) =>
        !taken.has(other.id) &&
        other.kind === one.kind &&
        other.symptom === one.symptom &&
        other.model === one.model &&
        Date.parse(one.from) - slack * day <= Date.parse(other.until) &&
        Date.parse(other.from) - slack * day <= Date.parse(one.until),
    );
    if (same !== undefined) {
      taken.add(same.id);
      if (one.until > same.until) same.until = one.until;
      if (same.seen === undefined && one.seen !== undefined) same.seen = one.seen;
      return same.id;
    }
    const base = `FLT-${plain(one.model)}-${plain(one.symptom)}-${isoWeek(one.from)}`;
    let id = base;
    for (let i = 2; all.some((other) => other.id === id); i++) id = `${base}-${i}`;
    taken.add(id);
    all.push({ id, ...one });
    return id;
  });
  return { ids, known: all };
}

/** As many letters of a name stand in an id. */
const most = 24;

/** What a file may be called everywhere; where a shop's whole title is the model, its beginning and four letters of its hash. */
function plain(name: string): string {
  const letters = [...name.replaceAll(/[^\p{L}\p{N}]+/gu, "_")];
  if (letters.length <= most) return letters.join("");
  return `${letters.slice(0, most - 5).join("")}_${new Hash().string(name).hex().slice(0, 4)}`;
}

/** ISO week of a Monday, as 2025W52. */
function isoWeek(monday: string): string {
  const thursday = new Date(Date.parse(monday) + 3 * day);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) + 1;
  return `${year}W${String(week).padStart(2, "0")}`;
}
