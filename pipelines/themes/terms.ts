import { conceptMark } from "../../transforms/themes/concept-mark.ts";
import { fewClauses, leastShare, pairSign, rankTerms, type ThemeTerm } from "../../transforms/themes/terms.ts";
import type { Engine } from "../engines/engine.ts";
import { literal } from "../engines/engine.ts";
import { between } from "./read.ts";

/** The terms of themes by the wordings of `_theme_wordings`, counted where they lie. */
export async function readTerms(
  engine: Engine,
  themes: readonly string[],
  banned: ReadonlySet<string>,
): Promise<ThemeTerm[][]> {
  const places = new Map(themes.map((id, i) => [id, i]));
  const sizes = new Float64Array(themes.length);
  const { theme, size } = await engine.columns<{ theme: string[]; size: number[] }>(
    "SELECT routed_id AS theme, sum(weight) AS size FROM _theme_wordings WHERE routed_id IS NOT NULL GROUP BY routed_id",
  );
  for (const [i, id] of theme.entries()) sizes[places.get(id) as number] = size[i] as number;
  await countTerms(engine, banned);
  const read = await engine.columns<{ theme: string[]; term: string[]; n: number[]; total: number[] }>(
    `SELECT counts.theme, counts.term, counts.n, totals.n AS total
     FROM _theme_counts AS counts
     JOIN (SELECT routed_id AS theme, sum(weight) AS size FROM _theme_wordings GROUP BY routed_id) AS sizes USING (theme)
     JOIN (SELECT term, sum(n) AS n FROM _theme_counts GROUP BY term) AS totals USING (term)
     WHERE size <= ${fewClauses} OR (counts.n >= 2 AND counts.n >= ${leastShare / 2} * size)`,
  );
  const ofThemes = themes.map(() => new Map<string, number>());
  const totals = new Map<string, number>();
  for (const [i, id] of read.theme.entries()) {
    ofThemes[places.get(id) as number]?.set(read.term[i] as string, read.n[i] as number);
    totals.set(read.term[i] as string, read.total[i] as number);
  }
  return rankTerms({ ofThemes, totals }, sizes);
}

/** Makes `_theme_counts`: in how many texts' wordings of a theme each word and each pair of neighbours stands. */
function countTerms(engine: Engine, banned: ReadonlySet<string>): Promise<void> {
  const bans = `[${[...banned].map(literal).join(", ")}]`;
  const isBanned = (word: string) => (banned.size === 0 ? "FALSE" : `list_contains(${bans}, ${word})`);
  return engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_counts AS
     SELECT theme, term, sum(weight) AS n FROM (
       SELECT theme, weight, unnest(list_distinct(list_concat(
         list_filter(words, word -> NOT ${isBanned("word")}),
         list_transform(
           list_filter(list_zip(words[:-2], words[2:]), pair -> pair[1] <> pair[2] AND NOT ${isBanned("pair[1]")} AND NOT ${isBanned("pair[2]")}),
           pair -> pair[1] || ${literal(pairSign)} || pair[2])))) AS term
       FROM (
         SELECT routed_id AS theme, weight,
           list_filter(string_split(wording, ${literal(between)}), word -> NOT starts_with(word, ${literal(conceptMark)})) AS words
         FROM _theme_wordings WHERE routed_id IS NOT NULL
       ) AS split
     ) AS terms GROUP BY theme, term`,
  );
}
