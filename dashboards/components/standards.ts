import type { Standard } from "../published.ts";

/** The four service standards in their order, each with the metric that is its headline. */
export const standards: readonly { standard: Standard; metric: string }[] = [
  { standard: "on_call", metric: "arrival_on_time_rate" },
  { standard: "fixed", metric: "first_time_fix_rate" },
  { standard: "delight", metric: "nps" },
  { standard: "insight", metric: "info_items_per_hundred_visits" },
];

/** What the executive reads beside them. Of the response the ninetieth percentile: where most calls are answered as they ring, the median is 0 whatever happens. */
export const otherMeasures: readonly string[] = [
  "first_response_time_p90",
  "time_to_restore_p50",
  "first_response_sla",
  "restore_sla",
  "repeat_repair_rate",
  "csat",
  "complaint_rate",
  "backlog",
];
