import { buildChain, type TextBatch, type TextColumns } from "../../transforms/text/chain.ts";
import { knownValues } from "../../transforms/text/redact.ts";
import { type Engine, identifier } from "../engines/engine.ts";
import type { StepContext } from "../step.ts";
import { chainId } from "./chain-id.ts";
import { openSegmenter } from "./segmenters.ts";
import { openTextStore } from "./store.ts";
import { clauseTypes, documentTypes, publicDocuments } from "./tables.ts";

export interface TextRun {
  chain: string;
  /** Texts the chain processed in this run; the others were in the store. */
  processed: number;
}

/** Texts processed at a time. */
const batchRows = 4096;

/**
 * Fills text_documents (one row a text of int_texts) and text_clauses (one a clause of it) from the store of the chain, after
 * processing the texts that are not in it.
 */
export async function runText({ engine, workspace }: Pick<StepContext, "engine" | "workspace">): Promise<TextRun> {
  const segmenter = await openSegmenter();
  const chain = await chainId(segmenter);
  const store = await openTextStore(engine, workspace, chain);
  await store.register();
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_keys AS
     SELECT text_id, entity, feedback_id, ticket_id, rating_id, created_at,
       md5(concat_ws(chr(31), text, coalesce(category, ''), known_keys, coalesce(known_extra, ''))) AS text_key
     FROM int_texts`,
  );
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_todo AS
     WITH todo AS (
       SELECT min(text_id) AS text_id, text_key FROM _text_keys
       WHERE text_key NOT IN (SELECT text_key FROM _text_stored_documents) GROUP BY text_key
     )
     SELECT row_number() OVER (ORDER BY todo.text_key) - 1 AS position, todo.text_key, texts.text, texts.category,
       texts.known_keys, texts.known_extra
     FROM todo JOIN int_texts AS texts USING (text_id)`,
  );
  const [todo] = await engine.query<{ n: number }>("SELECT count(*) AS n FROM _text_todo");
  const processed = todo?.n ?? 0;
  if (processed > 0) {
    await store.begin();
    const process = buildChain({ segmenter });
    for (let from = 0; from < processed; from += batchRows) {
      const { keys, batch } = await readBatch(engine, from);
      await append(engine, keys, process(batch));
    }
    await store.keep();
    await store.register();
  }
  await fillTables(engine);
  for (const table of ["_text_keys", "_text_todo"]) await engine.execute(`DROP TABLE ${table}`);
  return { chain, processed };
}

async function readBatch(engine: Engine, from: number): Promise<{ keys: string[]; batch: TextBatch }> {
  const read = await engine.columns<{
    text_key: string[];
    text: string[];
    category: (string | null)[];
    known_keys: string[];
    known_extra: (string | null)[];
  }>(
    `SELECT text_key, text, category, known_keys, known_extra FROM _text_todo
     WHERE position >= ${from} AND position < ${from + batchRows} ORDER BY position`,
  );
  const known = read.known_keys.map((keys, i) => knownValues(keys, read.known_extra[i] ?? null));
  return { keys: read.text_key, batch: { texts: read.text, known, categories: read.category } };
}

async function append(engine: Engine, keys: readonly string[], { clauses, ...documents }: TextColumns): Promise<void> {
  const names = Object.keys(documentTypes) as (keyof typeof documentTypes)[];
  await engine.append("_text_new_documents", [keys, ...names.map((name) => documents[name])]);
  const clauseNames = Object.keys(clauseTypes) as (keyof typeof clauseTypes)[];
  const owners = clauses.document.map((i) => keys[i] as string);
  await engine.append("_text_new_clauses", [owners, ...clauseNames.map((name) => clauses[name])]);
}

async function fillTables(engine: Engine): Promise<void> {
  const documents = Object.keys(publicDocuments);
  const own = new Set(Object.keys(documentTypes));
  const columns = documents.map((name) =>
    name === "duplicate_of" ? "NULL" : `${own.has(name) ? "said" : "named"}.${identifier(name)}`,
  );
  await engine.execute(
    `INSERT INTO text_documents SELECT ${columns.join(", ")}
     FROM _text_keys AS named JOIN _text_stored_documents AS said USING (text_key) ORDER BY named.text_id`,
  );
  const clauses = Object.keys(clauseTypes).map((name) => `said.${identifier(name)}`);
  await engine.execute(
    `INSERT INTO text_clauses SELECT named.text_id, ${clauses.join(", ")}
     FROM _text_keys AS named JOIN _text_stored_clauses AS said USING (text_key)
     ORDER BY named.text_id, said.clause_index`,
  );
}
