import type { Output } from "../step.ts";

/** Why an action has no measured effect yet, or what its effect proved to be. */
export const actionVerdicts = ["effective", "unproven", "worse", "few", "pending", "unmeasured"] as const;
export type ActionVerdict = (typeof actionVerdicts)[number];

/** Why there is no number, or none that could show anything. */
export const actionReasons = [
  "not_done",
  "too_soon",
  "short_before",
  "no_reports",
  "no_subject",
  "no_model",
  "no_batch",
  "no_firmware",
] as const;
export type ActionReason = (typeof actionReasons)[number];

/** What the actions step makes; all of it is published. */
export const actionOutputs: readonly Output[] = [
  {
    name: "mart_actions",
    description:
      "Every action that people registered, with what it did: reports before and after against what the like it left alone did in the same weeks. A ratio under 1 is fewer.",
    columns: `action_id VARCHAR, title VARCHAR, type VARCHAR, owner VARCHAR, status VARCHAR, planned_on DATE, done_on DATE, signals VARCHAR[], themes VARCHAR[],
     ticket VARCHAR, note VARCHAR, models VARCHAR[], comparison VARCHAR, exposure_kind VARCHAR, controls BIGINT, before_from DATE, after_from DATE, after_until DATE,
     before_reports BIGINT, after_reports BIGINT, expected DOUBLE, ratio DOUBLE, lo DOUBLE, hi DOUBLE, needed DOUBLE, dispersion DOUBLE,
     hoped_ratio DOUBLE, verdict VARCHAR, reason VARCHAR`,
    grain: ["action_id"],
    notNull: ["action_id", "type", "owner", "status", "verdict"],
    accepted: [
      { column: "type", values: ["product", "process", "policy", "training"] },
      { column: "status", values: ["planned", "done", "cancelled"] },
      { column: "verdict", values: [...actionVerdicts] },
      { column: "reason", values: [...actionReasons] },
      { column: "comparison", values: ["models", "regions", "service_points", "cut_in"] },
      { column: "exposure_kind", values: ["unit_months", "reports", "tickets"] },
    ],
  },
];
