import { wilson } from "../../transforms/statistics/proportions.ts";
import {
  enoughLabels,
  type Labelled,
  learnSentiment,
  modelOf,
  type Polarity,
  type SentimentModel,
  sentimentJudge,
} from "../../transforms/text/sentiment.ts";
import type { Engine } from "../engines/engine.ts";
import { takeKept, vouchFor } from "../kept.ts";
import { type JudgedStore, openJudged } from "./judged.ts";
import { readLexicon } from "./lexicon.ts";

/** Labels learnt from at most, taken by the hash of their text. */
const mostLabels = 60_000;
/** Shares of the labels, by the hash of their text: learnt from, calibrated on, and kept apart to say how good it is. */
const parts = { train: 0.68, held: 0.8 };
const batchRows = 20_000;

export interface SentimentOptions {
  engine: Engine;
  /** Where what was learnt and judged is kept; of one chain. */
  folder: string;
  asOf: Date;
  /** Whether the tables hold the judgements of the last run, but for texts of `_text_moved`. */
  isKept?: boolean;
}

/**
 * Says of every text and clause of the text step whether it is for or against, learning from the workspace's own labels where there
 * are enough: kinds complaint and praise, scores of 0.75 and more or 0.3 and less. It learns from what was said before the quarter of
 * the as-of, so that what old texts are judged stays for a quarter; from all labels while those are fewer than half of them. What is
 * learnt and judged is kept by the hash of what it rests on and would come out the same without. Fills mart_sentiment_quality from
 * labels that were neither learnt from nor calibrated on. Row order changes nothing. Where another model judges than in the last run,
 * every text is one of `_text_moved`.
 */
export async function fillSentiment({ engine, folder, asOf, isKept = false }: SentimentOptions): Promise<void> {
  await readSaid(engine);
  await keepSaid(engine, isKept);
  const id = (await chooseLabels(engine, asOf)) ?? "lexicon";
  const store = await openJudged(engine, folder, id);
  await store.register();
  const model = id === "lexicon" ? null : await learn(engine, store);
  if (isKept && !(await takeKept(engine, "_sentiment_model", id))) {
    await engine.execute("CREATE OR REPLACE TABLE _text_moved AS SELECT text_id FROM _texts UNION FROM _text_moved");
    await readSaid(engine);
  }
  const judge = sentimentJudge(await readLexicon(), model);
  await judgeNew(engine, store, judge);
  await store.register();
  await takeJudgements(engine);
  await engine.execute("DELETE FROM mart_sentiment_quality");
  await writeQuality(engine, await readTested(engine, model, judge), model);
  await engine.execute("DROP TABLE _labelled");
  await engine.execute("DROP VIEW _judged");
  await vouchFor(engine, "_sentiment_model", id);
}

/** What a text says, for the model and the judge: its words, its clauses and their places. */
const saidOf = (texts: string): string =>
  `SELECT text_id, redacted, language, coalesce(said.words, []) AS words, coalesce(said.clauses, []) AS clauses, coalesce(said.places, []) AS places
   FROM text_documents AS documents SEMI JOIN ${texts} AS chosen USING (text_id)
   LEFT JOIN (
     SELECT text_id, flatten(list(tokens ORDER BY clause_index)) AS words, list(clause ORDER BY clause_index) AS clauses,
       list(clause_index ORDER BY clause_index) AS places
     FROM text_clauses SEMI JOIN ${texts} AS chosen USING (text_id) GROUP BY text_id
   ) AS said USING (text_id)`;

/** Makes `_said`, what the texts that moved say, with the hash of all that they are judged by. */
const readSaid = (engine: Engine): Promise<void> =>
  engine.execute(
    `CREATE OR REPLACE TEMP TABLE _said AS
     SELECT *, md5(concat_ws(chr(29), redacted, array_to_string(words, chr(31)), array_to_string(clauses, chr(30)))) AS said_key
     FROM (${saidOf("_text_moved")}) AS said`,
  );

/** Brings `_text_said` up to date: hashes of what each text says, of its words, and of all that it is judged by. */
async function keepSaid(engine: Engine, isKept: boolean): Promise<void> {
  const rows = `SELECT text_id, md5(redacted) AS key, md5(array_to_string(words, chr(31))) AS words_key, said_key, len(clauses) > 0 AS has_clauses
     FROM _said`;
  if (!isKept) return engine.execute(`CREATE OR REPLACE TABLE _text_said AS ${rows}`);
  await engine.execute("DELETE FROM _text_said WHERE text_id IN (SELECT text_id FROM _text_moved)");
  await engine.execute(`INSERT INTO _text_said ${rows}`);
}

/** Place of a text in 0 to 1 by its hash. */
const shareOf = (key: string): number => Number.parseInt(key.slice(0, 8), 16) / 2 ** 32;

/** Texts with a label: 1 praises, 0 complains. */
const labels = `SELECT text_id, created_at, category,
    CASE WHEN kind = 'praise' OR (coalesce(kind, '') <> 'complaint' AND score >= 0.75) THEN 1
      WHEN kind = 'complaint' OR score <= 0.3 THEN 0 END AS label
  FROM _texts WHERE entity <> 'ticket' AND label IS NOT NULL`;

/** SELECT of one label a wording; wordings that bear both are left out. */
const labelled = (where: string): string =>
  `SELECT key, CAST(min(label) AS INTEGER) AS label, min(category) AS category, min(text_id) AS text_id,
     arg_min(words_key, text_id) AS words_key
   FROM (${labels}) AS labels JOIN _text_said AS said USING (text_id)
   WHERE has_clauses AND ${where} GROUP BY key HAVING min(label) = max(label)`;

/** Makes _labelled, the labels to learn from. Returns a hash of them, undefined where they are too few. */
async function chooseLabels(engine: Engine, asOf: Date): Promise<string | undefined> {
  const quarter = new Date(Date.UTC(asOf.getUTCFullYear(), asOf.getUTCMonth() - (asOf.getUTCMonth() % 3), 1));
  const before = `created_at < TIMESTAMP '${quarter.toISOString().slice(0, 10)}'`;
  const [count] = await engine.query<{ before: number; all: number }>(
    `SELECT count(*) AS "all", count(*) FILTER (WHERE ${before}) AS before FROM (${labels}) AS labels`,
  );
  const { before: old, all } = count ?? { before: 0, all: 0 };
  const isEnough = old >= 2 * enoughLabels.all && 2 * old >= all;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _labelled AS SELECT * FROM (${labelled(isEnough ? before : "TRUE")}) AS labelled
     ORDER BY key LIMIT ${mostLabels}`,
  );
  const [row] = await engine.query<{ n: number; negatives: number; id: string }>(
    `SELECT count(*) AS n, count(*) FILTER (WHERE label = 0) AS negatives,
       md5(string_agg(concat_ws(chr(29), key, label, words_key), '' ORDER BY key)) AS id FROM _labelled`,
  );
  const { n, negatives, id } = row ?? { n: 0, negatives: 0, id: "" };
  return n >= enoughLabels.all && Math.min(negatives, n - negatives) >= enoughLabels.ofAKind
    ? id.slice(0, 16)
    : undefined;
}

/** The model that was learnt from these labels before, or is learnt now. */
async function learn(engine: Engine, store: JudgedStore): Promise<SentimentModel> {
  const kept = await store.learnt();
  if (kept !== undefined) return modelOf(kept);
  const read = await engine.columns<{ redacted: string[]; key: string[]; label: number[]; words: string[][] }>(
    `SELECT redacted, key, label, words FROM _labelled JOIN (${saidOf("_labelled")}) AS said USING (text_id) ORDER BY key`,
  );
  const part = (from: number, to: number): Labelled => {
    const at = [...read.key.keys()].filter((i) => {
      const share = shareOf(read.key[i] as string);
      return from <= share && share < to;
    });
    return {
      texts: at.map((i) => read.redacted[i] as string),
      words: at.map((i) => read.words[i] as string[]),
      labels: Uint8Array.from(at, (i) => read.label[i] as number),
      keys: at.map((i) => read.key[i] as string),
    };
  };
  const learnt = learnSentiment(part(0, parts.train), part(parts.train, parts.held));
  await store.setLearnt(learnt);
  return modelOf(learnt);
}

type Judge = ReturnType<typeof sentimentJudge>;

/** Judges and keeps what no text said before. */
async function judgeNew(engine: Engine, store: JudgedStore, judge: Judge): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _unjudged AS
     SELECT row_number() OVER (ORDER BY said_key) - 1 AS position, * FROM (
       SELECT said_key, any_value(redacted) AS redacted, any_value(language) AS language, any_value(words) AS words, any_value(clauses) AS clauses
       FROM _said WHERE said_key NOT IN (SELECT key FROM _judged) GROUP BY said_key) AS unjudged`,
  );
  for (let from = 0; ; from += batchRows) {
    const read = await engine.columns<{
      said_key: string[];
      redacted: string[];
      language: string[];
      words: string[][];
      clauses: string[][];
    }>(
      `SELECT said_key, redacted, language, words, clauses FROM _unjudged
       WHERE position >= ${from} AND position < ${from + batchRows} ORDER BY position`,
    );
    if (read.said_key.length === 0) break;
    const judged = read.redacted.map((text, i) =>
      judge({
        text,
        clauses: read.clauses[i] ?? [],
        words: read.words[i] ?? [],
        language: read.language[i] as string,
      }),
    );
    await store.add({
      keys: read.said_key,
      polarity: judged.map(({ polarity }) => polarity),
      score: judged.map(({ score }) => score),
      clauses: judged.map(({ clauses }) => clauses),
    });
  }
  await engine.execute("DROP TABLE _unjudged");
}

async function takeJudgements(engine: Engine): Promise<void> {
  await engine.execute(
    `UPDATE text_documents SET polarity = judged.polarity, polarity_score = judged.score
     FROM _said AS said JOIN _judged AS judged ON said.said_key = judged.key WHERE text_documents.text_id = said.text_id`,
  );
  await engine.execute(
    `UPDATE text_clauses SET polarity = judged.polarity
     FROM (
       SELECT text_id, unnest(places) AS clause_index, unnest(judged.clauses) AS polarity
       FROM _said AS said JOIN _judged AS judged ON said.said_key = judged.key) AS judged
     WHERE text_clauses.text_id = judged.text_id AND text_clauses.clause_index = judged.clause_index`,
  );
  await engine.execute("DROP TABLE _said");
}

/** Labels with what was judged of their texts. */
interface Tested {
  label: readonly number[];
  category: readonly (string | null)[];
  polarity: readonly Polarity[];
  score: readonly (number | null)[];
}

/** Labels that the model does not know, of all times; without a model all of them, each judged whole. */
async function readTested(engine: Engine, model: SentimentModel | null, judge: Judge): Promise<Tested> {
  if (model === null) {
    const read = await engine.columns<{
      redacted: string[];
      language: string[];
      words: string[][];
      label: number[];
      category: (string | null)[];
    }>(
      `SELECT redacted, language, words, label, category FROM _labelled JOIN (${saidOf("_labelled")}) AS said USING (text_id) ORDER BY key`,
    );
    const judged = read.redacted.map((text, i) =>
      judge({ text, clauses: [text], words: read.words[i] as string[], language: read.language[i] as string }),
    );
    return { ...read, polarity: judged.map(({ polarity }) => polarity), score: judged.map(({ score }) => score) };
  }
  const apart = `CAST('0x' || substr(key, 1, 8) AS BIGINT) >= ${parts.held} * 4294967296`;
  return engine.columns<{ [K in keyof Tested]: Tested[K] }>(
    `SELECT label, category, polarity, polarity_score AS score
     FROM (SELECT label, category, text_id FROM (${labelled("TRUE")}) AS labelled WHERE ${apart} ORDER BY key LIMIT ${mostLabels}) AS tested
     JOIN text_documents AS documents USING (text_id)`,
  );
}

/** How good the judgement is on labels it does not know, by category; `all` is every one. */
async function writeQuality(engine: Engine, tested: Tested, model: SentimentModel | null): Promise<void> {
  const counts = new Map<
    string,
    { labels: number; right: number; negatives: number; found: number; uncertain: number }
  >();
  for (const [i, label] of tested.label.entries()) {
    const polarity = tested.polarity[i];
    const said = polarity === "neutral" || (tested.score[i] ?? 0) > 0 ? 1 : 0;
    for (const category of new Set(["all", tested.category[i] ?? "all"])) {
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
