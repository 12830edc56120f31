import { fewestCustomers } from "../privacy/small-cells.ts";
import type { StepContext } from "../step.ts";

const quotesATheme = 6;
/** Quotes of a theme share at most half of their words with each other. */
const mostAlike = 0.5;
const offered = 40;
/** Wordings of a theme among which they are looked for, nearest first. */
const looked = 400;

/**
 * Fills mart_theme_quotes: the clauses nearest to what a theme is about, in different words, each from the newest text that says
 * it. Themes of fewer than three customers have none.
 */
export async function fillQuotes({ engine }: StepContext): Promise<void> {
  const read = await engine.columns<{ theme_id: string[]; print: string[]; wording: string[] }>(
    `WITH near AS (
       SELECT print, wording, theme_id, score FROM (
         SELECT *, row_number() OVER (PARTITION BY theme_id ORDER BY score DESC NULLS LAST, print) AS place
         FROM _theme_wordings WHERE theme_id IS NOT NULL) AS placed
       WHERE place <= ${looked}
     ),
     said AS (
       SELECT DISTINCT a.theme_id, near.print, near.wording, near.score
       FROM near JOIN _theme_said AS said USING (print)
       JOIN mart_theme_assignments AS a ON a.text_id = said.text_id AND a.clause_index = said.clause_index AND a.theme_id = near.theme_id
       JOIN dim_themes AS dim ON a.theme_id = dim.theme_id AND dim.customers >= ${fewestCustomers}
       WHERE length(a.clause) >= 4
     )
     SELECT theme_id, print, wording FROM (
       SELECT *, row_number() OVER (PARTITION BY theme_id ORDER BY score DESC NULLS LAST, print) AS place FROM said) AS placed
     WHERE place <= ${offered} ORDER BY theme_id, place`,
  );
  const chosen: { theme: string; print: string; position: number; words: Set<string> }[] = [];
  for (const [i, theme] of read.theme_id.entries()) {
    const words = new Set((read.wording[i] as string).split("\u001f"));
    const before = chosen.filter((one) => one.theme === theme);
    if (before.length >= quotesATheme || before.some((one) => likeness(one.words, words) > mostAlike)) continue;
    chosen.push({ theme, print: read.print[i] as string, position: before.length, words });
  }
  await engine.execute(
    "CREATE OR REPLACE TEMP TABLE _theme_chosen (theme_id VARCHAR, print VARCHAR, position INTEGER)",
  );
  await engine.append("_theme_chosen", [
    chosen.map(({ theme }) => theme),
    chosen.map(({ print }) => print),
    chosen.map(({ position }) => position),
  ]);
  await engine.execute(
    `INSERT INTO mart_theme_quotes BY NAME
     SELECT chosen.theme_id, chosen.position, a.text_id, a.clause_index, a.clause, a.evidence, a.entity, a.feedback_id, a.ticket_id,
       a.rating_id, a.created_at, a.model
     FROM _theme_chosen AS chosen
     JOIN _theme_said AS said USING (print)
     JOIN mart_theme_assignments AS a ON a.text_id = said.text_id AND a.clause_index = said.clause_index AND a.theme_id = chosen.theme_id
     QUALIFY row_number() OVER (PARTITION BY chosen.theme_id, chosen.position ORDER BY a.created_at DESC, a.text_id, a.clause_index) = 1`,
  );
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return both / (a.size + b.size - both);
}
