import { availableParallelism } from "node:os";
import type { TextBatch, TextColumns } from "../../transforms/text/columns.ts";
import { knownValues } from "../../transforms/text/redact.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import type { StepContext } from "../step.ts";
import { chainId } from "./chain-id.ts";
import { findCopies } from "./copies.ts";
import { readLexicon } from "./lexicon.ts";
import { readMasked } from "./masked.ts";
import { findMoved, readTexts } from "./moved.ts";
import type { ChainSettings } from "./open-chain.ts";
import { openPool, type TextPool } from "./pool.ts";
import { openSegmenter } from "./segmenters.ts";
import type { TextSettings } from "./settings.ts";
import { openTextStore, type TextStore } from "./store.ts";
import { clauseTypes, copyTypes, documentTypes, publicDocuments } from "./tables.ts";

export interface TextRun {
  chain: string;
  /** Texts the chain processed in this run; the others were in the store. */
  processed: number;
}

/** Texts sent to a thread at a time, and kept on disk at a time. */
const batchRows = 2048;
const partRows = 100 * batchRows;
/** A thread needs a second to start, as long as this takes here. */
const rowsAThread = 20_000;

export interface TextRunOptions extends Pick<StepContext, "engine" | "workspace" | "text"> {
  /** Threads beside this one; by default as the machine has and the number of texts deserves. */
  workers?: number;
  /** Whether the tables hold the rows of the last run. */
  isKept?: boolean;
}

/**
 * Fills text_documents (one row a text of int_texts) and text_clauses (one a clause of it) from the store of the chain, after
 * processing the texts that are not in it. Where they are kept, only rows of texts that moved (`_text_moved`) are made again.
 */
export async function runText(options: TextRunOptions): Promise<TextRun> {
  const { engine, workspace, text = {}, workers, isKept = false } = options;
  const { segmenter, taiwan = [] } = text;
  const chain = await chainOf(text);
  const store = await openTextStore(engine, workspace, chain);
  await store.register();
  await readTexts(engine, taiwan, isKept);
  const masked = await readMasked(engine, await readLexicon());
  await forgetRenamed(engine, store, masked);
  const processed = await findNew(engine);
  if (processed > 0) {
    const threads = workers ?? Math.min(availableParallelism(), 4, Math.floor(processed / rowsAThread));
    await readNew(engine, store, { segmenter, taiwan, masked }, processed, threads);
  }
  await findMoved(engine);
  await findCopies(engine, isKept);
  await fillTables(engine, store, isKept);
  await engine.execute("DROP TABLE _text_new");
  return { chain, processed };
}

const chains = new Map<string | undefined, Promise<string>>();

/** Names what texts are read by; the same throughout a process, and dear to find out, as a dictionary is opened. */
export function chainOf({ segmenter }: TextSettings): Promise<string> {
  const chain = chains.get(segmenter) ?? openSegmenter(segmenter).then(chainId);
  chains.set(segmenter, chain);
  return chain;
}

/** Looking for so many names in so many texts costs more than reading all of them again. */
const mostLookedFor = 2_000_000_000;

/** Texts that hold a name which is masked now and was not, or the other way round, are read again. */
async function forgetRenamed(engine: Engine, store: TextStore, masked: readonly string[]): Promise<void> {
  const before = new Set(await store.masked());
  const now = new Set(masked);
  const changed = [...[...before].filter((name) => !now.has(name)), ...masked.filter((name) => !before.has(name))];
  if (changed.length === 0) return;
  const [stored] = await engine.query<{ n: number }>("SELECT count(*) AS n FROM _text_stored");
  const names = changed.map((name) => `(${literal(name.toLowerCase())})`);
  const holding = `EXISTS (SELECT 1 FROM (VALUES ${names.join(", ")}) AS changed(name) WHERE contains(lower(redacted), changed.name))`;
  const isWorthIt = changed.length * (stored?.n ?? 0) <= mostLookedFor;
  await store.forget(`SELECT text_key FROM _text_stored WHERE ${isWorthIt ? holding : "TRUE"}`);
  await store.setMasked(masked);
}

async function findNew(engine: Engine): Promise<number> {
  await engine.execute(
    `CREATE OR REPLACE TABLE _text_new AS
     WITH fresh AS (
       SELECT min(text_id) AS text_id, text_key FROM _texts
       WHERE text_key NOT IN (SELECT text_key FROM _text_stored) GROUP BY text_key
     )
     SELECT row_number() OVER (ORDER BY fresh.text_key) - 1 AS position, fresh.text_key, texts.text, texts.category,
       texts.source_system, texts.known_keys, texts.known_extra
     FROM fresh JOIN int_texts AS texts USING (text_id)`,
  );
  const [row] = await engine.query<{ n: number }>("SELECT count(*) AS n FROM _text_new");
  return row?.n ?? 0;
}

/** Sends batches to the threads, as many as they have room for, and keeps what comes back in the order it was sent. */
async function readNew(
  engine: Engine,
  store: TextStore,
  settings: ChainSettings,
  count: number,
  threads: number,
): Promise<void> {
  const pool = await openPool(settings, threads);
  try {
    for (let from = 0; from < count; from += partRows) {
      await store.begin();
      await readPart(engine, pool, from, Math.min(count, from + partRows));
      await store.keep();
    }
  } finally {
    await pool.close();
  }
  await store.register();
}

async function readPart(engine: Engine, pool: TextPool, from: number, to: number): Promise<void> {
  const sent: { keys: string[]; columns: Promise<TextColumns> }[] = [];
  const receive = async () => {
    const first = sent.shift();
    if (first !== undefined) await append(engine, first.keys, await first.columns);
  };
  for (let at = from; at < to; at += batchRows) {
    const { keys, batch } = await readBatch(engine, at, Math.min(to, at + batchRows));
    const columns = pool.process(batch);
    // What fails is told when its turn comes.
    columns.catch(() => {});
    sent.push({ keys, columns });
    if (sent.length >= pool.room) await receive();
  }
  while (sent.length > 0) await receive();
}

async function readBatch(engine: Engine, from: number, to: number): Promise<{ keys: string[]; batch: TextBatch }> {
  const read = await engine.columns<{
    text_key: string[];
    text: string[];
    category: (string | null)[];
    source_system: (string | null)[];
    known_keys: string[];
    known_extra: (string | null)[];
  }>(
    `SELECT text_key, text, category, source_system, known_keys, known_extra FROM _text_new
     WHERE position >= ${from} AND position < ${to} ORDER BY position`,
  );
  const known = read.known_keys.map((keys, i) => knownValues(keys, read.known_extra[i] ?? null));
  return {
    keys: read.text_key,
    batch: { texts: read.text, known, categories: read.category, sources: read.source_system },
  };
}

async function append(engine: Engine, keys: readonly string[], { clauses, ...documents }: TextColumns): Promise<void> {
  const names = Object.keys({ ...documentTypes, ...copyTypes }) as (keyof typeof documents)[];
  await engine.append("_text_new_documents", [keys, ...names.map((name) => documents[name])]);
  const clauseNames = Object.keys(clauseTypes) as (keyof typeof clauseTypes)[];
  const owners = clauses.document.map((i) => keys[i] as string);
  await engine.append("_text_new_clauses", [owners, ...clauseNames.map((name) => clauses[name])]);
}

async function fillTables(engine: Engine, store: TextStore, isKept: boolean): Promise<void> {
  if (isKept) {
    for (const table of ["text_documents", "text_clauses"])
      await engine.execute(`DELETE FROM ${table} WHERE text_id IN (SELECT text_id FROM _text_moved)`);
  }
  const moved = isKept ? "(SELECT * FROM _texts WHERE text_id IN (SELECT text_id FROM _text_moved))" : "_texts";
  const said = new Set<string>(Object.keys(documentTypes));
  const columns = Object.keys(publicDocuments).map((name) => {
    if (name === "duplicate_of") return "copies.duplicate_of";
    if (name === "status") return "CASE WHEN copies.text_id IS NULL THEN said.status ELSE 'duplicate' END";
    if (name === "flags") {
      const flag = "CASE WHEN copies.is_exact THEN 'copy' ELSE 'near_copy' END";
      return `CASE WHEN copies.text_id IS NULL THEN said.flags ELSE list_append(said.flags, ${flag}) END`;
    }
    return `${said.has(name) ? "said" : "named"}.${identifier(name)}`;
  });
  await store.register(isKept ? `SELECT text_key FROM ${moved}` : undefined);
  await engine.execute(
    `INSERT INTO text_documents SELECT ${columns.join(", ")}
     FROM ${moved} AS named
     JOIN _text_stored AS said USING (text_key)
     LEFT JOIN _text_copies AS copies USING (text_id)
     ORDER BY named.text_id`,
  );
  const clauses = Object.keys(clauseTypes).map((name) => `clause.${identifier(name)}`);
  await engine.execute(
    `INSERT INTO text_clauses SELECT text_id, ${clauses.join(", ")}
     FROM (
       SELECT named.text_id, unnest(said.clauses) AS clause
       FROM ${moved} AS named JOIN _text_stored AS said USING (text_key)
     ) AS unnested
     ORDER BY text_id, clause.clause_index`,
  );
}
