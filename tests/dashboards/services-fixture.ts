import type { Services } from "../../dashboards/services.ts";

const group = {
  metric_id: "arrival_on_time_rate",
  window_start: "2026-08-02",
  window_end: "2026-10-31",
  x: 40,
  expected: 20,
  value: 0.9,
  expected_value: 0.95,
  effect: 2,
  lo: 1.4,
  hi: 2.6,
} as const;

/** Fees, coverage, alerts and groups of a small run, one of each kind. */
export const servicesFixture: Services = {
  wrongCharges: {
    rows: [
      {
        ticket_id: "C1",
        reason: "in_warranty",
        category: "washer",
        region: "四川",
        service_point_id: "sp-007",
        charged_at: "2026-10-20T02:00:00.000Z",
        currency: "CNY",
        quoted: 0,
        charged: 60,
        over_quote: 60,
      },
      {
        ticket_id: "C2",
        reason: "over_quote",
        category: "tv",
        region: "四川",
        service_point_id: "sp-007",
        charged_at: "2026-10-19T02:00:00.000Z",
        currency: null,
        quoted: null,
        charged: null,
        over_quote: null,
      },
    ],
    total: 2,
  },
  coverage: [
    {
      region: "四川",
      points: 4,
      own_points: 1,
      counties: 3,
      township_points: 1,
      tickets: 90,
      planned: 5,
      covered: 3,
    },
    { region: "西藏", points: 0, own_points: 0, counties: 0, township_points: 0, tickets: 7, planned: 1, covered: 0 },
  ],
  gaps: [
    { place_id: "西藏", region_tier: null, due_on: "2025-06-30", is_due: true },
    { place_id: "四川/宜宾/<圆井县>", region_tier: "county", due_on: "2026-06-30", is_due: true },
    { place_id: "四川/南充/东屏县", region_tier: "rural", due_on: "2027-06-30", is_due: false },
  ],
  plan: { due: 6, covered: 3, in_time: 2 },
  alerts: [
    { severity: "critical", alerts: 80, followed: 20 },
    { severity: null, alerts: 9, followed: 1 },
  ],
  groups: [
    { ...group, group_kind: "ownership", group_id: "partner", n: 400, verdict: "worse" },
    { ...group, group_kind: "certificate", group_id: "valid", n: 300, verdict: "flat", effect: 1.1, lo: 0.8, hi: 1.4 },
    {
      ...group,
      group_kind: "certificate",
      group_id: "lapsed",
      n: 9,
      x: null,
      expected: null,
      value: null,
      expected_value: null,
      effect: null,
      lo: null,
      hi: null,
      verdict: "lack",
    },
  ],
  certificates: {
    rows: [
      {
        engineer_key: "a1b2c3d4e5f6",
        service_point_id: "sp-007",
        region: "四川",
        certified_until: "2026-10-01",
        days_left: -30,
        state: "lapsed",
      },
      {
        engineer_key: "b1b2c3d4e5f6",
        service_point_id: null,
        region: null,
        certified_until: "2026-12-01",
        days_left: 31,
        state: "expiring",
      },
    ],
    total: 2,
  },
};
