import type { Flows } from "../../dashboards/flows.ts";

/** Lists of a small run: one longer than what is seen at once. */
export const flowsFixture: Flows = {
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
