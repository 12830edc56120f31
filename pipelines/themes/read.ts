import { conceptMark, isConcept } from "../../transforms/themes/concept-mark.ts";
import { conceptReader } from "../../transforms/themes/concepts.ts";
import type { Lexicon } from "../../transforms/themes/named.ts";
import type { Engine } from "../engines/engine.ts";
import { identifier, literal } from "../engines/engine.ts";
import { stemmedLanguages, stems } from "../text/stems.ts";
import type { ReadWordings } from "./evolve.ts";

/** Stands between the words of a wording; no word holds it. */
export const between = "\u001f";

/**
 * SELECT of every clause of the texts of a relation that say something: a duplicate has those of the text it repeats, a text without
 * a clause one without words.
 */
const clausesOf = (texts: string): string =>
  `WITH own AS (SELECT DISTINCT text_id FROM text_clauses SEMI JOIN ${texts} AS chosen USING (text_id)),
   said AS (
     SELECT d.text_id, d.language, d.created_at, d.status = 'duplicate' AS is_duplicate,
       CASE WHEN own.text_id IS NULL THEN coalesce(d.duplicate_of, d.text_id) ELSE d.text_id END AS source_id
     FROM text_documents AS d SEMI JOIN ${texts} AS chosen USING (text_id) LEFT JOIN own ON d.text_id = own.text_id
     WHERE d.status IN ('ok', 'duplicate')
   )
   SELECT said.text_id, said.language, said.created_at, said.is_duplicate, coalesce(c.clause_index, 0) AS clause_index, c.clause,
     c.tokens, c.polarity, c.component_ids, c.symptom_ids, c.situation_ids, c.evidence, c.is_safety
   FROM said LEFT JOIN text_clauses AS c ON said.source_id = c.text_id`;

/** The words of a clause and what the lexicon found in it, as one text. */
const wordingSql = `array_to_string(list_concat(tokens, list_transform(list_sort(list_distinct(list_concat(symptom_ids, situation_ids))),
  id -> ${literal(conceptMark)} || id)), ${literal(between)})`;

const saidColumns = `text_id, clause_index, md5(wording) AS print, created_at, is_duplicate, language,
  array_to_string(component_ids, '|') AS component_ids, array_to_string(symptom_ids, '|') AS symptom_ids,
  array_to_string(situation_ids, '|') AS situation_ids`;

/**
 * Brings `_theme_said` up to date, the print of the wording of each clause, and makes `_theme_fresh`: the different wordings of texts
 * that are due (`_theme_due`) as they are now in all texts, numbered in an order of the words alone. Where nothing is kept, all are due.
 */
export async function readClauses(engine: Engine, isKept: boolean): Promise<void> {
  if (!isKept) {
    await engine.execute("CREATE OR REPLACE TABLE _theme_due AS SELECT text_id FROM text_documents");
  } else {
    await engine.execute(
      "INSERT INTO _theme_due SELECT text_id FROM text_documents WHERE duplicate_of IN (SELECT text_id FROM _theme_due)",
    );
  }
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_new AS
     SELECT *, ${wordingSql} AS wording FROM (${clausesOf("_theme_due")}) AS clauses WHERE wording <> ''`,
  );
  const words = `SELECT md5(wording) AS print, wording FROM (SELECT DISTINCT wording FROM _theme_new) AS said`;
  if (isKept) {
    await engine.execute(
      `CREATE OR REPLACE TEMP TABLE _theme_changed AS
       SELECT print, wording FROM _theme_wordings SEMI JOIN (
         SELECT DISTINCT print FROM _theme_said WHERE text_id IN (SELECT text_id FROM _theme_due)) AS old USING (print)
       UNION ${words}`,
    );
    await engine.execute("DELETE FROM _theme_said WHERE text_id IN (SELECT text_id FROM _theme_due)");
    await engine.execute(`INSERT INTO _theme_said SELECT ${saidColumns} FROM _theme_new`);
  } else {
    await engine.execute(`CREATE OR REPLACE TEMP TABLE _theme_changed AS ${words}`);
    await engine.execute(`CREATE OR REPLACE TABLE _theme_said AS SELECT ${saidColumns} FROM _theme_new`);
  }
  await engine.execute("DROP TABLE _theme_new");
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_fresh AS
     SELECT CAST(row_number() OVER (ORDER BY print) - 1 AS INTEGER) AS id, said.*, changed.wording FROM (
       SELECT print, greatest(1, count(*) FILTER (WHERE NOT is_duplicate)) AS weight, count(*) AS texts, epoch_ms(min(created_at)) AS first_at,
         coalesce(arg_min(language, spot), 'und') AS language, arg_min(component_ids, spot) AS component_ids,
         arg_min(symptom_ids, spot) AS symptom_ids, arg_min(situation_ids, spot) AS situation_ids
       FROM (SELECT *, row(text_id, clause_index) AS spot FROM _theme_said SEMI JOIN _theme_changed USING (print)) AS said GROUP BY print
     ) AS said JOIN _theme_changed AS changed USING (print)`,
  );
}

/** Makes `_theme_clauses`: the clauses of the texts that are due, each with the print of its wording. */
export async function readDue(engine: Engine): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_clauses AS
     SELECT clauses.*, said.print FROM (${clausesOf("_theme_due")}) AS clauses
     LEFT JOIN (SELECT text_id, clause_index, print FROM _theme_said SEMI JOIN _theme_due USING (text_id)) AS said
       ON clauses.text_id = said.text_id AND clauses.clause_index = said.clause_index`,
  );
}

/** The wordings of a relation in the order of their words. */
export async function readWordings(engine: Engine, lexicon: Lexicon, from: string): Promise<ReadWordings> {
  const read = await engine.columns<{
    wording: string[];
    weight: number[];
    texts: number[];
    first_at: number[];
    language: string[];
    component_ids: (string | null)[];
    symptom_ids: (string | null)[];
    situation_ids: (string | null)[];
  }>(
    `SELECT wording, weight, CAST(texts AS INTEGER) AS texts, first_at, language, component_ids, symptom_ids, situation_ids FROM ${identifier(from)} ORDER BY print`,
  );
  const lists = (cells: readonly (string | null)[]) => cells.map((cell) => (cell ? cell.split("|") : none));
  return {
    tokens: read.wording.map(tokenReader(lexicon)),
    weights: Float64Array.from(read.weight),
    texts: Float64Array.from(read.texts),
    firstAt: Float64Array.from(read.first_at),
    languages: read.language,
    componentIds: lists(read.component_ids),
    symptomIds: lists(read.symptom_ids),
    situationIds: lists(read.situation_ids),
  };
}

const none: readonly string[] = [];

/** Reads a wording as tokens: its words, and what the lexicon found in it with the groups. */
export function tokenReader(lexicon: Lexicon): (wording: string) => string[] {
  const withConcepts = conceptReader(lexicon);
  return (wording) => {
    const said = wording.split(between);
    const ids = said.filter(isConcept).map((word) => word.slice(conceptMark.length));
    return withConcepts(
      said.filter((word) => !isConcept(word)),
      ids,
    );
  };
}

/** The commonest word of each stem, of texts in languages that are stemmed. */
export async function readSpellings(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const words = await engine.columns<{ word: string[]; language: string[] }>(
    `SELECT word, language FROM (
       SELECT language, unnest(regexp_extract_all(lower(clause), '\\p{Latin}{2,}')) AS word
       FROM text_documents AS documents JOIN text_clauses AS clauses USING (text_id)
       WHERE status IN ('ok', 'duplicate') AND language IN (${stemmedLanguages.map(literal).join(", ")})
     ) GROUP BY word, language ORDER BY count(*) DESC, word, language`,
  );
  const stem = stems();
  const spellings = new Map<string, string>();
  for (const [i, word] of words.word.entries()) {
    const root = stem(word, words.language[i] as string);
    if (!spellings.has(root)) spellings.set(root, word);
  }
  return spellings;
}

/** Drops the tables that the step made for itself. */
export async function dropScratch(engine: Engine): Promise<void> {
  const rows = await engine.query<{ name: string }>(
    "SELECT table_name AS name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, '_theme_')",
  );
  for (const { name } of rows) await engine.execute(`DROP TABLE ${identifier(name)}`);
}
