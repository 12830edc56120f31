import { stages } from "../../transforms/signals/lifecycle.ts";
import type { Output } from "../step.ts";

/** What the signals step makes; all of it is published. */
export const signalOutputs: readonly Output[] = [
  {
    name: "mart_fault_signals",
    description:
      "Every recurring fault that raised an alarm: of which model and component or theme, in which batches or region the evidence lies, how many reports against how many expected, since when, and what people decided. Open while closed_on is empty.",
    columns: `signal_id VARCHAR, subject_kind VARCHAR, category VARCHAR, model VARCHAR, theme_id VARCHAR, component VARCHAR, batch VARCHAR, region VARCHAR,
     window_start DATE, window_end DATE, observed BIGINT, customers BIGINT, expected DOUBLE, exposure DOUBLE, rate_ratio DOUBLE, rr_lo DOUBLE, rr_hi DOUBLE,
     p_value DOUBLE, q_value DOUBLE, ebgm DOUBLE, eb05 DOUBLE, prr DOUBLE, prr_lo DOUBLE, prr_hi DOUBLE, ror DOUBLE, ror_lo DOUBLE, ror_hi DOUBLE,
     share_of_model DOUBLE, cluster_p DOUBLE, is_safety BOOLEAN, severity VARCHAR, priority DOUBLE, status VARCHAR, is_open BOOLEAN,
     first_seen_on DATE, closed_on DATE, method VARCHAR, evidence VARCHAR[]`,
    grain: ["signal_id"],
    notNull: [
      "signal_id",
      "subject_kind",
      "model",
      "window_start",
      "window_end",
      "observed",
      "is_safety",
      "severity",
      "status",
      "is_open",
      "first_seen_on",
      "method",
    ],
    accepted: [
      { column: "subject_kind", values: ["component", "theme", "safety"] },
      { column: "severity", values: ["critical", "major", "minor"] },
      { column: "status", values: [...stages] },
      { column: "method", values: ["installed_base", "peer_share", "safety_words"] },
    ],
  },
  {
    name: "mart_fault_signal_weeks",
    description:
      "The line of each signal from a year before its window on: reports and expected by week, of the whole model and where its evidence lies, with the chance of so much evidence in a calm family.",
    columns: `signal_id VARCHAR, week_start DATE, observed BIGINT, expected DOUBLE, observed_there BIGINT, expected_there DOUBLE, p_value DOUBLE, is_alarm BOOLEAN`,
    grain: ["signal_id", "week_start"],
    notNull: ["signal_id", "week_start", "observed", "is_alarm"],
    accepted: [],
  },
  {
    name: "mart_fault_signal_parts",
    description:
      "Where a signal is and where it is not: reports and expected of each batch and region of its model in its window, with the ratio of the two.",
    columns: `signal_id VARCHAR, part_kind VARCHAR, part_id VARCHAR, production_month DATE, observed BIGINT, expected DOUBLE, ratio DOUBLE, lo DOUBLE, hi DOUBLE, is_there BOOLEAN`,
    grain: ["signal_id", "part_kind", "part_id"],
    notNull: ["signal_id", "part_kind", "part_id", "observed", "is_there"],
    accepted: [{ column: "part_kind", values: ["batch", "region"] }],
  },
  {
    name: "mart_fault_signal_ages",
    description:
      "When in their life units fail: of each signal of a component, faults and unit-months by whole months in service since its window began, in the units it lies in and in the other models of the category, with the cumulated hazard per unit of both (Nelson-Aalen; what is not reported yet is taken out of the exposure) and their ratio up to that month.",
    columns: `signal_id VARCHAR, months_in_service INTEGER, faults BIGINT, unit_months DOUBLE, known_share DOUBLE, hazard DOUBLE, hazard_lo DOUBLE, hazard_hi DOUBLE,
     peer_faults BIGINT, peer_unit_months DOUBLE, peer_hazard DOUBLE, ratio DOUBLE, ratio_lo DOUBLE, ratio_hi DOUBLE`,
    grain: ["signal_id", "months_in_service"],
    notNull: ["signal_id", "months_in_service", "faults", "unit_months", "peer_faults", "peer_unit_months"],
    accepted: [],
  },
  {
    name: "mart_model_ages",
    description:
      "When in their life a model's units fail, all components together: faults and unit-months by whole months in service over all observed months, the rate per thousand unit-months with its interval, and the cumulated hazard per unit (Nelson-Aalen; what is not reported yet is taken out of the exposure), beside the other models of the category and with the ratio of the cumulated hazards up to that month.",
    columns: `model VARCHAR, category VARCHAR, months_in_service INTEGER, faults BIGINT, unit_months DOUBLE, known_share DOUBLE, rate DOUBLE, rate_lo DOUBLE, rate_hi DOUBLE,
     hazard DOUBLE, hazard_lo DOUBLE, hazard_hi DOUBLE, peer_faults BIGINT, peer_unit_months DOUBLE, peer_rate DOUBLE, peer_hazard DOUBLE,
     peer_hazard_lo DOUBLE, peer_hazard_hi DOUBLE, ratio DOUBLE, ratio_lo DOUBLE, ratio_hi DOUBLE`,
    grain: ["model", "months_in_service"],
    notNull: ["model", "category", "months_in_service", "faults", "unit_months", "peer_faults", "peer_unit_months"],
    accepted: [],
  },
  {
    name: "mart_fault_signal_runs",
    description:
      "What was watched for recurring faults: families of symptom and model, weeks, and the level at which alarms are raised.",
    columns: `subject_kind VARCHAR, families BIGINT, parts BIGINT, weeks BIGINT, reports BIGINT, level DOUBLE, threshold DOUBLE, size DOUBLE, peer_share_models BIGINT, models BIGINT, open_signals BIGINT`,
    grain: ["subject_kind"],
    notNull: ["subject_kind", "families", "weeks", "reports", "open_signals"],
    accepted: [],
  },
];
