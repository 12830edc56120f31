import { wilson } from "../../transforms/statistics/proportions.ts";
import {
  enoughLabels,
  type Labelled,
  type SentimentModel,
  sentimentJudge,
  trainSentiment,
} from "../../transforms/text/sentiment.ts";
import type { Engine } from "../engines/engine.ts";
import { readLexicon } from "./lexicon.ts";

/** Labels learnt from at most, taken by the hash of their text. */
const mostLabels = 60_000;
/** Shares of the labels, by the hash of their text: learnt from, calibrated on, and kept apart to say how good it is. */
const parts = { train: 0.68, held: 0.8 };
const batchRows = 20_000;

interface Sample extends Labelled {
  categories: (string | null)[];
}

/**
 * Says of every text and clause of the text step whether it is for or against, learning from the workspace's own labels where there
 * are enough: kinds complaint and praise, scores of 0.75 and more or 0.3 and less. Fills mart_sentiment_quality from labels that were
 * neither learnt from nor calibrated on. Row order changes nothing.
 */
export async function fillSentiment(engine: Engine): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _sentiment AS
     SELECT row_number() OVER (ORDER BY text_id) - 1 AS position, text_id, redacted, md5(redacted) AS key, category,
       CASE WHEN texts.entity = 'ticket' THEN NULL
         WHEN kind = 'praise' OR (coalesce(kind, '') <> 'complaint' AND score >= 0.75) THEN 1
         WHEN kind = 'complaint' OR score <= 0.3 THEN 0 END AS label,
       coalesce(said.words, []) AS words, coalesce(said.clauses, []) AS clauses, coalesce(said.places, []) AS places
     FROM text_documents AS documents JOIN int_texts AS texts USING (text_id)
     LEFT JOIN (
       SELECT text_id, flatten(list(tokens ORDER BY clause_index)) AS words, list(clause ORDER BY clause_index) AS clauses,
         list(clause_index ORDER BY clause_index) AS places
       FROM text_clauses GROUP BY text_id
     ) AS said USING (text_id)`,
  );
  const all = await readLabelled(engine);
  const part = (from: number, to: number) => pick(all, (key) => from <= shareOf(key) && shareOf(key) < to);
  const negatives = all.labels.filter((label) => label === 0).length;
  const isEnough =
    all.labels.length >= enoughLabels.all && Math.min(negatives, all.labels.length - negatives) >= enoughLabels.ofAKind;
  const model = isEnough ? trainSentiment(part(0, parts.train), part(parts.train, parts.held)) : null;
  const lexicon = await readLexicon();
  await judgeAll(engine, sentimentJudge(lexicon, model));
  await writeQuality(engine, isEnough ? part(parts.held, 2) : all, sentimentJudge(lexicon, model), model);
  await engine.execute("DROP TABLE _sentiment");
}

/** Place of a text in 0 to 1 by its hash. */
const shareOf = (key: string): number => Number.parseInt(key.slice(0, 8), 16) / 2 ** 32;

/** One label a wording; wordings that bear both are left out. */
async function readLabelled(engine: Engine): Promise<Sample> {
  const read = await engine.columns<{
    redacted: string[];
    key: string[];
    label: number[];
    category: (string | null)[];
    words: string[][];
  }>(
    `SELECT min(redacted) AS redacted, key, CAST(min(label) AS INTEGER) AS label, min(category) AS category, any_value(words ORDER BY text_id) AS words
     FROM _sentiment WHERE label IS NOT NULL AND len(clauses) > 0 GROUP BY key HAVING min(label) = max(label)
     ORDER BY key LIMIT ${mostLabels}`,
  );
  return {
    texts: read.redacted,
    words: read.words,
    labels: Uint8Array.from(read.label),
    keys: read.key,
    categories: read.category,
  };
}

function pick(all: Sample, isIn: (key: string) => boolean): Sample {
  const at = [...all.keys.keys()].filter((i) => isIn(all.keys[i] as string));
  return {
    texts: at.map((i) => all.texts[i] as string),
    words: at.map((i) => all.words[i] as readonly string[]),
    labels: Uint8Array.from(at, (i) => all.labels[i] as number),
    keys: at.map((i) => all.keys[i] as string),
    categories: at.map((i) => all.categories[i] ?? null),
  };
}

type Judge = ReturnType<typeof sentimentJudge>;

async function judgeAll(engine: Engine, judge: Judge): Promise<void> {
  await engine.execute("CREATE OR REPLACE TEMP TABLE _judged (text_id VARCHAR, polarity VARCHAR, score DOUBLE)");
  await engine.execute(
    "CREATE OR REPLACE TEMP TABLE _judged_clauses (text_id VARCHAR, clause_index INTEGER, polarity VARCHAR)",
  );
  const [count] = await engine.query<{ n: number }>("SELECT count(*) AS n FROM _sentiment");
  for (let from = 0; from < (count?.n ?? 0); from += batchRows) {
    const read = await engine.columns<{
      text_id: string[];
      redacted: string[];
      words: string[][];
      clauses: string[][];
      places: number[][];
    }>(
      `SELECT text_id, redacted, words, clauses, places FROM _sentiment
       WHERE position >= ${from} AND position < ${from + batchRows} ORDER BY position`,
    );
    const judged = read.redacted.map((text, i) =>
      judge({ text, clauses: read.clauses[i] ?? [], words: read.words[i] ?? [] }),
    );
    await engine.append("_judged", [
      read.text_id,
      judged.map(({ polarity }) => polarity),
      judged.map(({ score }) => score),
    ]);
    await engine.append("_judged_clauses", [
      read.text_id.flatMap((id, i) => (judged[i] as (typeof judged)[number]).clauses.map(() => id)),
      read.places.flat(),
      judged.flatMap(({ clauses }) => clauses),
    ]);
  }
  await engine.execute(
    "UPDATE text_documents SET polarity = judged.polarity, polarity_score = judged.score FROM _judged AS judged WHERE text_documents.text_id = judged.text_id",
  );
  await engine.execute(
    `UPDATE text_clauses SET polarity = judged.polarity FROM _judged_clauses AS judged
     WHERE text_clauses.text_id = judged.text_id AND text_clauses.clause_index = judged.clause_index`,
  );
  for (const table of ["_judged", "_judged_clauses"]) await engine.execute(`DROP TABLE ${table}`);
}

/** How good the judgement is on labels it does not know, by category; `all` is every one. */
async function writeQuality(engine: Engine, test: Sample, judge: Judge, model: SentimentModel | null): Promise<void> {
  const counts = new Map<
    string,
    { labels: number; right: number; negatives: number; found: number; uncertain: number }
  >();
  for (const [i, text] of test.texts.entries()) {
    const label = test.labels[i] as number;
    const { polarity, score } = judge({ text, clauses: [text], words: test.words[i] as readonly string[] });
    const said = polarity === "neutral" || (score ?? 0) > 0 ? 1 : 0;
    for (const category of new Set(["all", test.categories[i] ?? "all"])) {
      const own = counts.get(category) ?? { labels: 0, right: 0, negatives: 0, found: 0, uncertain: 0 };
      counts.set(category, own);
      own.labels++;
      if (said === label) own.right++;
      if (label === 0) own.negatives++;
      if (label === 0 && said === 0) own.found++;
      if (polarity === "uncertain") own.uncertain++;
    }
  }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return;
  const intervals = rows.map(([, { found, negatives }]) =>
    negatives === 0 ? null : wilson({ x: found, n: negatives }),
  );
  await engine.append("mart_sentiment_quality", [
    rows.map(([category]) => category),
    rows.map(([, { labels }]) => labels),
    rows.map(([, { right, labels }]) => right / labels),
    rows.map(([, { negatives }]) => negatives),
    rows.map(([, { found, negatives }]) => (negatives === 0 ? null : found / negatives)),
    intervals.map((one) => one?.lo ?? null),
    intervals.map((one) => one?.hi ?? null),
    rows.map(([, { uncertain, labels }]) => uncertain / labels),
    rows.map(() => (model === null ? "lexicon" : "model")),
  ]);
}
