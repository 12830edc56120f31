/** Dimensions of a text that can be filtered by one value. */
export const dimensions = ["model", "batch", "region", "channel"] as const;
export type Dimension = (typeof dimensions)[number];

/** Weeks a row's history is drawn over. */
export const weeksShown = 13;

/** Clauses and their texts as arrays. Rows of one text stand together; code 0 stands for none. */
export interface Rows {
  /** By row: its text, and its theme as a place in the list of themes plus one. */
  text: ArrayLike<number>;
  theme: ArrayLike<number>;
  /** By row: 1 where it tells of a danger. */
  danger: ArrayLike<number>;
  /** By text: whole days before the last day, and the code of each dimension. */
  age: ArrayLike<number>;
  codes: Readonly<Record<Dimension, ArrayLike<number>>>;
  /** By theme, 0 = none: place of its parent plus one, and whether it is emerging. */
  parent: ArrayLike<number>;
  emerging: ArrayLike<number>;
}

export interface Filter {
  /** The wanted code; 0 = any. */
  wanted: Readonly<Record<Dimension, number>>;
  /** Only texts of so many days. */
  days: number;
  /** By row: 1 where it was searched for; null without a search. */
  hits: ArrayLike<number> | null;
}

export interface Tally {
  texts: number;
  assigned: number;
  emerging: number;
  unassigned: number;
  /** Texts by theme and parent, 0 = unassigned. */
  byTheme: Uint32Array;
  /** Texts by theme, parents left out, that tell of a danger in it. */
  dangers: Uint32Array;
  /** Texts by theme and week of the newest thirteen, oldest first, whatever the period. */
  weeks: Uint32Array;
  /** Texts by value of each dimension under the other conditions. */
  options: Record<Dimension, Uint32Array>;
  /** Texts if one condition were dropped. */
  without: Record<Dimension | "days" | "hits", number>;
}

const period = dimensions.length;
const search = period + 1;

/** One pass over all rows: every count the list shows, with each text once a theme and once a parent. */
export function tally(rows: Rows, filter: Filter, sizes: Readonly<Record<Dimension, number>>): Tally {
  const { text, theme, danger, age, parent, emerging } = rows;
  const columns = dimensions.map((name) => rows.codes[name]);
  const wanted = dimensions.map((name) => filter.wanted[name]);
  const options = dimensions.map((name) => new Uint32Array(sizes[name]));
  const themes = parent.length;
  const byTheme = new Uint32Array(themes);
  const dangers = new Uint32Array(themes);
  const endangered = new Uint32Array(themes);
  const weeks = new Uint32Array(themes * weeksShown);
  const seen = new Uint32Array(themes);
  const only = new Uint32Array(search + 1);
  const counts = [0, 0, 0];
  for (let r = 0; r < text.length; ) {
    const t = text[r] as number;
    const from = r;
    let found = filter.hits === null;
    for (; r < text.length && text[r] === t; r++) found ||= filter.hits?.[r] === 1;
    let fails = 0;
    let failed = -1;
    for (let d = 0; d < wanted.length; d++) {
      if (wanted[d] !== 0 && columns[d]?.[t] !== wanted[d]) {
        fails++;
        failed = d;
      }
    }
    const old = age[t] as number;
    if (old >= filter.days) {
      fails++;
      failed = period;
    }
    if (!found) {
      fails++;
      failed = search;
    }
    if (fails > 1) continue;
    for (const [d, column] of columns.entries()) {
      if (fails === 0 || failed === d) add(options[d], column[t]);
    }
    if (fails === 1) add(only, failed);
    if (fails === 1 && failed !== period) continue;
    const week = weeksShown - 1 - Math.floor(old / 7);
    let best = 2;
    for (let k = from; k < r; k++) {
      if (filter.hits !== null && filter.hits[k] !== 1) continue;
      const own = theme[k] as number;
      if (own !== 0) best = Math.min(best, emerging[own] === 1 ? 1 : 0);
      if (danger[k] === 1 && fails === 0 && endangered[own] !== t + 1) {
        endangered[own] = t + 1;
        add(dangers, own);
      }
      for (let at = own; at !== 0; at = parent[at] as number) {
        if (seen[at] === t + 1) break;
        seen[at] = t + 1;
        if (fails === 0) add(byTheme, at);
        if (week >= 0) add(weeks, at * weeksShown + week);
      }
    }
    if (best === 2 && week >= 0) add(weeks, week);
    if (fails === 0) counts[best] = (counts[best] ?? 0) + 1;
  }
  const [assigned = 0, fresh = 0, unassigned = 0] = counts;
  const texts = assigned + fresh + unassigned;
  byTheme[0] = unassigned;
  const without = Object.fromEntries(
    [...dimensions, "days" as const, "hits" as const].map((name, i) => [name, texts + (only[i] ?? 0)]),
  ) as Tally["without"];
  const byName = Object.fromEntries(dimensions.map((name, i) => [name, options[i]])) as Tally["options"];
  return { texts, assigned, emerging: fresh, unassigned, byTheme, dangers, weeks, options: byName, without };
}

function add(counts: Uint32Array | undefined, place: number | undefined): void {
  if (counts && place !== undefined) counts[place] = (counts[place] ?? 0) + 1;
}

/** Goes through the texts that meet a filter: the text, and its rows from..to. */
function* textsUnder(rows: Rows, filter: Filter): Generator<{ from: number; to: number }> {
  const { text, age } = rows;
  const set = dimensions.filter((name) => filter.wanted[name] !== 0);
  for (let r = 0; r < text.length; ) {
    const t = text[r] as number;
    const from = r;
    while (r < text.length && text[r] === t) r++;
    if ((age[t] as number) >= filter.days) continue;
    if (set.every((name) => rows.codes[name][t] === filter.wanted[name])) yield { from, to: r };
  }
}

/** Rows of a theme (0 = of texts without any) under a filter, the first of each text, newest texts first. */
export function rowsOf(rows: Rows, filter: Filter, wanted: number): number[] {
  const { theme } = rows;
  const isHit = (row: number) => filter.hits === null || filter.hits[row] === 1;
  const found: number[] = [];
  for (const { from, to } of textsUnder(rows, filter)) {
    let first = -1;
    let isAssigned = false;
    for (let row = from; row < to; row++) {
      if (!isHit(row)) continue;
      if (theme[row] !== 0) isAssigned = true;
      if (first < 0 && theme[row] === wanted) first = row;
    }
    if (first >= 0 && !(wanted === 0 && isAssigned)) found.push(first);
  }
  return found;
}

/** Texts under a filter with a row that is wanted. */
export function textsWith(rows: Rows, filter: Filter, isWanted: (row: number) => boolean): number {
  let count = 0;
  for (const { from, to } of textsUnder(rows, filter)) {
    for (let row = from; row < to; row++) {
      if (!isWanted(row)) continue;
      count++;
      break;
    }
  }
  return count;
}
