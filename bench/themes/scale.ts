import { existsSync } from "node:fs";
import { join } from "node:path";
import { agreement } from "../../transforms/themes/agreement.ts";
import { fitThemes } from "../../transforms/themes/fit.ts";
import { nearest } from "../../transforms/themes/nearest.ts";
import { random } from "../../transforms/themes/random.ts";
import { dimensions, project } from "../../transforms/themes/space.ts";
import { readRows } from "./labelled.ts";
import { readTexts } from "./words.ts";

const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const rss = (): number => process.resourceUsage().maxRSS / 1024;

const reviewFiles: readonly (readonly [file: string, column: string])[] = [
  ["online_shopping_10_cats.csv.gz", "review"],
  ["jd_waterheater_midea_reviews_dedup.csv.gz", "content"],
  ["jd_phone_reviews.csv.gz", "content"],
  ["jd_waterheater_midea_lowscore.csv", "content"],
];

/** Real reviews of the shared sets, at most so many. */
export function reviewTexts(folder: string, most: number): string[] {
  const texts: string[] = [];
  for (const [name, column] of reviewFiles) {
    const file = join(folder, "datasets", name);
    if (!existsSync(file)) continue;
    for (const row of readRows(file)) if (row[column] && texts.length < most) texts.push(row[column]);
  }
  return texts;
}

/** Themes of real reviews, from the raw text on: CPU seconds of this process, the text stages among them, and peak memory. */
export async function measureReviews(folder: string, most: number) {
  const start = cpu();
  const tokens = await reviewTokens(folder, most);
  const text_seconds = cpu() - start;
  const { k } = fitThemes({ tokens, weights: new Float64Array(tokens.length).fill(1) });
  return { n: tokens.length, k, cpu_seconds: cpu() - start, text_seconds, peak_rss_mb: rss() };
}

/** Tokens of real reviews; a run does not keep the raw texts either. */
async function reviewTokens(folder: string, most: number): Promise<string[][]> {
  const { tokens } = await readTexts(reviewTexts(folder, most), [], false);
  return tokens;
}

/** Themes of made-up clauses, cold, then new clauses placed among them. */
export function measureScale(n: number, added: number) {
  const { tokens, classes } = madeUp(n + added, 300, 20_000, 1);
  const start = cpu();
  const old = tokens.slice(0, n);
  const fit = fitThemes({ tokens: old, weights: new Float64Array(n).fill(1) });
  const cpu_seconds = cpu() - start;
  const { nmi } = agreement(fit.labels, classes.subarray(0, n));
  const again = cpu();
  const d = dimensions(fit.space);
  const { best } = nearest(project(fit.space, tokens.slice(n)), fit.centroids, d);
  const added_seconds = cpu() - again;
  return {
    n,
    k: fit.k,
    nmi,
    cpu_seconds,
    added,
    added_seconds,
    added_nmi: agreement(best, classes.subarray(n)).nmi,
    peak_rss_mb: rss(),
  };
}

/**
 * Clauses of 3 to 12 words: each theme has 60 words of its own with Zipf's frequencies, and a clause takes two words in three from its
 * theme, the rest from all. Themes' sizes follow Zipf's law too.
 */
function madeUp(n: number, themes: number, words: number, seed: number): { tokens: string[][]; classes: Int32Array } {
  const next = random(seed);
  const han = (code: number): string =>
    String.fromCharCode(0x4e00 + (code % 3000), 0x4e00 + ((Math.floor(code / 3000) * 977 + code * 7) % 3000));
  const vocabulary = Array.from({ length: words }, (_, i) => han(i * 13 + 5));
  const zipf = (size: number): number => Math.min(size - 1, Math.floor(size ** next()) - 1);
  const tokens: string[][] = [];
  const classes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const theme = zipf(themes + 1);
    const length = 3 + Math.floor(next() * 10);
    const list: string[] = [];
    for (let w = 0; w < length; w++) {
      const id = next() < 2 / 3 ? (theme * 60 + zipf(60)) % words : zipf(words);
      list.push(vocabulary[Math.max(0, id)] as string);
    }
    tokens.push(list);
    classes[i] = theme;
  }
  return { tokens, classes };
}
