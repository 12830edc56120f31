import { namesWithout } from "../../transforms/themes/banned.ts";
import type { CuratedTheme, Curation, Operation } from "../../transforms/themes/curation.ts";
import { kindsOf } from "../../transforms/themes/kinds.ts";
import type { Lexicon, ThemeKind } from "../../transforms/themes/named.ts";
import { sizesOf, type ThemeTerm } from "../../transforms/themes/terms.ts";
import type { Cell, Engine } from "../engines/engine.ts";
import { literal } from "../engines/engine.ts";
import { createOutputs, type StepContext } from "../step.ts";
import { eventsOf } from "./events.ts";
import { themeOutputs } from "./outputs.ts";
import { emergingOf } from "./placed.ts";
import { fillQuotes } from "./quotes.ts";
import { between, readDue, readWordings } from "./read.ts";
import { nameOf, type ThemeRecord, type ThemeState } from "./state.ts";
import { readTerms } from "./terms.ts";

export interface Decided {
  state: ThemeState | undefined;
  curation: Curation;
  operations: readonly Operation[];
  lexicon: Lexicon;
}

/** Fills the step's outputs from the places of wordings and what people decided: the assignments of the texts that are due, and all else. */
export async function fillTables(context: StepContext, decided: Decided, isKept: boolean): Promise<void> {
  const { engine } = context;
  const { state, curation, operations } = decided;
  const order = [...curation.themes.keys()];
  const terms = await readTerms(engine, order, curation.banned);
  await nameTables(context, decided, order, terms);
  await fillTerms(engine, order, terms, curation, isKept);
  await readDue(engine);
  await fillAssignments(context, modelOf(state), isKept);
  const others = themeOutputs.filter(({ name }) => !["mart_theme_assignments", "mart_theme_terms"].includes(name));
  if (isKept) await createOutputs(engine, { outputs: others });
  await fillThemes(context, emergingOf(state));
  await fillQuotes(context);
  await fillParts(context);
  await fillRuns(context, state);
  const events = eventsOf(state, operations, curation);
  await engine.append("mart_theme_events", [
    events.map(({ theme_id }) => theme_id),
    events.map(({ at }) => at),
    events.map(({ kind }) => kind),
    events.map(({ detail }) => detail),
    events.map(({ operation_id }) => operation_id),
    events.map(({ author }) => author),
    events.map(({ reason }) => reason),
    events.map((_, i) => i),
  ]);
}

/** The space, or the model that stands in for it. */
const modelOf = (state: ThemeState | undefined) => state?.space ?? state?.embedder ?? "none";

/** Makes `_theme_names`: what each theme is called, of what kind it is and what became of it. */
async function nameTables(
  { engine }: StepContext,
  { state, curation, lexicon }: Decided,
  order: readonly string[],
  terms: readonly ThemeTerm[][],
): Promise<void> {
  const records = new Map(state?.themes.map((theme) => [theme.id, theme]));
  const given = namesWithout(state?.themes ?? [], curation.banned);
  const shown = new Map(state?.themes.map(({ id }, i) => [id, given[i]]));
  const rows = order.map((id, i) => {
    const theme = curation.themes.get(id) as CuratedTheme;
    const words = [...new Set([...theme.words, ...(terms[i] as ThemeTerm[]).map(({ term }) => term)])];
    return {
      id,
      theme,
      record: records.get(id),
      words: words.filter((word) => !curation.banned.has(word)).slice(0, 8),
    };
  });
  const unknown = rows.filter(({ theme, record }) => (theme.kind ?? record?.kind) === undefined).map(({ id }) => id);
  const kinds = await kindsOfThemes(engine, lexicon, unknown);
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_names (theme_id VARCHAR, label_zh VARCHAR, label_en VARCHAR, keywords VARCHAR, parent_theme_id VARCHAR,
     is_parent BOOLEAN, kind VARCHAR, merged_into VARCHAR, retired_on DATE, is_curated BOOLEAN, is_locked BOOLEAN, born_at TIMESTAMP)`,
  );
  await engine.append(
    "_theme_names",
    columnsOf(rows, [
      ({ id }) => id,
      ({ id, theme }) => theme.zh ?? shown.get(id)?.zh ?? id,
      ({ id, theme }) => theme.en ?? (theme.is_made ? theme.zh : shown.get(id)?.en) ?? id,
      ({ words }) => words.join("|"),
      ({ theme }) => theme.parent,
      ({ record }) => record?.is_parent ?? false,
      ({ id, theme, record }) => theme.kind ?? record?.kind ?? (kinds.get(id) as string),
      ({ theme, record }) => theme.merged_into ?? record?.merged_into ?? null,
      ({ theme }) => theme.retired_on,
      ({ theme }) => theme.touched_by.length > 0,
      ({ theme }) => theme.is_locked,
      ({ record }) => (record === undefined ? null : timestamp(record)),
    ]),
  );
}

/** What themes are about by what the lexicon found in their clauses, where neither people nor their birth say it. */
async function kindsOfThemes(
  engine: Engine,
  lexicon: Lexicon,
  themes: readonly string[],
): Promise<ReadonlyMap<string, ThemeKind>> {
  if (themes.length === 0) return new Map();
  const places = new Map(themes.map((id, i) => [id, i]));
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_kinds AS SELECT * FROM _theme_wordings WHERE routed_id IN (${themes.map(literal).join(", ")})`,
  );
  const { routed_id } = await engine.columns<{ routed_id: string[] }>(
    "SELECT routed_id FROM _theme_kinds ORDER BY print",
  );
  const labels = Int32Array.from(routed_id, (id) => places.get(id) as number);
  const clauses = { ...(await readWordings(engine, lexicon, "_theme_kinds")), labels };
  const kinds = kindsOf(clauses, lexicon, sizesOf(clauses, themes.length));
  return new Map(themes.map((id, i) => [id, kinds[i] as ThemeKind]));
}

/** SELECT of the words of themes. */
const themeWords =
  "SELECT DISTINCT theme_id, word FROM (SELECT theme_id, unnest(string_split(term, ' ')) AS word FROM mart_theme_terms) AS words";

/** Fills mart_theme_terms. Texts whose evidence hangs on a word that came to a theme or left it are due too. */
async function fillTerms(
  engine: Engine,
  order: readonly string[],
  terms: readonly ThemeTerm[][],
  { banned }: Curation,
  isKept: boolean,
): Promise<void> {
  if (isKept) {
    await engine.execute(`CREATE OR REPLACE TEMP TABLE _theme_words AS ${themeWords}`);
    await engine.execute("DELETE FROM mart_theme_terms");
  }
  const rows = order.flatMap((id, i) =>
    (terms[i] as ThemeTerm[])
      .filter(({ term }) => !banned.has(term))
      .map(({ term, weight }, position) => ({ id, position, term, weight: Number(weight.toPrecision(6)) })),
  );
  await engine.append(
    "mart_theme_terms",
    columnsOf(rows, [({ id }) => id, ({ position }) => position, ({ term }) => term, ({ weight }) => weight]),
  );
  if (!isKept) return;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_turned AS
     (${themeWords} EXCEPT FROM _theme_words) UNION (FROM _theme_words EXCEPT ${themeWords})`,
  );
  await engine.execute(
    `INSERT INTO _theme_due
     SELECT DISTINCT text_id FROM _theme_said SEMI JOIN (
       SELECT print FROM (
         SELECT print, theme_id, unnest(string_split(wording, ${literal(between)})) AS word FROM _theme_wordings
         SEMI JOIN _theme_turned USING (theme_id)) AS held
       SEMI JOIN _theme_turned USING (theme_id, word)) AS turned USING (print)`,
  );
}

const timestamp = ({ born_at }: ThemeRecord) => born_at.slice(0, 23).replace("T", " ");

const columnsOf = <Row>(rows: readonly Row[], cells: readonly ((row: Row) => Cell)[]): Cell[][] =>
  cells.map((cell) => rows.map(cell));

async function fillAssignments({ engine }: StepContext, version: string, isKept: boolean): Promise<void> {
  if (isKept) {
    await engine.execute("DELETE FROM mart_theme_assignments WHERE text_id IN (SELECT text_id FROM _theme_due)");
  }
  await engine.execute(
    `INSERT INTO mart_theme_assignments BY NAME
     WITH words AS (SELECT theme_id, list(word) AS words FROM (${themeWords}) AS words GROUP BY theme_id),
     themed AS (
       SELECT c.* EXCLUDE (evidence, tokens),
         CASE WHEN local_date(c.created_at) > name.retired_on THEN NULL ELSE place.theme_id END AS theme_id,
         place.score, place.margin,
         CASE WHEN local_date(c.created_at) > name.retired_on THEN NULL ELSE place.runner_up_id END AS runner_up_id,
         CASE WHEN place.print IS NULL THEN 'no_words'
           WHEN local_date(c.created_at) > name.retired_on THEN 'curated' ELSE place.reason END AS reason,
         list_distinct(list_concat(
           list_filter(string_split(place.wording, ${literal(between)}), w -> list_contains(words.words, w)), coalesce(c.evidence, []))) AS evidence
       FROM _theme_clauses AS c
       LEFT JOIN _theme_wordings AS place ON c.print = place.print
       LEFT JOIN _theme_names AS name ON place.theme_id = name.theme_id
       LEFT JOIN words ON place.theme_id = words.theme_id
     ),
     ranked AS (
       SELECT *, row_number() OVER (PARTITION BY text_id, theme_id ORDER BY score DESC NULLS LAST, clause_index) AS in_theme,
         count(*) OVER (PARTITION BY text_id, theme_id) AS clauses, count(theme_id) OVER (PARTITION BY text_id) AS themed
       FROM themed
     ),
     counted AS (
       SELECT *, in_theme = 1 AND (theme_id IS NOT NULL OR themed = 0) AS is_counted,
         row_number() OVER (PARTITION BY text_id ORDER BY (theme_id IS NOT NULL AND in_theme = 1) DESC, clauses DESC,
           score DESC NULLS LAST, theme_id, clause_index) AS place_in_text
       FROM ranked
     )
     SELECT counted.text_id, CAST(counted.clause_index AS INTEGER) AS clause_index, t.entity, t.feedback_id, t.ticket_id, t.rating_id,
       counted.created_at, counted.clause, counted.theme_id, counted.score, counted.margin, counted.runner_up_id, counted.reason,
       counted.theme_id IS NOT NULL AND counted.place_in_text = 1 AS is_primary, counted.is_counted, counted.is_duplicate,
       CASE WHEN counted.theme_id IS NULL THEN [] ELSE list_sort(counted.evidence) END AS evidence, counted.polarity,
       coalesce(counted.component_ids, []) AS component_ids, coalesce(counted.symptom_ids, []) AS symptom_ids,
       coalesce(counted.situation_ids, []) AS situation_ids, coalesce(counted.is_safety, FALSE) AS is_safety, t.category, t.model, t.batch, t.region, t.channel,
       ${literal(version)} AS model_version
     FROM counted JOIN _texts AS t ON counted.text_id = t.text_id`,
  );
}

async function fillThemes({ engine }: StepContext, emerging: ReadonlySet<string>): Promise<void> {
  const young = [...emerging].map(literal).join(", ") || "''";
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_texts AS
     SELECT a.theme_id, a.text_id, a.created_at, t.customer
     FROM mart_theme_assignments AS a JOIN _texts AS t ON a.text_id = t.text_id WHERE a.is_counted AND a.theme_id IS NOT NULL`,
  );
  await engine.execute(
    `INSERT INTO dim_themes BY NAME
     WITH belongs AS (
       SELECT theme_id, theme_id AS owner FROM _theme_names WHERE NOT is_parent
       UNION ALL SELECT theme_id, parent_theme_id FROM _theme_names WHERE parent_theme_id IS NOT NULL
     ),
     counted AS (
       SELECT owner AS theme_id, count(DISTINCT text_id) AS n, count(DISTINCT customer) AS customers,
         min(created_at) AS first_seen_at, max(created_at) AS last_seen_at
       FROM belongs JOIN _theme_texts USING (theme_id) GROUP BY owner
     )
     SELECT name.theme_id, name.label_zh, name.label_en,
       CASE WHEN name.keywords = '' THEN [] ELSE string_split(name.keywords, '|') END AS keywords,
       name.parent_theme_id, name.is_parent, name.kind, counted.first_seen_at, counted.last_seen_at,
       CASE WHEN name.merged_into IS NOT NULL THEN 'merged' WHEN name.retired_on IS NOT NULL THEN 'retired'
         WHEN name.theme_id IN (${young}) THEN 'emerging' ELSE 'active' END AS status,
       name.merged_into, name.is_curated, name.is_locked, coalesce(counted.n, 0) AS n, coalesce(counted.customers, 0) AS customers,
       name.born_at
     FROM _theme_names AS name LEFT JOIN counted ON name.theme_id = counted.theme_id`,
  );
}

async function fillParts({ engine }: StepContext): Promise<void> {
  const selects = ["component", "symptom", "situation"].map(
    (kind) =>
      `SELECT theme_id, '${kind}' AS kind, text_id, unnest(${kind}_ids) AS part_id FROM mart_theme_assignments WHERE theme_id IS NOT NULL`,
  );
  await engine.execute(
    `INSERT INTO mart_theme_parts
     SELECT named.theme_id, named.kind, named.part_id, count(DISTINCT named.text_id) AS texts, any_value(dim.n) AS of_texts
     FROM (${selects.join(" UNION ALL ")}) AS named JOIN dim_themes AS dim ON named.theme_id = dim.theme_id
     GROUP BY named.theme_id, named.kind, named.part_id`,
  );
}

async function fillRuns({ engine }: StepContext, state: ThemeState | undefined): Promise<void> {
  await engine.execute(
    `INSERT INTO mart_theme_runs BY NAME
     SELECT count(DISTINCT text_id) AS texts, count(*) AS clauses, (SELECT count(*) FROM _theme_wordings) AS wordings,
       count(DISTINCT CASE WHEN theme_id IS NOT NULL THEN text_id END) AS assigned_texts,
       count(*) FILTER (WHERE is_counted AND theme_id IS NULL) AS unassigned_texts,
       count(theme_id) AS assigned_clauses, count(*) - count(theme_id) AS unassigned_clauses,
       CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE is_counted AND theme_id IS NULL) / count(DISTINCT text_id) END AS unassigned_share,
       (SELECT count(*) FROM text_documents WHERE status NOT IN ('ok', 'duplicate')) AS silent_texts,
       (SELECT count(*) FROM dim_themes WHERE NOT is_parent AND status IN ('active', 'emerging')) AS themes,
       (SELECT count(*) FROM dim_themes WHERE status = 'emerging') AS emerging,
       nullif(${literal(modelOf(state))}, 'none') AS space_id, ${state ? literal(nameOf(state)) : "NULL"} AS state,
       ${literal(modelOf(state))} AS model_version
     FROM mart_theme_assignments`,
  );
}
