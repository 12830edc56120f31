import type { Standard } from "../published.ts";

/** The four service standards in their order, each with the metric that is its headline. */
export const standards: readonly { standard: Standard; metric: string }[] = [
  { standard: "on_call", metric: "arrival_on_time_rate" },
  { standard: "fixed", metric: "first_time_fix_rate" },
  { standard: "delight", metric: "nps" },
  { standard: "insight", metric: "info_items_per_hundred_visits" },
];
