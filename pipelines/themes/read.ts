import { conceptMark, isConcept } from "../../transforms/themes/concept-mark.ts";
import { conceptReader } from "../../transforms/themes/concepts.ts";
import type { Lexicon } from "../../transforms/themes/named.ts";
import type { Engine } from "../engines/engine.ts";
import { identifier, literal } from "../engines/engine.ts";
import { stemmedLanguages, stems } from "../text/stems.ts";
import type { ReadWordings } from "./evolve.ts";

/** Stands between the words of a wording; no word holds it. */
const between = "\u001f";

/**
 * Makes `_theme_clauses`, every clause of every text that says something (a duplicate has those of the text it repeats, a text
 * without a clause one without words), and `_theme_wordings`, their different words
 * with what the lexicon found in them, numbered in an order of the words alone.
 */
export async function readClauses(engine: Engine): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_clauses AS
     WITH own AS (SELECT DISTINCT text_id FROM text_clauses),
     said AS (
       SELECT d.text_id, d.language, d.created_at, d.status = 'duplicate' AS is_duplicate,
         CASE WHEN own.text_id IS NULL THEN coalesce(d.duplicate_of, d.text_id) ELSE d.text_id END AS source_id
       FROM text_documents AS d LEFT JOIN own ON d.text_id = own.text_id
       WHERE d.status IN ('ok', 'duplicate')
     )
     SELECT said.text_id, said.language, said.created_at, said.is_duplicate, coalesce(c.clause_index, 0) AS clause_index, c.clause,
       array_to_string(list_concat(c.tokens, list_transform(list_sort(list_distinct(list_concat(c.symptom_ids, c.situation_ids))), id -> ${literal(conceptMark)} || id)),
         ${literal(between)}) AS wording, c.polarity, c.component_ids, c.symptom_ids, c.situation_ids,
       c.evidence, c.is_safety
     FROM said LEFT JOIN text_clauses AS c ON said.source_id = c.text_id`,
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_wordings AS
     SELECT wording, CAST(row_number() OVER (ORDER BY md5(wording), wording) - 1 AS INTEGER) AS id,
       greatest(1, count(*) FILTER (WHERE NOT is_duplicate)) AS weight, epoch_ms(min(created_at)) AS first_at,
       coalesce(arg_min(language, text_id), 'und') AS language, array_to_string(arg_min(component_ids, text_id), '|') AS component_ids,
       array_to_string(arg_min(symptom_ids, text_id), '|') AS symptom_ids,
       array_to_string(arg_min(situation_ids, text_id), '|') AS situation_ids
     FROM _theme_clauses WHERE wording <> '' GROUP BY wording`,
  );
}

/** The wordings of `_theme_wordings` by their numbers. */
export async function readWordings(engine: Engine, lexicon: Lexicon): Promise<ReadWordings> {
  const read = await engine.columns<{
    wording: string[];
    weight: number[];
    first_at: number[];
    language: string[];
    component_ids: (string | null)[];
    symptom_ids: (string | null)[];
    situation_ids: (string | null)[];
  }>(
    `SELECT wording, weight, first_at, language, component_ids, symptom_ids, situation_ids FROM _theme_wordings ORDER BY id`,
  );
  const withConcepts = conceptReader(lexicon);
  const lists = (cells: readonly (string | null)[]) => cells.map((cell) => (cell ? cell.split("|") : none));
  return {
    tokens: read.wording.map((wording) => {
      const said = wording.split(between);
      const ids = said.filter(isConcept).map((word) => word.slice(conceptMark.length));
      return withConcepts(
        said.filter((word) => !isConcept(word)),
        ids,
      );
    }),
    weights: Float64Array.from(read.weight),
    firstAt: Float64Array.from(read.first_at),
    languages: read.language,
    componentIds: lists(read.component_ids),
    symptomIds: lists(read.symptom_ids),
    situationIds: lists(read.situation_ids),
    spellings: await readSpellings(engine),
  };
}

const none: readonly string[] = [];

/** The commonest word of each stem, of texts in languages that are stemmed. */
async function readSpellings(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const words = await engine.columns<{ word: string[]; language: string[] }>(
    `SELECT word, language FROM (
       SELECT language, unnest(regexp_extract_all(lower(clause), '\\p{Latin}{2,}')) AS word FROM _theme_clauses
       WHERE language IN (${stemmedLanguages.map(literal).join(", ")})
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
