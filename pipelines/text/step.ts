import { takeKept, vouchFor } from "../kept.ts";
import type { Step } from "../step.ts";
import { maskedFrom } from "./masked.ts";
import { tellThemes } from "./moved.ts";
import { chainOf, runText } from "./run.ts";
import { fillSentiment } from "./sentiment.ts";
import type { TextSettings } from "./settings.ts";
import { columnList, publicClauses, publicDocuments } from "./tables.ts";

/** Reads every text once: what it says without names, and its clauses. */
export const textStep: Step = {
  name: "texts",
  description:
    "Normalises, redacts and cuts every text that was not read before into clauses and words; the rest comes from the workspace.",
  inputs: ["int_texts", ...maskedFrom],
  outputs: [
    {
      name: "text_documents",
      description:
        "One row a text, without personal data: its language, whether it says anything, and what it repeats.",
      grain: ["text_id"],
      notNull: ["text_id", "entity", "created_at", "redacted", "language", "status"],
      accepted: [
        { column: "status", values: ["ok", "empty", "boilerplate", "duplicate"] },
        { column: "polarity", values: ["negative", "neutral", "positive", "uncertain"] },
      ],
      columns: columnList(publicDocuments),
    },
    {
      name: "text_clauses",
      description:
        "One row a clause of a text: its words without brands, models, places and people, what part and trouble it names, and by which words.",
      grain: ["text_id", "clause_index"],
      notNull: ["text_id", "clause_index", "clause", "tokens"],
      accepted: [{ column: "polarity", values: ["negative", "neutral", "positive", "uncertain"] }],
      columns: columnList(publicClauses),
    },
    {
      name: "mart_sentiment_quality",
      description:
        "How often the polarity of texts agrees with the labels the workspace has, by category: on labels it was not made from, `all` for every category, and by the lexicon alone where there are too few.",
      grain: ["category"],
      notNull: ["category", "labels", "accuracy", "method"],
      accepted: [{ column: "method", values: ["model", "lexicon"] }],
      columns: `category VARCHAR, labels INTEGER, accuracy DOUBLE, negatives INTEGER, negative_recall DOUBLE, negative_recall_lo DOUBLE,
        negative_recall_hi DOUBLE, share_uncertain DOUBLE, method VARCHAR`,
    },
  ],
  async keeps({ engine, version, text }) {
    return takeKept(engine, keptBy, await basisOf(version, text));
  },
  async run(context, isKept) {
    const { engine, workspace, asOf, version, text } = context;
    const { chain } = await runText({ ...context, isKept });
    await fillSentiment({ engine, asOf, folder: workspace.path("text", chain, "sentiment"), isKept });
    await tellThemes(engine, isKept);
    await engine.execute("DROP TABLE _text_moved");
    await vouchFor(engine, keptBy, await basisOf(version, text));
  },
};

const keptBy = "_text_basis";

const basisOf = async (version: string | undefined, text: TextSettings = {}): Promise<string | undefined> =>
  version && JSON.stringify([version, await chainOf(text), text.taiwan ?? []]);
