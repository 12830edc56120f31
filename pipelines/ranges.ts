import { type Engine, identifier, literal } from "./engines/engine.ts";

/** Four row groups: enough that a range costs little by itself, few enough that wide rows are sorted in memory. */
const rowsARange = 4 * 122_880;

/** Keys of a range that are picked, by their hash, to find where it is cut; sorting those is half the work of sorting all. */
const picksARange = 1000;

/** Whether a text column, given as SQL, lies in the range. */
export type Range = (key: string) => string;

const everything: Range = () => "TRUE";

/**
 * Cuts a relation by a text column into ranges of about `rows` rows, ascending, NULL first; the one range of everything where all
 * fit in it. The cuts depend on the rows alone; long ranges differ in size by some hundredths.
 */
export async function rangesOf(engine: Engine, relation: string, column: string, rows = rowsARange): Promise<Range[]> {
  const name = identifier(relation);
  const key = identifier(column);
  const [count] = await engine.query<{ n: number }>(`SELECT count(*) AS n FROM ${name}`);
  if ((count?.n ?? 0) <= rows) return [everything];
  const each = Math.max(1, Math.floor(rows / picksARange));
  const cuts = await engine.query<{ cut: string }>(
    `SELECT DISTINCT cut FROM (
       SELECT ${key} AS cut, row_number() OVER (ORDER BY ${key} NULLS FIRST) AS place FROM ${name}
       WHERE hash(${key}) % ${each} = 0) AS placed
     WHERE place % ${Math.floor(rows / each)} = 0 AND cut IS NOT NULL ORDER BY cut NULLS FIRST`,
  );
  const bounds = cuts.map(({ cut }) => literal(cut));
  const [first] = bounds;
  if (first === undefined) return [everything];
  const last = bounds.at(-1) ?? first;
  return [
    (value) => `(${value} < ${first} OR ${value} IS NULL)`,
    ...bounds.slice(1).map(
      (to, index): Range =>
        (value) =>
          `${value} >= ${bounds[index]} AND ${value} < ${to}`,
    ),
    (value) => `${value} >= ${last}`,
  ];
}

/** Makes in_part() hold for the keys a condition over `key` names. */
export const setPart = (engine: Engine, condition: string): Promise<void> =>
  engine.execute(`CREATE OR REPLACE MACRO in_part(key) AS ${condition}`);
