import type { Engine } from "./engines/engine.ts";

/** A set of line numbers, one bit each, as DuckDB's bitstring_agg(_line, 1, last) gives it. */
export interface LineSet {
  count: number;
  has(line: number): boolean;
}

/** The lines a query returns, each between 1 and `last`. */
export async function lineSet(engine: Engine, sql: string, last: number): Promise<LineSet> {
  if (last === 0) return { count: 0, has: () => false };
  const [row] = await engine.query<{ bits: { data: Uint8Array } | null; rows: number }>(
    `SELECT bitstring_agg(_line, 1, ${last}) AS bits, count(*) AS rows FROM (${sql}) WHERE _line BETWEEN 1 AND ${last}`,
  );
  const data = row?.bits?.data;
  if (data === undefined) return { count: 0, has: () => false };
  // The first byte says how many bits at the start of the second are padding.
  const padding = data[0] ?? 0;
  const has = (line: number) => {
    const bit = padding + line - 1;
    return ((data[1 + (bit >> 3)] ?? 0) & (128 >> (bit & 7))) !== 0;
  };
  return { count: row?.rows ?? 0, has };
}
