import type { DifferentTheme } from "../../dashboards/published.ts";
import type { Engine } from "../engines/engine.ts";

/**
 * Themes that read otherwise in `after` than in `before`, schemas with the published tables of both runs: by name, by what became
 * of them, or by their texts. Texts that people moved are told from those that came in. Nothing where a run has no themes.
 */
export async function changedThemes(engine: Engine): Promise<DifferentTheme[]> {
  const tables = await engine.query<{ n: number }>(
    "SELECT count(*) AS n FROM information_schema.tables WHERE table_name IN ('dim_themes', 'mart_theme_assignments')",
  );
  if (tables[0]?.n !== 4) return [];
  const clauses = (schema: string) =>
    `SELECT text_id, clause_index, theme_id, reason = 'curated' AS is_curated FROM ${schema}.mart_theme_assignments`;
  const rows = await engine.query<{
    theme_id: string;
    old_label: string | null;
    old_status: string | null;
    old_n: number | null;
    new_label: string | null;
    new_status: string | null;
    new_n: number | null;
    moved: number;
    came: number;
  }>(
    `WITH old AS (${clauses("before")}), now AS (${clauses("after")}),
     changed AS (
       SELECT coalesce(old.text_id, now.text_id) AS text_id, old.theme_id AS old_theme, now.theme_id AS new_theme,
         old.text_id IS NULL OR now.text_id IS NULL AS came,
         old.text_id IS NOT NULL AND now.text_id IS NOT NULL AND (old.is_curated OR now.is_curated) AS moved
       FROM old FULL JOIN now ON old.text_id = now.text_id AND old.clause_index = now.clause_index
       WHERE old.text_id IS NULL OR now.text_id IS NULL OR old.theme_id IS DISTINCT FROM now.theme_id
     ),
     counted AS (
       SELECT theme_id, count(DISTINCT CASE WHEN moved THEN text_id END) AS moved, count(DISTINCT CASE WHEN came THEN text_id END) AS came
       FROM (SELECT old_theme AS theme_id, text_id, moved, came FROM changed
             UNION ALL SELECT new_theme, text_id, moved, came FROM changed) AS sides
       WHERE theme_id IS NOT NULL GROUP BY theme_id
     )
     SELECT coalesce(a.theme_id, b.theme_id) AS theme_id, b.label_zh AS old_label, b.status AS old_status, b.n AS old_n,
       a.label_zh AS new_label, a.status AS new_status, a.n AS new_n, coalesce(c.moved, 0) AS moved, coalesce(c.came, 0) AS came
     FROM before.dim_themes AS b FULL JOIN after.dim_themes AS a ON a.theme_id = b.theme_id
     LEFT JOIN counted AS c ON c.theme_id = coalesce(a.theme_id, b.theme_id)
     WHERE NOT coalesce(a.is_parent, b.is_parent)
       AND (a.n IS DISTINCT FROM b.n OR a.label_zh IS DISTINCT FROM b.label_zh OR a.status IS DISTINCT FROM b.status)
     ORDER BY theme_id`,
  );
  return rows.map(({ theme_id, moved, came, ...row }) => {
    const side = (label: string | null, status: string | null, n: number | null) =>
      label === null || status === null || n === null ? null : { label, status, n };
    const before = side(row.old_label, row.old_status, row.old_n);
    const now = side(row.new_label, row.new_status, row.new_n);
    const isRenamed = before !== null && now !== null && before.label !== now.label;
    const isEnded = now?.status === "merged" || now?.status === "retired";
    return {
      theme_id,
      before,
      now,
      reasons: [
        ...(came > 0 ? [{ reason: "new" as const, rows: came }] : []),
        ...(moved > 0 || isRenamed || isEnded ? [{ reason: "curation" as const, rows: moved }] : []),
      ],
    };
  });
}
