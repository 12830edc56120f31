import type { Engine } from "./engines/engine.ts";

/** A set of line numbers, one bit each. */
export interface LineSet {
  has(line: number): boolean;
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
