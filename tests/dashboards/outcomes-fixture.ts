import type { Outcomes } from "../../dashboards/outcomes.ts";

const place = { category: "washer", model: "M<1>", region: "四川", service_point_id: "sp-007" };

/** Lists of a small run: one longer than what is seen at once. */
export const outcomesFixture: Outcomes = {
  chronicUnits: {
    rows: Array.from({ length: 35 }, (_, i) => ({
      ...place,
      ticket_id: `U${i}`,
      previous_ticket_id: `U${i}b`,
      earlier_ticket_id: `U${i}a`,
      repair_count: 5 - Math.floor(i / 12),
      created_at: "2026-09-01T02:00:00.000Z",
      is_open: i === 0,
    })),
    total: 35,
  },
  nffCauses: [
    { cause: "user_environment", tickets: 60, escapes: 6 },
    { cause: "intermittent", tickets: 40, escapes: 12 },
  ],
  nffModels: [{ model: "M<1>", period_start: "1970-01-01", n: 40, value: 0.15, lo: 0.071, hi: 0.291 }],
  badReasons: [
    { month: "2026-10-01", reason: "late", silent: 30, voiced: 6 },
    { month: "2026-10-01", reason: "repeat", silent: 70, voiced: 14 },
  ],
  warrantyAlerts: {
    rows: [
      {
        ...place,
        ticket_id: "W1",
        kind: "exchange_due",
        created_at: "2026-10-01T02:00:00.000Z",
        is_open: true,
        earlier_repair_count: 2,
        wait_days: null,
        warranty_ends_on: null,
        extended_to: null,
      },
      {
        ...place,
        ticket_id: "W2",
        kind: "part_wait",
        created_at: "2026-06-01T02:00:00.000Z",
        is_open: true,
        earlier_repair_count: null,
        wait_days: 93,
        warranty_ends_on: null,
        extended_to: null,
      },
      {
        ...place,
        ticket_id: "W3",
        kind: "warranty_extended",
        created_at: "2026-10-11T02:00:00.000Z",
        is_open: false,
        earlier_repair_count: null,
        wait_days: null,
        warranty_ends_on: "2026-10-01",
        extended_to: "2026-10-11",
      },
    ],
    total: 3,
  },
  warrantyPolicy: [
    {
      category: "",
      repairs_before_exchange: 2,
      parts_wait_days: 90,
      extends_by_repair_days: true,
      status: "待法务确认",
    },
    {
      category: "phone",
      repairs_before_exchange: 2,
      parts_wait_days: 60,
      extends_by_repair_days: true,
      status: "待法务确认",
    },
  ],
  dueByRegion: [
    { region: "四川", due: 40, vip: 3, called: 9, done: 1, opted_out: 2, noted: 5, first_on: "2026-11-02" },
    { region: null, due: 2, vip: 0, called: 0, done: 0, opted_out: 0, noted: 0, first_on: "2026-11-20" },
  ],
  careFunnel: {
    eligible: 200,
    called: 100,
    consented: 60,
    visited: 50,
    found: 5,
    done: 40,
    opted_out: 12,
    card_given: 40,
    maintained: 30,
    opinion_asked: 10,
    noted: 6,
  },
};
