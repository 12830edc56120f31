import type { Output } from "../step.ts";

const table = (
  name: string,
  description: string,
  columns: string,
  grain: string[],
  notNull: string[],
  accepted: Output["accepted"] = [],
): Output => ({ name, description, columns, grain, notNull, accepted });

const kinds = ["fault", "service", "price", "logistics", "praise", "other"];

/** What the themes step makes; all of it is published. */
export const themeOutputs: readonly Output[] = [
  table(
    "dim_themes",
    "Every theme that ever was, and the parents that group them: its name, its words, when it was met, what became of it and in how many texts it is.",
    `theme_id VARCHAR, label_zh VARCHAR, label_en VARCHAR, keywords VARCHAR[], parent_theme_id VARCHAR, is_parent BOOLEAN, kind VARCHAR,
     first_seen_at TIMESTAMP, last_seen_at TIMESTAMP, status VARCHAR, merged_into VARCHAR, is_curated BOOLEAN, is_locked BOOLEAN,
     n BIGINT, customers BIGINT, born_at TIMESTAMP`,
    ["theme_id"],
    ["theme_id", "label_zh", "label_en", "is_parent", "kind", "status", "is_curated", "is_locked", "n"],
    [
      { column: "kind", values: kinds },
      { column: "status", values: ["active", "emerging", "merged", "retired"] },
    ],
  ),
  table(
    "mart_theme_assignments",
    "Every clause of every text that says something, with its theme or why it has none. A text is in each of its themes once (is_counted); its primary theme is the one most of its clauses are in. The theme that came next (runner_up_id) is the margin behind; is_safety says that the clause tells of a danger such as 漏电 or 起火.",
    `text_id VARCHAR, clause_index INTEGER, entity VARCHAR, feedback_id VARCHAR, ticket_id VARCHAR, rating_id VARCHAR, created_at TIMESTAMP,
     clause VARCHAR, theme_id VARCHAR, score DOUBLE, margin DOUBLE, runner_up_id VARCHAR, reason VARCHAR, is_primary BOOLEAN, is_counted BOOLEAN, is_duplicate BOOLEAN,
     evidence VARCHAR[], polarity VARCHAR, component_ids VARCHAR[], symptom_ids VARCHAR[], situation_ids VARCHAR[],
     is_safety BOOLEAN, category VARCHAR, model VARCHAR, batch VARCHAR, region VARCHAR, channel VARCHAR, model_version VARCHAR`,
    ["text_id", "clause_index"],
    [
      "text_id",
      "clause_index",
      "created_at",
      "reason",
      "is_primary",
      "is_counted",
      "is_duplicate",
      "is_safety",
      "model_version",
    ],
    [
      { column: "entity", values: ["feedback", "ticket", "rating"] },
      { column: "reason", values: ["assigned", "residual", "emerging", "curated", "weak", "no_words"] },
    ],
  ),
  table(
    "mart_theme_events",
    "What became of each theme and who decided it.",
    `theme_id VARCHAR, "at" DATE, kind VARCHAR, what VARCHAR, operation_id VARCHAR, author VARCHAR, reason VARCHAR, position INTEGER`,
    ["position"],
    ["theme_id", "at", "kind", "position"],
    [
      {
        column: "kind",
        values: ["born", "emerging", "merge", "split", "retire", "rename", "pin", "seed", "lock", "rebase"],
      },
    ],
  ),
  table(
    "mart_theme_terms",
    "The words that set a theme apart, weightiest first.",
    "theme_id VARCHAR, position INTEGER, term VARCHAR, weight DOUBLE",
    ["theme_id", "position"],
    ["theme_id", "position", "term", "weight"],
  ),
  table(
    "mart_theme_quotes",
    "Clauses that speak for a theme in different words; none where fewer than three customers are in it.",
    `theme_id VARCHAR, position INTEGER, text_id VARCHAR, clause_index INTEGER, clause VARCHAR, evidence VARCHAR[], entity VARCHAR,
     feedback_id VARCHAR, ticket_id VARCHAR, rating_id VARCHAR, created_at TIMESTAMP, model VARCHAR`,
    ["theme_id", "position"],
    ["theme_id", "position", "text_id", "clause"],
  ),
  table(
    "mart_theme_parts",
    "Parts and symptoms named in the clauses of a theme, in so many of its texts.",
    "theme_id VARCHAR, kind VARCHAR, part_id VARCHAR, texts BIGINT, of_texts BIGINT",
    ["theme_id", "kind", "part_id"],
    ["theme_id", "kind", "part_id", "texts", "of_texts"],
    [{ column: "kind", values: ["component", "symptom", "situation"] }],
  ),
  table(
    "mart_theme_runs",
    "The run that gave clauses their themes: how much it read, how much it left unassigned, and in which space.",
    `texts BIGINT, clauses BIGINT, wordings BIGINT, assigned_texts BIGINT, unassigned_texts BIGINT, assigned_clauses BIGINT,
     unassigned_clauses BIGINT, unassigned_share DOUBLE, silent_texts BIGINT, themes BIGINT, emerging BIGINT, space_id VARCHAR,
     state VARCHAR, model_version VARCHAR`,
    ["model_version"],
    ["texts", "clauses", "model_version"],
  ),
];
