import { letters, likeness, nearlySame } from "../../transforms/text/similar.ts";
import type { Engine } from "../engines/engine.ts";

/** Pairs compared at a time. */
const batchPairs = 20_000;

/**
 * Makes `_text_copies`: each text that repeats an earlier one (text_id, duplicate_of, is_exact). Equal letters make a copy, and so do
 * stretches of three letters of which four fifths are the same; earlier is by time, then by id. Short texts are no copies. Where it is
 * kept, only texts that `_text_moved` can reach by bands in common are looked at, and those whose rows changed move too.
 */
export async function findCopies(engine: Engine, isKept: boolean): Promise<void> {
  await keepLetters(engine, isKept);
  if (isKept) await reach(engine);
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_ranked AS
     SELECT text_id, letters_hash, text_key, CAST(row_number() OVER (ORDER BY created_at, text_id) AS INTEGER) AS rank
     FROM _text_letters ${isKept ? "SEMI JOIN _text_reached USING (letters_hash)" : ""}`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_heads AS
     SELECT letters_hash, min(rank) AS head, min_by(text_key, rank) AS text_key FROM _text_ranked GROUP BY letters_hash`,
  );
  await engine.execute("CREATE OR REPLACE TABLE _text_roots (head INTEGER, root INTEGER)");
  const roots = await similarHeads(engine);
  await engine.append("_text_roots", [[...roots.keys()], [...roots.values()]]);
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_found AS
     SELECT ranked.text_id, first.text_id AS duplicate_of, heads.head = first.rank AS is_exact
     FROM _text_ranked AS ranked
     JOIN _text_heads AS heads USING (letters_hash)
     LEFT JOIN _text_roots AS roots ON heads.head = roots.head
     JOIN _text_ranked AS first ON first.rank = coalesce(roots.root, heads.head)
     WHERE first.rank <> ranked.rank`,
  );
  await keepCopies(engine, isKept);
  for (const table of ["ranked", "heads", "roots", "found"]) await engine.execute(`DROP TABLE _text_${table}`);
}

const letterRows = `SELECT text_id, created_at, text_key, letters_hash FROM _texts JOIN _text_stored AS said USING (text_key)
  WHERE letters_hash IS NOT NULL AND status = 'ok'`;

/** Brings up to date whose letters are which (`_text_letters`) and what bands these have (`_text_bands`), of all texts. */
async function keepLetters(engine: Engine, isKept: boolean): Promise<void> {
  const bandsOf = (letters: string) =>
    `SELECT letters_hash, unnest(bands) AS band, generate_subscripts(bands, 1) AS place FROM (
       SELECT letters_hash, any_value(bands) AS bands FROM _text_stored
       WHERE letters_hash IN (SELECT letters_hash FROM ${letters}) GROUP BY letters_hash) AS banded`;
  if (!isKept) {
    await engine.execute(`CREATE OR REPLACE TABLE _text_letters AS ${letterRows}`);
    await engine.execute(`CREATE OR REPLACE TABLE _text_bands AS ${bandsOf("_text_letters")}`);
    return;
  }
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_reached AS
     SELECT DISTINCT letters_hash FROM _text_letters WHERE text_id IN (SELECT text_id FROM _text_moved)`,
  );
  await engine.execute("DELETE FROM _text_letters WHERE text_id IN (SELECT text_id FROM _text_moved)");
  await engine.execute(`INSERT INTO _text_letters ${letterRows} AND text_id IN (SELECT text_id FROM _text_moved)`);
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_came AS
     SELECT DISTINCT letters_hash FROM _text_letters WHERE text_id IN (SELECT text_id FROM _text_moved)`,
  );
  await engine.execute("INSERT INTO _text_reached FROM _text_came EXCEPT FROM _text_reached");
  await engine.execute(
    "DELETE FROM _text_came WHERE letters_hash IN (SELECT letters_hash FROM _text_bands WHERE place = 1)",
  );
  await engine.execute(`INSERT INTO _text_bands ${bandsOf("_text_came")}`);
  await engine.execute("DROP TABLE _text_came");
}

/** Adds to `_text_reached` the letters that share a band with one of them, until there is none more. */
async function reach(engine: Engine): Promise<void> {
  for (;;) {
    const [row] = await engine.query<{ Count: number }>(
      `INSERT INTO _text_reached
       SELECT DISTINCT letters_hash FROM _text_bands SEMI JOIN (
         SELECT DISTINCT band, place FROM _text_bands SEMI JOIN _text_reached USING (letters_hash)) AS shared USING (band, place)
       EXCEPT FROM _text_reached`,
    );
    if (row?.Count === 0) return;
  }
}

/** Takes what was found for `_text_copies`; texts that are copies of another text than before move. */
async function keepCopies(engine: Engine, isKept: boolean): Promise<void> {
  if (!isKept) return engine.execute("CREATE OR REPLACE TABLE _text_copies AS FROM _text_found");
  const looked = "text_id IN (SELECT text_id FROM _text_ranked UNION FROM _text_moved)";
  await engine.execute(`CREATE OR REPLACE TABLE _text_known AS FROM _text_copies WHERE ${looked}`);
  await engine.execute(`DELETE FROM _text_copies WHERE ${looked}`);
  await engine.execute("INSERT INTO _text_copies FROM _text_found");
  await engine.execute(
    `INSERT INTO _text_moved
     SELECT text_id FROM ((FROM _text_found EXCEPT FROM _text_known) UNION ALL (FROM _text_known EXCEPT FROM _text_found)) AS other
     EXCEPT FROM _text_moved`,
  );
  for (const table of ["known", "reached"]) await engine.execute(`DROP TABLE _text_${table}`);
}

/** For texts that are nearly the same as an earlier one: their rank and that of the earliest. */
async function similarHeads(engine: Engine): Promise<Map<number, number>> {
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_pairs AS
     WITH bands AS (SELECT head, place, band FROM _text_bands JOIN _text_heads USING (letters_hash)),
     shared AS (SELECT place, band, min(head) AS earliest FROM bands GROUP BY place, band HAVING count(*) > 1),
     pairs AS (
       SELECT DISTINCT shared.earliest, bands.head
       FROM bands JOIN shared USING (place, band) WHERE bands.head <> shared.earliest
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
  await engine.execute("DROP TABLE _text_pairs");
  return new Map([...parent.keys()].map((head) => [head, rootOf(head)]));
}
