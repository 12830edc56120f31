import type { DifferentTheme } from "../../dashboards/published.ts";
import type { ThemeStatus } from "../../dashboards/themes.ts";
import type { Engine } from "../engines/engine.ts";

const tables = ["dim_themes", "mart_theme_assignments", "mart_theme_events"];

/** What is to be called the cause of texts that are gone, and of texts that neither came nor were moved by people. */
interface Causes {
  gone: "forgotten" | "corrected";
  read: "code" | "related";
}

interface Row {
  theme_id: string;
  old_label: string | null;
  old_status: ThemeStatus | null;
  old_n: number | null;
  new_label: string | null;
  new_status: ThemeStatus | null;
  new_n: number | null;
  came: number;
  gone: number;
  moved_in: number;
  moved_out: number;
  moved: number;
  read_otherwise: number;
  operations: string | null;
}

/**
 * Themes that read otherwise in `after` than in `before`, schemas with the published tables of both runs: by name, by what became
 * of them, or by their texts. A text counts once a theme, so that before + came + in - gone - out make now. Texts that people
 * moved are told from those that the engine reads otherwise and from those that came in. Nothing where a run has no themes.
 */
export async function changedThemes(engine: Engine, causes: Causes): Promise<DifferentTheme[]> {
  const found = await engine.query<{ n: number }>(
    `SELECT count(*) AS n FROM information_schema.tables
     WHERE table_schema IN ('before', 'after') AND table_name IN (${tables.map((name) => `'${name}'`).join(", ")})`,
  );
  if (found[0]?.n !== 2 * tables.length) return [];
  const clauses = (schema: string) =>
    `SELECT text_id, clause_index, theme_id, reason = 'curated' AS is_curated FROM ${schema}.mart_theme_assignments`;
  const texts = (side: string) =>
    `SELECT DISTINCT text_id, theme_id FROM ${side} WHERE theme_id IS NOT NULL AND text_id IN (SELECT text_id FROM changed)`;
  const known = (side: string) => `SELECT DISTINCT text_id FROM ${side} WHERE text_id IN (SELECT text_id FROM changed)`;
  const operations = (schema: string) =>
    `SELECT theme_id, operation_id, any_value(kind) AS kind, string_agg(what, ' ' ORDER BY "position") AS what
     FROM ${schema}.mart_theme_events WHERE operation_id IS NOT NULL AND kind <> 'lock' GROUP BY theme_id, operation_id`;
  const rows = await engine.query<Row>(
    `WITH old AS (${clauses("before")}), now AS (${clauses("after")}),
     changed AS (
       SELECT coalesce(old.text_id, now.text_id) AS text_id, old.theme_id AS old_theme, now.theme_id AS new_theme,
         coalesce(old.is_curated, FALSE) OR coalesce(now.is_curated, FALSE) AS by_people
       FROM old FULL JOIN now ON old.text_id = now.text_id AND old.clause_index = now.clause_index
       WHERE old.text_id IS NULL OR now.text_id IS NULL OR old.theme_id IS DISTINCT FROM now.theme_id
     ),
     people AS (
       SELECT text_id, theme_id, bool_or(by_people) AS by_people
       FROM (SELECT text_id, old_theme AS theme_id, by_people FROM changed UNION ALL SELECT text_id, new_theme, by_people FROM changed)
       GROUP BY text_id, theme_id
     ),
     sides AS (
       SELECT coalesce(a.text_id, b.text_id) AS text_id, coalesce(a.theme_id, b.theme_id) AS theme_id, b.text_id IS NULL AS is_in
       FROM (${texts("old")}) AS b FULL JOIN (${texts("now")}) AS a ON a.text_id = b.text_id AND a.theme_id = b.theme_id
       WHERE a.text_id IS NULL OR b.text_id IS NULL
     ),
     caused AS (
       SELECT sides.theme_id, sides.is_in,
         CASE WHEN sides.is_in AND was.text_id IS NULL THEN 'came' WHEN NOT sides.is_in AND stays.text_id IS NULL THEN 'gone'
           WHEN people.by_people THEN 'moved' ELSE 'read' END AS cause
       FROM sides LEFT JOIN (${known("old")}) AS was ON was.text_id = sides.text_id
       LEFT JOIN (${known("now")}) AS stays ON stays.text_id = sides.text_id
       LEFT JOIN people ON people.text_id = sides.text_id AND people.theme_id = sides.theme_id
     ),
     counted AS (
       SELECT theme_id, count(*) FILTER (WHERE cause = 'came') AS came, count(*) FILTER (WHERE cause = 'gone') AS gone,
         count(*) FILTER (WHERE cause IN ('moved', 'read') AND is_in) AS moved_in,
         count(*) FILTER (WHERE cause IN ('moved', 'read') AND NOT is_in) AS moved_out,
         count(*) FILTER (WHERE cause = 'moved') AS moved, count(*) FILTER (WHERE cause = 'read') AS read_otherwise
       FROM caused GROUP BY theme_id
     ),
     decided AS (
       SELECT coalesce(a.theme_id, b.theme_id) AS theme_id, to_json(list({
           operation_id: coalesce(a.operation_id, b.operation_id), kind: coalesce(a.kind, b.kind),
           change: CASE WHEN b.theme_id IS NULL THEN 'added' WHEN a.theme_id IS NULL THEN 'withdrawn' ELSE 'changed' END
         } ORDER BY coalesce(a.operation_id, b.operation_id))) AS operations
       FROM (${operations("before")}) AS b FULL JOIN (${operations("after")}) AS a ON a.theme_id = b.theme_id AND a.operation_id = b.operation_id
       WHERE a.theme_id IS NULL OR b.theme_id IS NULL OR a.kind <> b.kind OR a.what IS DISTINCT FROM b.what
       GROUP BY ALL
     )
     SELECT coalesce(a.theme_id, b.theme_id) AS theme_id, b.label_zh AS old_label, b.status AS old_status, b.n AS old_n,
       a.label_zh AS new_label, a.status AS new_status, a.n AS new_n, coalesce(c.came, 0) AS came, coalesce(c.gone, 0) AS gone,
       coalesce(c.moved_in, 0) AS moved_in, coalesce(c.moved_out, 0) AS moved_out, coalesce(c.moved, 0) AS moved,
       coalesce(c.read_otherwise, 0) AS read_otherwise,
       CAST(decided.operations AS VARCHAR) AS operations
     FROM before.dim_themes AS b FULL JOIN after.dim_themes AS a ON a.theme_id = b.theme_id
     LEFT JOIN counted AS c ON c.theme_id = coalesce(a.theme_id, b.theme_id)
     LEFT JOIN decided ON decided.theme_id = coalesce(a.theme_id, b.theme_id)
     WHERE NOT coalesce(a.is_parent, b.is_parent)
       AND (c.theme_id IS NOT NULL OR decided.theme_id IS NOT NULL OR a.n IS DISTINCT FROM b.n OR a.label_zh IS DISTINCT FROM b.label_zh OR a.status IS DISTINCT FROM b.status)
     ORDER BY theme_id`,
  );
  return rows.map((row) => described(row, causes));
}

function described(row: Row, causes: Causes): DifferentTheme {
  const side = (label: string | null, status: ThemeStatus | null, n: number | null) =>
    label === null || status === null || n === null ? null : { label, status, n };
  const before = side(row.old_label, row.old_status, row.old_n);
  const now = side(row.new_label, row.new_status, row.new_n);
  const operations = JSON.parse(row.operations ?? "[]") as DifferentTheme["operations"];
  const isRenamed = before !== null && now !== null && before.label !== now.label;
  const isEnded = (one: typeof now) => one?.status === "merged" || one?.status === "retired";
  const isDecided = row.moved > 0 || operations.length > 0 || isRenamed || isEnded(before) !== isEnded(now);
  const reasons: DifferentTheme["reasons"][number][] = [
    { reason: "new", rows: row.came },
    { reason: causes.gone, rows: row.gone },
    { reason: causes.read, rows: row.read_otherwise },
  ];
  return {
    theme_id: row.theme_id,
    before,
    now,
    moved_in: row.moved_in,
    moved_out: row.moved_out,
    operations,
    reasons: [
      ...reasons.filter(({ rows }) => rows > 0),
      ...(isDecided ? [{ reason: "curation" as const, rows: row.moved }] : []),
    ],
  };
}
