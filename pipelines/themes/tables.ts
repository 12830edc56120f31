import { namesWithout } from "../../transforms/themes/banned.ts";
import {
  type CuratedTheme,
  type Curation,
  type Operation,
  route,
  survivorOf,
} from "../../transforms/themes/curation.ts";
import { isWeak } from "../../transforms/themes/evidence.ts";
import type { Placement } from "../../transforms/themes/identity.ts";
import type { Lexicon, ThemeName } from "../../transforms/themes/named.ts";
import { describeThemes } from "../../transforms/themes/names.ts";
import type { Cell } from "../engines/engine.ts";
import { literal } from "../engines/engine.ts";
import type { StepContext } from "../step.ts";
import { eventsOf } from "./events.ts";
import type { ReadWordings } from "./evolve.ts";
import { fillQuotes } from "./quotes.ts";
import { nameOf, ownWords, type ThemeRecord, type ThemeState } from "./state.ts";

export interface Placed {
  wordings: ReadWordings;
  state: ThemeState | undefined;
  /** Theme of each place. */
  ids: readonly string[];
  placement: Placement | undefined;
  curation: Curation;
  operations: readonly Operation[];
  lexicon: Lexicon;
}

/** Fills the step's outputs from the clauses read, the places of their wordings and what people decided. */
export async function fillTables(context: StepContext, placed: Placed): Promise<void> {
  const { engine, logger } = context;
  const { wordings, state, ids, placement, curation, operations, lexicon } = placed;
  const given = Array.from(wordings.tokens, (_, i) => {
    const at = placement?.place[i] ?? -1;
    return at < 0 ? null : (ids[at] as string);
  });
  const routed = route(wordings.tokens, given, curation.routes, await pinnedRows(context, curation));
  for (const { operation, word } of routed.unheard) {
    logger.warn(
      `curation.yaml: ${operation} asks for ${word}, which no clause holds; small words such as 自己 are left out of clauses`,
    );
  }
  const emerging = new Set(
    state?.themes.filter(({ born_by, lasted_at }) => born_by === "emerging" && lasted_at === null).map(({ id }) => id),
  );
  const order = [...curation.themes.keys()];
  const numberOf = new Map(order.map((id, i) => [id, i]));
  const labels = Int32Array.from(routed.theme, (id) => (id === null ? -1 : (numberOf.get(id) ?? -1)));
  const about = describeThemes({ ...wordings, labels }, order.length, lexicon, curation.banned);
  const wordsOf = ownWords(state, curation.banned);
  const isKept = (i: number) => routed.isChosen[i] === 1 || emerging.has(routed.theme[i] ?? "");
  const weak = given.map(
    (id, i) =>
      id !== null &&
      !isKept(i) &&
      isWeak(wordings.tokens[i] as readonly string[], placement?.score[i] ?? 0, wordsOf.get(id) ?? new Set()),
  );
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_places (id INTEGER, theme_id VARCHAR, score DOUBLE, margin DOUBLE, runner_up_id VARCHAR,
     reason VARCHAR)`,
  );
  const runnerUp = (i: number) => {
    const next = ids[placement?.runnerUp[i] ?? -1];
    const survivor = next === undefined ? null : survivorOf(curation.themes, next);
    return survivor === routed.theme[i] || routed.isCurated[i] === 1 ? null : survivor;
  };
  await engine.append("_theme_places", [
    Array.from(routed.theme.keys()),
    routed.theme.map((id, i) => (weak[i] ? null : id)),
    Array.from(placement?.score ?? new Float32Array(given.length), rounded),
    Array.from(placement?.margin ?? new Float32Array(given.length), rounded),
    routed.theme.map((id, i) => (id === null || weak[i] ? null : runnerUp(i))),
    routed.theme.map((id, i) => {
      if (weak[i]) return "weak";
      if (routed.isCurated[i] === 1) return "curated";
      if (id === null) return "residual";
      return emerging.has(id) ? "emerging" : "assigned";
    }),
  ]);
  await nameTables(context, { ...placed, about, order });
  await fillAssignments(context, modelOf(state));
  await fillThemes(context, emerging);
  await fillQuotes(context);
  await fillParts(context);
  await fillRuns(context, state, wordings.tokens.length);
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

/** Scores are shown, and their last bits mean nothing. */
const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

/** The wordings that pins name, by operation. */
async function pinnedRows({ engine }: StepContext, { routes }: Curation): Promise<ReadonlyMap<string, number>> {
  const pins = routes.flatMap((one) => (one.kind === "pin" ? [one] : []));
  if (pins.length === 0) return new Map();
  const list = pins.map(
    ({ operation, text_id, clause_index }) => `(${literal(operation)}, ${literal(text_id)}, ${clause_index})`,
  );
  const rows = await engine.query<{ operation: string; id: number }>(
    `SELECT pin.operation, w.id FROM (VALUES ${list.join(", ")}) AS pin(operation, text_id, clause_index)
     JOIN _theme_clauses AS c ON pin.text_id = c.text_id AND pin.clause_index = c.clause_index
     JOIN _theme_wordings AS w USING (wording)`,
  );
  return new Map(rows.map(({ operation, id }) => [operation, id]));
}

type About = Pick<ThemeName, "terms" | "kind">;

interface Described extends Placed {
  about: readonly About[];
  order: readonly string[];
}

/** Makes `_theme_names`: what each theme is called, of what kind it is and what became of it; and fills mart_theme_terms. */
async function nameTables({ engine }: StepContext, { state, curation, about, order }: Described): Promise<void> {
  const records = new Map(state?.themes.map((theme) => [theme.id, theme]));
  const given = namesWithout(state?.themes ?? [], curation.banned);
  const shown = new Map(state?.themes.map(({ id }, i) => [id, given[i]]));
  const rows = order.map((id, i) => {
    const theme = curation.themes.get(id) as CuratedTheme;
    const record = records.get(id);
    const { terms, kind } = about[i] as About;
    const words = [...new Set([...theme.words, ...terms.map(({ term }) => term)])];
    return { id, theme, record, terms, kind, words: words.filter((word) => !curation.banned.has(word)).slice(0, 8) };
  });
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
      ({ theme, record, kind }) => theme.kind ?? record?.kind ?? kind,
      ({ theme, record }) => theme.merged_into ?? record?.merged_into ?? null,
      ({ theme }) => theme.retired_on,
      ({ theme }) => theme.touched_by.length > 0,
      ({ theme }) => theme.is_locked,
      ({ record }) => (record === undefined ? null : timestamp(record)),
    ]),
  );
  const terms = rows.flatMap(({ id, terms: own }) =>
    own
      .filter(({ term }) => !curation.banned.has(term))
      .map(({ term, weight }, position) => ({ id, position, term, weight: Number(weight.toPrecision(6)) })),
  );
  await engine.append("mart_theme_terms", [
    terms.map(({ id }) => id),
    terms.map(({ position }) => position),
    terms.map(({ term }) => term),
    terms.map(({ weight }) => weight),
  ]);
}

const timestamp = ({ born_at }: ThemeRecord) => born_at.slice(0, 23).replace("T", " ");

const columnsOf = <Row>(rows: readonly Row[], cells: readonly ((row: Row) => Cell)[]): Cell[][] =>
  cells.map((cell) => rows.map(cell));

async function fillAssignments({ engine }: StepContext, version: string): Promise<void> {
  await engine.execute(
    `INSERT INTO mart_theme_assignments BY NAME
     WITH words AS (
       SELECT theme_id, list(DISTINCT word) AS words
       FROM (SELECT theme_id, unnest(string_split(term, ' ')) AS word FROM mart_theme_terms) GROUP BY theme_id
     ),
     themed AS (
       SELECT c.* EXCLUDE (evidence),
         CASE WHEN local_date(c.created_at) > name.retired_on THEN NULL ELSE place.theme_id END AS theme_id,
         place.score, place.margin,
         CASE WHEN local_date(c.created_at) > name.retired_on THEN NULL ELSE place.runner_up_id END AS runner_up_id,
         CASE WHEN c.wording IS NULL OR c.wording = '' THEN 'no_words'
           WHEN local_date(c.created_at) > name.retired_on THEN 'curated' ELSE place.reason END AS reason,
         list_distinct(list_concat(
           list_filter(string_split(c.wording, chr(31)), w -> list_contains(words.words, w)), coalesce(c.evidence, []))) AS evidence
       FROM _theme_clauses AS c
       LEFT JOIN _theme_wordings AS w ON c.wording = w.wording
       LEFT JOIN _theme_places AS place ON w.id = place.id
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
     FROM counted JOIN int_texts AS t ON counted.text_id = t.text_id`,
  );
}

async function fillThemes({ engine }: StepContext, emerging: ReadonlySet<string>): Promise<void> {
  const young = [...emerging].map(literal).join(", ") || "''";
  // A text of nobody known stands for one customer.
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_texts AS
     SELECT a.theme_id, a.text_id, a.created_at, a.entity,
       coalesce(nullif(split_part(t.known_keys, '|', 1), ''), nullif(split_part(t.known_keys, '|', 2), ''), a.text_id) AS customer
     FROM mart_theme_assignments AS a JOIN int_texts AS t ON a.text_id = t.text_id WHERE a.is_counted AND a.theme_id IS NOT NULL`,
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

async function fillRuns({ engine }: StepContext, state: ThemeState | undefined, wordings: number): Promise<void> {
  await engine.execute(
    `INSERT INTO mart_theme_runs BY NAME
     SELECT count(DISTINCT text_id) AS texts, count(*) AS clauses, ${wordings} AS wordings,
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
