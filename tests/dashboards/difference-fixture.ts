import type { RunDifference } from "../../dashboards/published.ts";

/** Numbers and themes that read otherwise than in the run before, for every reason a page words differently. */
export const differenceFixture = (asOf: string): RunDifference => ({
  run_id: "2026-10-31-a3f1c2",
  before: { run_id: "2026-10-24-77aa01", as_of: "2026-10-24T16:00:00.000Z", code_version: "0.1.0+00000000", loads: 5 },
  now: { as_of: asOf, code_version: "0.1.0+00000000", loads: 6 },
  files: ["sla_policy.csv"],
  metrics: { changed: ["nps"], added: [], removed: [] },
  numbers: [
    {
      metric_id: "nps",
      period_start: "2026-10-01",
      before: { n: 410, value: 48.2 },
      now: { n: 512, value: 47.1 },
      reasons: [{ reason: "definition", rows: null }],
    },
    {
      metric_id: "first_time_fix_rate",
      period_start: "2026-09-01",
      before: { n: 1204, value: 0.861 },
      now: { n: 1210, value: 0.858 },
      reasons: [
        { reason: "late", rows: 6 },
        { reason: "time", rows: 4 },
        { reason: "policy", rows: null, files: ["sla_policy.csv", "coverage_plan.csv"] },
      ],
    },
  ],
  themes: [
    {
      theme_id: "T0001",
      before: { label: "异响", status: "active", n: 1200 },
      now: { label: "异响", status: "active", n: 1190 },
      moved_in: 0,
      moved_out: 24,
      operations: [{ operation_id: "pinned", kind: "pin", change: "withdrawn" }],
      reasons: [
        { reason: "new", rows: 14 },
        { reason: "related", rows: 4 },
        { reason: "curation", rows: 20 },
      ],
    },
    {
      theme_id: "C-shock",
      before: null,
      now: { label: "漏电", status: "active", n: 3 },
      moved_in: 3,
      moved_out: 0,
      operations: [{ operation_id: "shock", kind: "seed", change: "added" }],
      reasons: [{ reason: "curation", rows: 3 }],
    },
    {
      theme_id: "T0002",
      before: { label: "迟到", status: "active", n: 90 },
      now: { label: "迟到", status: "active", n: 350 },
      moved_in: 0,
      moved_out: 0,
      operations: [],
      reasons: [{ reason: "new", rows: 260 }],
    },
  ],
});
