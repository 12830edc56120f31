import { membersList } from "../../dashboards/components/theme-detail.ts";
import type { ListRequest } from "../../dashboards/page.ts";
import type { Theme, Themes } from "../../dashboards/themes.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { fewestCustomers } from "../privacy/small-cells.ts";

/** What a list of a theme's texts holds. */
export const memberColumns = [
  "id",
  "filed_at",
  "category",
  "model",
  "batch",
  "region",
  "channel",
  "text_id",
  "clause",
] as const;

/** The theme whose members a list asks for; null where it asks for a metric. */
export const themeOf = (themes: Themes, request: ListRequest): Theme | null =>
  request.metric_id === membersList
    ? (themes.list.find(({ theme_id }) => theme_id === request.dims.theme_id) ?? null)
    : null;

/** Makes theme_window: the texts of each theme in the window, with the clause that counts there; no words of too few customers. */
export async function openMembers(engine: Engine, { since, until, list }: Themes): Promise<void> {
  if (list.length === 0) return;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE theme_window AS
     SELECT m.theme_id, d.parent_theme_id, COALESCE(m.ticket_id, m.feedback_id, m.text_id) AS id, CAST(m.day AS VARCHAR) AS filed_at, m.category,
       m.model, m.batch, m.region, m.channel, m.text_id, CASE WHEN d.customers >= ${fewestCustomers} THEN m.clause END AS clause
     FROM theme_members AS m JOIN dim_themes AS d ON d.theme_id = m.theme_id
     WHERE m.day >= DATE ${literal(since)} AND m.day <= DATE ${literal(until)} ORDER BY m.theme_id`,
  );
}

/** Texts of a theme or parent in the window, each once, newest first. */
export const membersSql = ({ theme_id: id, is_parent }: Theme): string =>
  is_parent
    ? `SELECT id, filed_at, category, model, batch, region, channel, text_id, min(clause) AS clause FROM theme_window
       WHERE parent_theme_id = ${literal(id)} GROUP BY ALL ORDER BY filed_at DESC, text_id`
    : `SELECT * FROM theme_window WHERE theme_id = ${literal(id)} ORDER BY filed_at DESC, text_id`;
