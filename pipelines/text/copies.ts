import { letters, likeness, nearlySame } from "../../transforms/text/similar.ts";
import type { Engine } from "../engines/engine.ts";

/** Pairs compared at a time. */
const batchPairs = 20_000;

/**
 * Makes `_text_copies`: each text that repeats an earlier one (text_id, duplicate_of, is_exact). Equal letters make a copy, and so do
 * stretches of three letters of which four fifths are the same; earlier is by time, then by id. Short texts are no copies.
 */
export async function findCopies(engine: Engine): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_ranked AS
     SELECT named.text_id, said.letters_hash, named.text_key,
       CAST(row_number() OVER (ORDER BY named.created_at, named.text_id) AS INTEGER) AS rank
     FROM _text_keys AS named JOIN _text_stored AS said USING (text_key)
     WHERE said.letters_hash IS NOT NULL AND said.status = 'ok'`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_heads AS
     SELECT letters_hash, min(rank) AS head, min_by(text_key, rank) AS text_key FROM _text_ranked GROUP BY letters_hash`,
  );
  await engine.execute("CREATE OR REPLACE TABLE _text_roots (head INTEGER, root INTEGER)");
  const roots = await similarHeads(engine);
  await engine.append("_text_roots", [[...roots.keys()], [...roots.values()]]);
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_copies AS
     SELECT ranked.text_id, first.text_id AS duplicate_of, heads.head = first.rank AS is_exact
     FROM _text_ranked AS ranked
     JOIN _text_heads AS heads USING (letters_hash)
     LEFT JOIN _text_roots AS roots ON heads.head = roots.head
     JOIN _text_ranked AS first ON first.rank = coalesce(roots.root, heads.head)
     WHERE first.rank <> ranked.rank`,
  );
  for (const table of ["ranked", "heads", "roots"]) await engine.execute(`DROP TABLE _text_${table}`);
}

/** For texts that are nearly the same as an earlier one: their rank and that of the earliest. */
async function similarHeads(engine: Engine): Promise<Map<number, number>> {
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_bands AS
     SELECT heads.head, unnest(said.bands) AS band, generate_subscripts(said.bands, 1) AS place
     FROM _text_heads AS heads JOIN _text_stored AS said USING (text_key)`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_pairs AS
     WITH shared AS (
       SELECT place, band, min(head) AS earliest FROM _text_bands GROUP BY place, band HAVING count(*) > 1
     ),
     pairs AS (
       SELECT DISTINCT shared.earliest, bands.head
       FROM _text_bands AS bands JOIN shared USING (place, band) WHERE bands.head <> shared.earliest
     )
     SELECT earliest, head, row_number() OVER (ORDER BY head, earliest) - 1 AS position FROM pairs`,
  );
  const parent = new Map<number, number>();
  const rootOf = (head: number): number => {
    let root = head;
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) root = up;
    return root;
  };
  for (let from = 0; ; from += batchPairs) {
    const pairs = await engine.columns<{ earliest: number[]; head: number[]; one: string[]; other: string[] }>(
      `SELECT pairs.earliest, pairs.head, a.redacted AS one, b.redacted AS other
       FROM _text_pairs AS pairs
       JOIN _text_heads AS first ON first.head = pairs.earliest JOIN _text_stored AS a ON a.text_key = first.text_key
       JOIN _text_heads AS second ON second.head = pairs.head JOIN _text_stored AS b ON b.text_key = second.text_key
       WHERE pairs.position >= ${from} AND pairs.position < ${from + batchPairs} ORDER BY pairs.position`,
    );
    if (pairs.head.length === 0) break;
    for (const [i, head] of pairs.head.entries()) {
      const a = rootOf(pairs.earliest[i] as number);
      const b = rootOf(head);
      if (a === b || likeness(letters(pairs.one[i] as string), letters(pairs.other[i] as string)) < nearlySame)
        continue;
      parent.set(Math.max(a, b), Math.min(a, b));
    }
  }
  for (const table of ["bands", "pairs"]) await engine.execute(`DROP TABLE _text_${table}`);
  return new Map([...parent.keys()].map((head) => [head, rootOf(head)]));
}
