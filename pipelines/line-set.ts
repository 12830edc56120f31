import type { Engine } from "./engines/engine.ts";

/** A set of line numbers, one bit each. */
export interface LineSet {
  has(line: number): boolean;
}

/** More than these are better looked for in a set. */
const mostMissing = 100_000;

/**
 * The lines from `first` to `last` that are not among the `rows` rows of a relation whose `_line` ascends, or undefined where
 * it does not ascend, rows and lines do not add up, or too many are missing to be listed.
 */
export async function missingLines(
  engine: Engine,
  relation: string,
  range: { first: number; last: number; rows: number },
): Promise<number[] | undefined> {
  const { first, last, rows } = range;
  const expected = last - first + 1 - rows;
  if (expected < 0 || expected > mostMissing) return undefined;
  // One text for them all: rows cross into JavaScript cell by cell.
  const [all] = await engine.query<{ gaps: string | null }>(
    `SELECT CAST(to_json(list([after, _line])) AS VARCHAR) AS gaps
     FROM (SELECT after, _line FROM (SELECT _line, lag(_line, 1, ${first - 1}) OVER () AS after FROM ${relation})
       WHERE _line <> after + 1 LIMIT ${expected + 1})`,
  );
  const gaps = JSON.parse(all?.gaps ?? "[]") as [after: number, before: number][];
  const missing: number[] = [];
  for (const [after, before] of gaps) {
    if (before <= after || missing.length + before - after - 1 > expected) return undefined;
    for (let line = after + 1; line < before; line += 1) missing.push(line);
  }
  for (let line = last - (expected - missing.length) + 1; line <= last; line += 1) missing.push(line);
  return missing;
}

/** The lines a query returns as `_line`, of those between 1 and `last`. */
export async function lineSet(engine: Engine, sql: string, last: number): Promise<LineSet> {
  if (last === 0) return { has: () => false };
  const [row] = await engine.query<{ bits: { data: Uint8Array } | null }>(
    `SELECT bitstring_agg(_line, 1, ${last}) AS bits FROM (${sql}) WHERE _line BETWEEN 1 AND ${last}`,
  );
  const data = row?.bits?.data;
  if (data === undefined) return { has: () => false };
  // The first byte says how many bits at the start of the second are padding.
  const padding = data[0] ?? 0;
  const has = (line: number) => {
    const bit = padding + line - 1;
    return ((data[1 + (bit >> 3)] ?? 0) & (128 >> (bit & 7))) !== 0;
  };
  return { has };
}
