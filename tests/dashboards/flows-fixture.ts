import type { Flows } from "../../dashboards/flows.ts";

/** Lists of a small run: one longer than what is seen at once. */
export const flowsFixture: Flows = {
  overdue: {
    rows: [
      {
        ticket_id: "T7",
        clock: "arrival",
        due_at: "2026-10-31T15:00:00.000Z",
        minutes_left: -60,
        reason: "not_visited",
        category: "tv",
        region: "四川",
        service_point_id: "sp-007",
        customer_tier: "vip",
      },
    ],
    total: 1,
  },
  dueSoon: {
    rows: [
      {
        ticket_id: "T8",
        clock: "restore",
        due_at: "2026-11-01T02:00:00.000Z",
        minutes_left: 600,
        reason: "awaiting_part",
        category: null,
        region: null,
        service_point_id: null,
        customer_tier: null,
      },
    ],
    total: 1,
  },
  riskCounts: [
    { clock: "arrival", reason: "not_visited", overdue: 1, due: 0 },
    { clock: "restore", reason: "awaiting_part", overdue: 0, due: 1 },
  ],
  restoreParts: [
    { part: "window", p50: 1500, p90: 4000, tickets: 90 },
    { part: "parts", p50: 0, p90: 7000, tickets: 12 },
  ],
  partAlerts: {
    rows: Array.from({ length: 40 }, (_, i) => ({
      ticket_id: `T${i}`,
      category: "washer",
      model: "M<1>",
      region: "四川",
      service_point_id: "sp-007",
      open_since_at: "2026-07-01T02:00:00.000Z",
      open_part_count: 1,
      age_days: 122 - i,
      level: i < 33 ? 90 : 60,
    })),
    total: 40,
  },
  illegalSteps: [{ rule: "closed_twice", tickets: 12, example: "T9" }],
  openStates: [
    { state: "handling", tickets: 21 },
    { state: "intake", tickets: 3 },
  ],
  missingSteps: [{ step: "contacted", tickets: 7 }],
};
