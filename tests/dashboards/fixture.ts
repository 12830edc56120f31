import { addMonths } from "../../dashboards/components/format.ts";
import type {
  Definition,
  Driver,
  MetricChange,
  MetricValue,
  Published,
  Scorecard,
  Unit,
  Voices,
} from "../../dashboards/published.ts";
import { noThemes } from "../../dashboards/themes.ts";
import { differenceFixture } from "./difference-fixture.ts";
import { flowsFixture } from "./flows-fixture.ts";
import { outcomesFixture } from "./outcomes-fixture.ts";
import { productsFixture } from "./products-fixture.ts";
import { servicesFixture } from "./services-fixture.ts";
import { actionsFixture, signalsFixture } from "./signals-fixture.ts";

const asOf = "2026-10-31T16:00:00.000Z";
const newest = "2026-10-01";

/** A seeded generator, so that the fixture is the same everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function definition(id: string, label: string, unit: Unit, more: Partial<Definition> = {}): Definition {
  const text = { zh: label, en: id.replaceAll("_", " ") };
  return {
    id,
    code: "c-0",
    label: text,
    description: text,
    numerator: text,
    denominator: text,
    unit,
    better: "higher",
    series: [{ id, label: text, unit }],
    interval: "wilson",
    maturity: { days: 0, zh: "期末即成熟", en: "final at once" },
    requires: ["tickets.created_at"],
    sql: "SELECT 1\n\nFROM fct_tickets -- $\u007bx\u007d",
    ...more,
  };
}

const span = (id: string, label: string): Definition =>
  definition(id, label, "minutes", {
    better: "lower",
    interval: "order_statistic",
    series: [50, 80, 90, 95].map((p) => ({
      id: `${id}_p${p}`,
      label: { zh: `${label} P${p}`, en: `${id} P${p}` },
      unit: "minutes",
    })),
  });

const definitions: Definition[] = [
  definition("arrival_on_time_rate", "准时到达率", "percent", { standard: "on_call" }),
  definition("arrival_on_promise_rate", "对承诺准时率", "percent"),
  definition("first_time_fix_rate", "一次修好率", "percent", {
    standard: "fixed",
    maturity: { days: 30, zh: "期末后 30 天成熟", en: "final after 30 days" },
    changes: [{ on: "2026-08-15", why: { zh: "没修好的不算", en: "Unfixed is no fix" }, sql: "SELECT was < 1" }],
  }),
  definition("first_time_fix_by_visit_rate", "只数上门的一次修好率", "percent"),
  definition("nps", "净推荐值", "points", { standard: "delight", interval: "adjusted_wald" }),
  definition("nps_weighted", "加权净推荐值", "points", {
    interval: "effective_wald",
    series: [
      { id: "nps_weighted", label: { zh: "加权净推荐值", en: "weighted nps" }, unit: "points" },
      { id: "nps_weighted_effective_n", label: { zh: "等效样本量", en: "effective n" }, unit: "count" },
    ],
  }),
  definition("praise_rate", "主动表扬", "per_thousand", { interval: "byar" }),
  definition("info_items_per_hundred_visits", "每百次上门信息", "per_hundred", {
    standard: "insight",
    requires: ["visits.info_items"],
  }),
  definition("csat", "满意度", "percent"),
  definition("callback_before_fix_rate", "修好之前的回访", "percent", { better: "neither" }),
  definition("quick_answer_rate", "平板两分钟内作答", "percent", { better: "lower" }),
  definition("complaint_backlog", "未办结投诉", "count", { interval: "none", better: "lower" }),
  definition("five_ones_confirmed_rate", "五个一齐全（用户确认）", "percent"),
  definition("survey_invitation_rate", "百单邀请", "per_hundred"),
  definition("fault_rate", "故障率", "per_thousand_unit_months"),
  definition("survey_response_rate", "回答率", "percent"),
  definition("complaint_rate", "投诉率", "per_thousand", { better: "lower" }),
  definition("backlog", "未关闭工单", "count", { better: "lower", interval: "none" }),
  definition("first_response_sla", "首次响应达成率", "percent"),
  span("first_response_time", "首次响应时间"),
  span("time_to_restore", "恢复时间"),
  definition("silent_to_voiced_ratio", "沉默与投诉之比", "ratio", { better: "lower", interval: "log_ratio" }),
  definition("silent_complaint_rate", "千单沉默投诉", "per_thousand", { better: "lower", interval: "byar" }),
  definition("nff_escape_rate", "未见故障后又报修率", "percent", { better: "lower" }),
  definition("birthday_completion_rate", "家电过生日完成率", "percent"),
];

const base: Record<string, { v: number; spread: number; n: number }> = {
  arrival_on_time_rate: { v: 90, spread: 1.5, n: 12000 },
  arrival_on_promise_rate: { v: 93, spread: 1, n: 12000 },
  first_time_fix_rate: { v: 84, spread: 1, n: 9000 },
  nps_weighted: { v: 41, spread: 3, n: 1200 },
  nps_weighted_effective_n: { v: 950, spread: 20, n: 1200 },
  first_time_fix_by_visit_rate: { v: 89, spread: 0.6, n: 9000 },
  nps: { v: 45, spread: 3, n: 1200 },
  praise_rate: { v: 8, spread: 0.6, n: 12000 },
  callback_before_fix_rate: { v: 1.2, spread: 0.2, n: 1900 },
  quick_answer_rate: { v: 6, spread: 1, n: 240 },
  survey_invitation_rate: { v: 82, spread: 2, n: 12000 },
  csat: { v: 88, spread: 1, n: 24 },
  survey_response_rate: { v: 31, spread: 1, n: 8 },
  complaint_rate: { v: 11, spread: 1, n: 12000 },
  backlog: { v: 320, spread: 40, n: 320 },
  first_response_sla: { v: 95, spread: 1, n: 12000 },
  first_response_time_p50: { v: 31, spread: 3, n: 12000 },
  first_response_time_p90: { v: 140, spread: 10, n: 12000 },
  time_to_restore_p50: { v: 2100, spread: 200, n: 9000 },
  time_to_restore_p90: { v: 9100, spread: 700, n: 9000 },
  silent_to_voiced_ratio: { v: 5, spread: 0.5, n: 120 },
  silent_complaint_rate: { v: 60, spread: 5, n: 9000 },
  nff_escape_rate: { v: 12, spread: 1, n: 60 },
  birthday_completion_rate: { v: 20, spread: 2, n: 200 },
};

const isShare = (id: string) =>
  definitions.find((d) => d.series.some((series) => series.id === id))?.unit === "percent";

function months(id: string, next: () => number, dims: Record<string, string> = {}, n?: number): MetricValue[] {
  const { v, spread, n: size } = base[id] ?? { v: 50, spread: 5, n: 100 };
  const count = n ?? size;
  return Array.from({ length: 15 }, (_, i) => {
    const unit = isShare(id) ? 0.01 : 1;
    const value = Number((v + spread * (2 * next() - 1)).toFixed(3));
    const half = (v * 8) / Math.sqrt(count) / 8;
    const period = addMonths(newest, i - 14);
    const late = id.startsWith("first_time_fix") && i > 12;
    return {
      metric_id: id,
      grain: "month" as const,
      period_start: period,
      dims,
      n: count,
      x: Math.round((value * count) / 100),
      value: value * unit,
      lo: (value - half) * unit,
      hi: (value + half) * unit,
      method: "wilson",
      maturity: late ? ("provisional" as const) : ("matured" as const),
    };
  });
}

function change(id: string, verdict: MetricChange["verdict"], difference: number, month = newest): MetricChange {
  return {
    metric_id: id,
    grain: "month",
    period_start: month,
    baseline_start: addMonths(month, -12),
    baseline_kind: "year",
    dims: {},
    n: 12000,
    baseline_n: 11000,
    difference,
    lo: difference - Math.abs(difference) / 2,
    hi: difference + Math.abs(difference) / 2,
    p_adjusted: verdict === "flat" ? 0.4 : 0.001,
    verdict,
  };
}

/** 120 service points by on-time arrival, one of them clearly worse, and two engineers. */
function scorecards(next: () => number): Scorecard[] {
  const wrong = 0.093;
  const one = (kind: Scorecard["unit_kind"], id: string, name: string | null, n: number, effect: number): Scorecard => {
    const expected = n * wrong;
    const half = (z: number) => z * Math.sqrt((1.6 * (1 - wrong)) / expected);
    const isSmall = n < 30;
    const isApart = effect > 1 + half(3.09);
    const base = { metric_id: "arrival_on_time_rate", unit_kind: kind, unit_id: id, service_point_id: id, name };
    return {
      ...base,
      province: "广东",
      window_start: "2026-08-02",
      window_end: "2026-10-31",
      is_new: false,
      appealed: isApart ? 2 : 0,
      n,
      x: Math.round(expected * effect),
      expected,
      value: 1 - wrong * effect,
      expected_value: 1 - wrong,
      effect,
      lo95: Math.max(0, 1 - half(1.96)),
      hi95: 1 + half(1.96),
      lo998: Math.max(0, 1 - half(3.09)),
      hi998: 1 + half(3.09),
      phi: 1.6,
      funnel: isSmall ? null : isApart ? "worse" : "within",
      posterior: 1 + 0.6 * (effect - 1),
      posterior_lo: 0.7 + 0.6 * (effect - 1),
      posterior_hi: 1.3 + 0.6 * (effect - 1),
      adjusted: 1 - wrong * (1 + 0.6 * (effect - 1)),
      adjusted_lo: 0.8,
      adjusted_hi: 0.95,
      centre: 1 - wrong,
      target: 0.92,
      p_worse: isSmall ? null : isApart ? 0.998 : 0.5,
      p_worst_fifth: isSmall ? null : isApart ? 0.96 : 0.1,
      p_best_fifth: isSmall ? null : 0.1,
      band: isSmall ? "small" : isApart ? "far_worse" : "alike",
    };
  };
  const points = Array.from({ length: 120 }, (_, i) => {
    const n = i === 7 ? 240 : Math.round(12 + 300 * next() ** 2);
    return one("service_point", `sp-${i}`, i === 7 ? "云岭县站<b>" : `网点${i}`, n, i === 7 ? 3.2 : 0.7 + 0.6 * next());
  });
  return [
    ...points,
    ...["广东", "四川", "北京", "上海", "江苏省"].map((name, i) => one("region", name, null, 400, i === 0 ? 2.4 : 1)),
    one("engineer", "a1b2c3d4e5f6", "网点7", 120, 3.6),
    one("engineer", "0f0f0f0f0f0f", "网点8", 12, 1),
  ];
}

const driver = (driver: string, held: number, difference: number, half: number): Driver => ({
  measure: "nps",
  driver,
  window_start: "2025-11-01",
  window_end: "2026-11-01",
  n: 7500,
  known: 5200,
  held,
  matched: held,
  score_with: 45 + difference,
  score_without: 45,
  difference,
  lo: difference - half,
  hi: difference + half,
  stake: (difference * held) / 7500,
  stake_lo: ((difference - half) * held) / 7500,
  stake_hi: ((difference + half) * held) / 7500,
});

const voicesFixture = (): Voices => ({
  npsNeeds: {
    promoters: 0.6,
    detractors: 0.15,
    n: 7500,
    margins: [
      { points: 5, answers: 842 },
      { points: 10, answers: 211 },
    ],
    changes: [
      { points: 5, answers: 3438 },
      { points: 10, answers: 860 },
    ],
  },
  drivers: [
    driver("is_late", 300, -25, 9),
    driver("is_moved_by_company", 600, -2, 5),
    driver("is_reopened", 24, -30, 12),
    driver("is_no_show", 7, -60, 40),
  ],
  suspects: [
    {
      service_point_id: "sp-007",
      name: "云岭县站",
      rule: "quick_on_device",
      survey_mode: "store_tablet",
      answers: 39,
      suspected: 38,
      least: 5,
      first_on: "2026-02-03",
      last_on: "2026-10-29",
    },
  ],
  openComplaints: {
    total: 42,
    overdue: 17,
    rows: [
      {
        feedback_id: "F000000007",
        ticket_id: "T000000001",
        created_on: "2026-08-01",
        age_days: 91,
        complaint_source: "regulator",
        category: "washer",
        model: "M1",
        region: "四川",
        service_point_id: "sp-007",
        is_acknowledged: true,
        is_replied: false,
        is_overdue: true,
      },
    ],
  },
  fiveOnes: [
    { item: "all_five", n: 400, claimed: 280, confirmed: 180, gap: 0.25, lo: 0.19, hi: 0.31 },
    { item: "shoe_covers", n: 400, claimed: 372, confirmed: 340, gap: 0.08, lo: 0.05, hi: 0.11 },
  ],
});

/** A small run with every state a page must show: moved, flat, immature, few, hidden, absent. */
export function publishedFixture(): Published {
  const next = random(7);
  return {
    difference: differenceFixture(asOf),
    signals: signalsFixture(),
    actions: actionsFixture,
    faults: [
      { month: "2026-10-01", key: "压缩机", rows: 60, of: 100, lo: 0.5, hi: 0.69 },
      { month: "2026-10-01", key: "*", rows: 35, of: 100, lo: 0.26, hi: 0.45 },
      { month: "2026-10-01", key: "", rows: 5, of: 100, lo: 0.02, hi: 0.11 },
      { month: "2025-10-01", key: "压缩机", rows: 45, of: 90, lo: 0.4, hi: 0.6 },
      { month: "2025-10-01", key: "*", rows: 45, of: 90, lo: 0.4, hi: 0.6 },
    ],
    targets: [
      { metric: "arrival_on_time_rate", slice: {}, target: 0.95, since: "2024-01-01" },
      { metric: "arrival_on_time_rate", slice: {}, target: 0.92, since: "2026-10-01" },
      { metric: "arrival_on_time_rate", slice: {}, target: 0.99, since: "2026-11-01" },
      { metric: "first_time_fix_rate", slice: {}, target: 0.86, since: "2024-01-01" },
      { metric: "nps", slice: { survey_mode: "sms" }, target: 37.5, since: "2024-01-01" },
      { metric: "nps", slice: {}, target: 50, since: "2024-01-01" },
    ],
    manifest: {
      run_id: "2026-10-31-a3f1c2",
      as_of: asOf,
      zone: "Asia/Shanghai",
      engine: "duckdb",
      code_version: "0.1.0+00000000",
      basis: { sequence: 6, loads: 6, newest_event_at: "2026-10-31T15:59:00.000Z", files: {} },
      files: [{ path: "fct_tickets.parquet", sha256: "ab".repeat(32), rows: 60000, bytes: 123456 }],
    },
    quality: {
      run_id: "2026-10-31-a3f1c2",
      as_of: asOf,
      gate: {
        passed: true,
        findings: [
          {
            rule: "calendar_coverage",
            severity: "warn",
            subject: "2027",
            rows: 3,
            message: { zh: "日历没有覆盖2027年", en: "The calendar lacks 2027" },
          },
        ],
      },
      totals: { read: 486213, loaded: 481940, quarantined: 4273, superseded: 0 },
      sources: [
        {
          source: "folder",
          entity: "tickets",
          read: 118402,
          loaded: 118190,
          quarantined: 212,
          superseded: 0,
          newest_at: "2026-10-31T15:58:00.000Z",
          freshness_days: 0,
        },
        {
          source: "folder",
          entity: "ratings",
          read: 367811,
          loaded: 363750,
          quarantined: 4061,
          superseded: 0,
          newest_at: "2026-10-30T02:00:00.000Z",
          freshness_days: 1,
        },
      ],
      rules: [
        {
          source: "folder",
          entity: "ratings",
          rule: "nps.range",
          label: { zh: "超出取值范围", en: "Outside the range allowed" },
          action: "quarantine",
          rows: 4061,
          share: 0.011,
        },
      ],
      calendar: { years: [2010, 2011, 2026] },
      presence: [
        { entity: "tickets", field: "warranty", rows: 60000, filled: 60000 },
        { entity: "engineers", field: "certified_for", rows: 40, filled: 40 },
      ],
    },
    definitions,
    values: [...Object.keys(base).flatMap((id) => months(id, next))],
    slices: [
      ...["sms", "phone"].flatMap((mode) => months("nps", next, { survey_mode: mode }, 400)),
      ...months("nps", next, { survey_mode: "mail" }, 9),
      ...["urban", "rural", "county"].flatMap((tier, i) =>
        months("arrival_on_time_rate", next, { region_tier: tier }, [4000, 25, 6][i]),
      ),
    ],
    changes: [
      change("arrival_on_time_rate", "better", 0.02),
      change("first_time_fix_rate", "worse", -0.016, "2026-08-01"),
      change("nps", "flat", 1.4),
      change("complaint_rate", "better", -1.2),
      change("first_response_time_p90", "worse", 6),
    ],
    effects: [
      {
        metric_id: "first_time_fix_rate",
        definition_id: "first_time_fix_rate",
        version: 1,
        period_start: "2026-08-01",
        n_before: 1210,
        value_before: 0.91,
        n: 1200,
        value: 0.86,
      },
    ],
    status: definitions.map(({ id }) =>
      id === "info_items_per_hundred_visits"
        ? { metric_id: id, status: "no_input", missing: "visits.info_items" }
        : { metric_id: id, status: "ok", missing: "" },
    ),
    flows: flowsFixture,
    outcomes: outcomesFixture,
    services: servicesFixture,
    products: productsFixture,
    scorecards: scorecards(next),
    appeals: [
      {
        metric_id: "arrival_on_time_rate",
        ticket_id: "T000000042",
        service_point_id: "sp-7",
        name: "云岭县站<b>",
        reason: "道路塌方",
        by_role: "质量经理",
      },
    ],
    fixReasons: [
      { month: "2026-08-01", key: "repeat", rows: 80, of: 140 },
      { month: "2026-08-01", key: "part", rows: 60, of: 140 },
    ],
    voices: voicesFixture(),
    themes: noThemes,
    npsScores: Array.from({ length: 11 }, (_, score) => ({
      month: newest,
      key: String(score),
      rows: 10 + score * 18,
      of: 1100,
    })),
  };
}
