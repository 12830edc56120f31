import { fewestCustomers } from "../privacy/small-cells.ts";
import type { StepContext } from "../step.ts";

const quotesATheme = 6;
/** Quotes of a theme share at most half of their words with each other. */
const mostAlike = 0.5;
const offered = 40;

/**
 * Fills mart_theme_quotes: the clauses nearest to what a theme is about, in different words, each from the newest text that says
 * it. Themes of fewer than three customers have none.
 */
export async function fillQuotes({ engine }: StepContext): Promise<void> {
  const read = await engine.columns<{ theme_id: string[]; id: number[]; wording: string[] }>(
    `SELECT theme_id, id, wording FROM (
       SELECT a.theme_id, w.id, w.wording, row_number() OVER (PARTITION BY a.theme_id ORDER BY max(a.score) DESC NULLS LAST, w.id) AS place
       FROM mart_theme_assignments AS a
       JOIN dim_themes AS dim ON a.theme_id = dim.theme_id AND dim.customers >= ${fewestCustomers}
       JOIN _theme_clauses AS c ON a.text_id = c.text_id AND a.clause_index = c.clause_index
       JOIN _theme_wordings AS w ON c.wording = w.wording
       WHERE length(a.clause) >= 4
       GROUP BY a.theme_id, w.id, w.wording
     ) WHERE place <= ${offered} ORDER BY theme_id, place`,
  );
  const chosen: { theme: string; id: number; position: number; words: Set<string> }[] = [];
  for (const [i, theme] of read.theme_id.entries()) {
    const words = new Set((read.wording[i] as string).split("\u001f"));
    const before = chosen.filter((one) => one.theme === theme);
    if (before.length >= quotesATheme || before.some((one) => likeness(one.words, words) > mostAlike)) continue;
    chosen.push({ theme, id: read.id[i] as number, position: before.length, words });
  }
  await engine.execute("CREATE OR REPLACE TEMP TABLE _theme_chosen (theme_id VARCHAR, id INTEGER, position INTEGER)");
  await engine.append("_theme_chosen", [
    chosen.map(({ theme }) => theme),
    chosen.map(({ id }) => id),
    chosen.map(({ position }) => position),
  ]);
  await engine.execute(
    `INSERT INTO mart_theme_quotes BY NAME
     SELECT chosen.theme_id, chosen.position, a.text_id, a.clause_index, a.clause, a.evidence, a.entity, a.feedback_id, a.ticket_id,
       a.rating_id, a.created_at, a.model
     FROM _theme_chosen AS chosen
     JOIN _theme_wordings AS w ON chosen.id = w.id
     JOIN _theme_clauses AS c ON w.wording = c.wording
     JOIN mart_theme_assignments AS a ON a.text_id = c.text_id AND a.clause_index = c.clause_index AND a.theme_id = chosen.theme_id
     QUALIFY row_number() OVER (PARTITION BY chosen.theme_id, chosen.position ORDER BY a.created_at DESC, a.text_id) = 1`,
  );
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return both / (a.size + b.size - both);
}
