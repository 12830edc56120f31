import { existsSync } from "node:fs";
import { join } from "node:path";
import { fitThemes } from "../../transforms/themes/fit.ts";
import { readRows } from "./labelled.ts";
import { ones } from "./measure.ts";
import { readTexts } from "./words.ts";

/**
 * Complaints with several themes: the segments of one review, each with the aspect its customer named, put together again. Themes are
 * fitted on the clauses of all; the commonest aspect of a theme in every other review is what the theme is read as in the rest. Micro-
 * averaged F1 of the sets of aspects.
 */
export async function multiThemeF1(folder: string, most = 4000) {
  const file = join(folder, "datasets", "jd_aspect_segments_midea_waterheater.csv.gz");
  if (!existsSync(file)) return { n: 0, labels: 0, k: 0, f1: 0, precision: 0, recall: 0 };
  const reviews = new Map<string, { segments: string[]; named: string[] }>();
  for (const { product_id, reviewed_at, aspect, segment } of readRows(file)) {
    if (!aspect || !segment) continue;
    const key = `${product_id} ${reviewed_at}`;
    const review = reviews.get(key) ?? { segments: [], named: [] };
    review.segments.push(segment);
    review.named.push(aspect);
    reviews.set(key, review);
  }
  const several = [...reviews.values()].filter(({ named }) => new Set(named).size > 1).slice(0, most);
  const segments = several.flatMap(({ segments }, review) => segments.map((segment) => ({ segment, review })));
  const read = await readTexts(
    segments.map(({ segment }) => segment),
    [],
  );
  const aspectOf = several.flatMap(({ named }) => named);
  const { labels, k } = fitThemes({ tokens: read.clauseTokens, weights: ones(read.clauseTokens.length) });
  const votes = Array.from({ length: k }, () => new Map<string, number>());
  const found = several.map(() => new Set<number>());
  for (const [clause, text] of read.textOf.entries()) {
    const theme = labels[clause] as number;
    const { review } = segments[text] as { review: number };
    if (theme < 0) continue;
    found[review]?.add(theme);
    const own = votes[theme];
    const aspect = aspectOf[text] as string;
    if (review % 2 === 0) own?.set(aspect, (own.get(aspect) ?? 0) + 1);
  }
  const meaning = votes.map((own) => [...own].sort((a, b) => b[1] - a[1])[0]?.[0]);
  const count = { n: 0, hits: 0, said: 0, wanted: 0 };
  for (const [review, { named }] of several.entries()) {
    if (review % 2 === 0) continue;
    const gold = new Set(named);
    const said = new Set([...(found[review] as Set<number>)].map((theme) => meaning[theme]));
    count.n++;
    count.hits += [...said].filter((aspect) => aspect !== undefined && gold.has(aspect)).length;
    count.said += said.size;
    count.wanted += gold.size;
  }
  const precision = count.hits / Math.max(1, count.said);
  const recall = count.hits / Math.max(1, count.wanted);
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall);
  return { n: count.n, labels: new Set(aspectOf).size, k, f1, precision, recall };
}
