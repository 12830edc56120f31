import { englishScorer } from "./english/polarity.ts";
import type { Lexicon } from "./lexicon.ts";
import { lexiconScorer } from "./sentiment/lexicon-score.ts";
import type { SentimentModel } from "./sentiment/model.ts";

export {
  bytesOfLearnt,
  type Labelled,
  type Learnt,
  learnSentiment,
  learntOfBytes,
  modelOf,
  type SentimentModel,
  trainSentiment,
} from "./sentiment/model.ts";

export type Polarity = "negative" | "neutral" | "positive" | "uncertain";

export interface Judged {
  polarity: Polarity;
  /** -1 surely negative to 1 surely positive; null where nothing was said. */
  score: number | null;
  clauses: Polarity[];
}

export interface ReadText {
  text: string;
  clauses: readonly string[];
  words: readonly string[];
  language: string;
}

/** Fewer labels, or fewer of one kind, are not learnt from; only the lexicon speaks then. */
export const enoughLabels = { all: 400, ofAKind: 100 };

/** Beyond this the sum of a text's words is a judgement by the lexicon alone. */
const decided = 0.6;

/**
 * Judges texts and their clauses: a clause by the lexicon and, where that is silent, by the model if it is sure; a text by the model,
 * or by the sum of its clauses without one. `uncertain` says that the two sides are too near to each other.
 */
export function sentimentJudge(lexicon: Lexicon, model: SentimentModel | null): (read: ReadText) => Judged {
  const scoreOf = lexiconScorer(lexicon);
  const scoreOfEnglish = englishScorer(lexicon);
  return ({ text, clauses, words, language }) => {
    const scores = clauses.map(language === "en" ? scoreOfEnglish : scoreOf);
    const said = clauses.map((clause, i): Polarity => {
      const { score, hits } = scores[i] as { score: number; hits: number };
      if (Math.abs(score) >= decided) return score > 0 ? "positive" : "negative";
      if (model !== null && clause.length >= 4) {
        const chance = model.chance(clause, []);
        if (chance >= 0.9) return "positive";
        if (chance <= 0.1) return "negative";
      }
      return hits > 0 ? "uncertain" : "neutral";
    });
    if (clauses.length === 0) return { polarity: "neutral", score: null, clauses: said };
    if (model !== null) {
      const chance = model.chance(text, words);
      const polarity = Math.abs(chance - 0.5) < model.margin ? "uncertain" : chance > 0.5 ? "positive" : "negative";
      return { polarity, score: 2 * chance - 1, clauses: said };
    }
    const sum = scores.reduce((total, { score }) => total + score, 0);
    const hits = scores.reduce((total, one) => total + one.hits, 0);
    const polarity = hits === 0 ? "neutral" : Math.abs(sum) < decided ? "uncertain" : sum > 0 ? "positive" : "negative";
    return { polarity, score: hits === 0 ? 0 : Math.tanh(sum / 2), clauses: said };
  };
}
