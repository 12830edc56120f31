// Sentiment: a held-out split of labelled reviews, each category left out in turn, and clauses judged by the lexicon alone.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readLexicon } from "../pipelines/text/lexicon.ts";
import { openSegmenter } from "../pipelines/text/segmenters.ts";
import { wilson } from "../transforms/statistics/proportions.ts";
import { listSeparator, type TextColumns } from "../transforms/text/columns.ts";
import { lexiconScorer } from "../transforms/text/sentiment/lexicon-score.ts";
import { type Labelled, type SentimentModel, sentimentJudge, trainSentiment } from "../transforms/text/sentiment.ts";
import { tokenise } from "../transforms/text/tokens.ts";
import { records } from "./text-privacy.ts";
import type { Figure, Section } from "./text-report.ts";

interface Review {
  category: string;
  label: number;
  text: string;
  words: string[];
  key: string;
}

const shareOf = ({ key }: Review): number => Number.parseInt(key.slice(0, 8), 16) / 2 ** 32;

async function read(shared: string): Promise<Review[] | undefined> {
  const path = join(shared, "datasets", "online_shopping_10_cats.csv.gz");
  if (!existsSync(path)) return undefined;
  const seen = new Map<string, Review | null>();
  for (const [category = "", label = "", raw = ""] of records(gunzipSync(readFileSync(path)).toString("utf8"))) {
    const text = raw
      .replace(/^\ufeff/u, "")
      .normalize("NFKC")
      .toLowerCase();
    const wording = text.replace(/\s+/gu, "");
    if (wording === "" || (label !== "0" && label !== "1")) continue;
    const before = seen.get(wording);
    const key = createHash("sha256").update(text).digest("hex");
    if (before === undefined) seen.set(wording, { category, label: Number(label), text, words: [], key });
    else if (before !== null && before.label !== Number(label)) seen.set(wording, null);
  }
  const reviews = [...seen.values()].filter((review) => review !== null);
  const { words, first } = tokenise(
    reviews.map(({ text }) => text),
    await openSegmenter(),
  );
  for (const [i, review] of reviews.entries()) review.words = words.slice(first[i], first[i + 1]);
  return reviews;
}

const labelled = (reviews: readonly Review[]): Labelled => ({
  texts: reviews.map(({ text }) => text),
  words: reviews.map(({ words }) => words),
  labels: Uint8Array.from(reviews, ({ label }) => label),
  keys: reviews.map(({ key }) => key),
});

function negativeRecall(what: string, model: SentimentModel, tested: readonly Review[]): Figure {
  const negatives = tested.filter(({ label }) => label === 0);
  const found = negatives.filter(({ text, words }) => model.chance(text, words) < 0.5).length;
  const interval = wilson({ x: found, n: negatives.length });
  const range = interval === null ? "" : ` (${interval.lo.toFixed(2)}-${interval.hi.toFixed(2)})`;
  return { what: `${what}, n ${negatives.length}`, figure: `${(found / negatives.length).toFixed(3)}${range}` };
}

/** Judges what the chain read by the lexicon and a model of the labelled reviews; undefined where they are absent. */
export async function judgeOf(shared: string): Promise<((columns: TextColumns) => void) | undefined> {
  const reviews = await read(shared);
  if (reviews === undefined) return undefined;
  const between = (from: number, to: number) => reviews.filter((one) => from <= shareOf(one) && shareOf(one) < to);
  const model = trainSentiment(labelled(between(0, 0.7)), labelled(between(0.7, 0.8)));
  const judge = sentimentJudge(await readLexicon(), model);
  return ({ redacted, language, clauses }) => {
    let at = 0;
    for (const [i, text] of redacted.entries()) {
      const from = at;
      while (clauses.document[at] === i) at++;
      const words = clauses.tokens
        .slice(from, at)
        .flatMap((tokens) => (tokens === "" ? [] : tokens.split(listSeparator)));
      judge({ text, clauses: clauses.clause.slice(from, at), words, language: language[i] as string });
    }
  };
}

export const learnt: Section = {
  title: "Sentiment learnt from labels",
  async run(shared) {
    const reviews = await read(shared);
    if (reviews === undefined) return [{ what: "online_shopping_10_cats", figure: "absent" }];
    const between = (from: number, to: number) => reviews.filter((one) => from <= shareOf(one) && shareOf(one) < to);
    const before = process.cpuUsage();
    const model = trainSentiment(labelled(between(0, 0.7)), labelled(between(0.7, 0.8)));
    const { user, system } = process.cpuUsage(before);
    const test = between(0.8, 2);
    const right = ({ text, words, label }: Review) => (model.chance(text, words) >= 0.5 ? 1 : 0) === label;
    const decided = test.filter(({ text, words }) => Math.abs(model.chance(text, words) - 0.5) >= model.margin);
    const accuracy = test.filter(right).length / test.length;
    const categories = [...new Set(reviews.map(({ category }) => category))].sort();
    const figures: Figure[] = [
      {
        what: `accuracy, held out, n ${test.length}`,
        figure: accuracy.toFixed(4),
        bar: ">= 0.93",
        isMet: accuracy >= 0.93,
      },
      { what: "uncertain", figure: `${(100 * (1 - decided.length / test.length)).toFixed(1)} %` },
      { what: "accuracy of the decided", figure: (decided.filter(right).length / decided.length).toFixed(4) },
      { what: "CPU-seconds to learn", figure: ((user + system) / 1e6).toFixed(1) },
    ];
    for (const category of categories) {
      figures.push(
        negativeRecall(
          `negative recall ${category}`,
          model,
          test.filter((one) => one.category === category),
        ),
      );
    }
    for (const category of categories) {
      const others = reviews.filter((one) => one.category !== category);
      const strange = trainSentiment(
        labelled(others.filter((one) => shareOf(one) < 0.85)),
        labelled(others.filter((one) => shareOf(one) >= 0.85)),
      );
      const own = reviews.filter((one) => one.category === category);
      figures.push(negativeRecall(`negative recall ${category}, never seen`, strange, own));
    }
    return figures;
  },
};

export const clauses: Section = {
  title: "Clauses by the lexicon alone",
  async run(shared) {
    const path = join(shared, "datasets", "jd_laptop_clause_sentiment_train.csv");
    if (!existsSync(path)) return [{ what: "jd_laptop_clause_sentiment", figure: "absent" }];
    const scoreOf = lexiconScorer(await readLexicon());
    const rows = records(readFileSync(path, "utf8"));
    const judged = rows.flatMap(([, label = "", text = ""]) => {
      const { score } = scoreOf(text.normalize("NFKC"));
      return label === "positive" || label === "negative"
        ? [{ label, said: score >= 0.6 ? "positive" : score <= -0.6 ? "negative" : "none" }]
        : [];
    });
    const decided = judged.filter(({ said }) => said !== "none");
    const negatives = judged.filter(({ label }) => label === "negative");
    const share = (n: number, of: number) => `${(n / of).toFixed(3)} of ${of.toLocaleString("en")}`;
    return [
      { what: "laptop clauses decided", figure: share(decided.length, judged.length) },
      {
        what: "right of the decided",
        figure: share(decided.filter(({ label, said }) => label === said).length, decided.length),
      },
      {
        what: "negative recall",
        figure: share(negatives.filter(({ said }) => said === "negative").length, negatives.length),
      },
    ];
  },
};
