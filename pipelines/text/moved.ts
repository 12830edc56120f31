import { type Engine, literal } from "../engines/engine.ts";
import { hasTable, putAside } from "../kept.ts";

/** The columns of `int_texts` that say what a text hangs on, and not what it says. */
const facts = [
  "entity",
  "feedback_id",
  "ticket_id",
  "rating_id",
  "created_at",
  "category",
  "brand",
  "model",
  "batch",
  "region",
  "channel",
  "kind",
  "score",
] as const;

/** The one a text comes from; a text of nobody known stands for one customer. */
const customer =
  "coalesce(nullif(split_part(known_keys, '|', 1), ''), nullif(split_part(known_keys, '|', 2), ''), text_id)";

/**
 * Makes `_texts`, a row a text of int_texts: what it hangs on, its customer, the hash of all that decides what becomes of it
 * (text_key), and a print of all these. Where it was kept, that of the last run is `_texts_before`.
 */
export async function readTexts(engine: Engine, taiwan: readonly string[], isKept: boolean): Promise<void> {
  await putAside(engine, "_texts", "text_id VARCHAR, print UBIGINT", isKept);
  await engine.execute(
    `CREATE OR REPLACE TABLE _texts AS SELECT *, hash(texts) AS print FROM (
       SELECT text_id, ${facts.join(", ")}, ${customer} AS customer, ${keySql(taiwan)} AS text_key FROM int_texts) AS texts`,
  );
}

/** The hash of all that decides what becomes of a text beside the masked names. */
function keySql(taiwan: readonly string[]): string {
  const own =
    taiwan.length === 0
      ? "''"
      : `CASE WHEN source_system IN (${taiwan.map(literal).join(", ")}) THEN 'twp' ELSE '' END`;
  return `md5(concat_ws(chr(31), text, coalesce(category, ''), ${own}, known_keys, coalesce(known_extra, '')))`;
}

/**
 * Makes `_text_moved`, the texts whose rows are not what they were: those that came or went, hang on something else, or were read in
 * this run (`_text_new`).
 */
export async function findMoved(engine: Engine): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_moved AS
     SELECT now.text_id FROM _texts AS now ANTI JOIN _texts_before AS old ON now.text_id = old.text_id AND now.print = old.print
     UNION SELECT old.text_id FROM _texts_before AS old ANTI JOIN _texts AS now ON now.text_id = old.text_id
     UNION SELECT now.text_id FROM _texts AS now SEMI JOIN _text_new AS new ON now.text_key = new.text_key`,
  );
  await engine.execute("DROP TABLE _texts_before");
}

/** Puts what moved beside what else is due to the themes (`_theme_due`); where that is not kept, all are. */
export async function tellThemes(engine: Engine, isKept: boolean): Promise<void> {
  if (!isKept) await engine.execute("DROP TABLE IF EXISTS _theme_due");
  else if (await hasTable(engine, "_theme_due")) await engine.execute("INSERT INTO _theme_due FROM _text_moved");
}
