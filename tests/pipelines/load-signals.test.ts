import { afterAll, beforeAll, expect, test } from "vitest";
import type { SignalDetail, Signals } from "../../dashboards/signals.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { signalsStep } from "../../pipelines/signals/step.ts";
import { loadSignals } from "../../pipelines/site/load-signals.ts";
import { createOutputs } from "../../pipelines/step.ts";
import { themesStep } from "../../pipelines/themes/step.ts";
import { transformsRoot } from "../../pipelines/transform.ts";

let engine: DuckdbEngine;
let signals: Signals;
let detail: SignalDetail;

/*
 * One signal of five reports: tickets T1 to T4 and a text F1 without a ticket. T9 is another ticket of the model in the same weeks,
 * T8 one of another model. Of T1 to T4: two judged, one fixed at once; restored after 60, 180 and 600 minutes.
 */
beforeAll(async () => {
  engine = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
  await loadPrelude(engine, transformsRoot, { asOf: new Date("2026-10-31T16:00:00Z"), zone: "Asia/Shanghai" });
  await createOutputs(engine, signalsStep);
  await createOutputs(engine, themesStep);
  for (const sql of [
    `INSERT INTO mart_fault_signals BY NAME
     SELECT * FROM (VALUES ('S1', 'component', 'M1', '风机', DATE '2026-09-07', DATE '2026-09-28', 5, 4, DATE '2026-09-20', NULL::DATE, TRUE, 10.0, 'major', 'new', FALSE, 'installed_base', ['T1', 'T2', 'T3', 'T4', 'F1']),
       ('S3', 'safety', 'M1', NULL, DATE '2026-09-28', DATE '2026-09-28', 2, 2, DATE '2026-09-28', NULL, TRUE, 10.0, 'critical', 'new', TRUE, 'safety_words', ['F1', 'T4']),
       ('S2', 'component', 'M2', '风机', DATE '2025-01-06', DATE '2025-02-03', 2, 2, DATE '2025-01-20', DATE '2025-02-19', FALSE, 5.0, 'minor', 'new', FALSE, 'installed_base', ['T8']))
       AS s(signal_id, subject_kind, model, component, window_start, window_end, observed, customers, first_seen_on, closed_on, is_open, priority, severity, status, is_safety, method, evidence)`,
    `CREATE TABLE fct_tickets AS SELECT *, TIMESTAMP '2026-09-10 17:00:00' + to_days(n) AS created_at, FALSE AS is_no_fault_found FROM (VALUES
       ('T1', 'M1', 1, 'B1', '四川', 'P1', 'hotline', TRUE, TRUE, TRUE, 60), ('T2', 'M1', 2, 'B1', '四川', 'P1', 'hotline', TRUE, TRUE, FALSE, 600),
       ('T3', 'M1', 3, NULL, '四川', 'P2', 'app', TRUE, FALSE, TRUE, 180), ('T4', 'M1', 4, 'B2', NULL, NULL, 'hotline', FALSE, FALSE, FALSE, NULL),
       ('T8', 'M2', 5, 'B1', '四川', 'P1', 'app', TRUE, TRUE, TRUE, 10), ('T9', 'M1', 5, 'B1', '四川', 'P1', 'app', TRUE, TRUE, TRUE, 10))
       AS t(ticket_id, model, n, batch, region, service_point_id, channel, is_fix_eligible, is_matured, is_first_time_fix, time_to_restore_minutes)`,
    `CREATE TABLE fct_visits AS SELECT * FROM (VALUES ('T1', 'fixed', '风机'), ('T2', 'not_fixed', '主板'), ('T2', 'replaced', '风机'), ('T3', 'replaced', NULL), ('T9', 'fixed', '风机'))
       AS v(ticket_id, outcome, cause_component)`,
    `CREATE TABLE fct_part_waits AS SELECT * FROM (VALUES ('T2', 300), ('T3', 100), ('T9', 5)) AS w(ticket_id, parts_wait_minutes)`,
    `CREATE TABLE fct_ratings AS SELECT *, TIMESTAMP '2026-09-20 04:00:00' AS answered_at FROM (VALUES ('T1', 'M1', 10, TRUE), ('T2', 'M1', 2, TRUE), ('T3', 'M1', 6, TRUE),
       ('T4', 'M1', 10, FALSE), ('T9', 'M1', 9, TRUE), ('T8', 'M2', 1, TRUE)) AS r(ticket_id, model, nps, is_valid)`,
    `INSERT INTO mart_theme_assignments BY NAME SELECT *, FALSE AS is_duplicate, [] AS component_ids FROM (VALUES
       ('x1', 0, 'T1', NULL, 'H', '风机嗡嗡响', ['嗡嗡'], FALSE, 'negative'), ('x1', 1, 'T1', NULL, 'S', '师傅很客气', []::VARCHAR[], FALSE, NULL),
       ('x2', 0, 'T2', NULL, 'H', '风机嗡嗡响', ['嗡嗡'], FALSE, NULL), ('x3', 0, NULL, 'F1', 'D', '外机冒烟了', ['冒烟'], TRUE, 'negative'),
       ('x4', 0, 'T3', NULL, 'A', '应用连不上', ['连不上', '应用'], FALSE, 'negative'), ('x5', 0, 'T4', NULL, 'P', '一下就修好了', ['修好'], FALSE, 'positive'),
       ('x9', 0, 'T9', NULL, 'H', '别人的话', ['话'], FALSE, NULL), ('x8', 0, 'T8', NULL, 'H', '只有两位客户', ['客户'], FALSE, NULL))
       AS a(text_id, clause_index, ticket_id, feedback_id, theme_id, clause, evidence, is_safety, polarity)`,
    "UPDATE mart_theme_assignments SET created_at = TIMESTAMP '2026-09-29 17:00:00', batch = 'B2', region = '北京', channel = 'web' WHERE text_id NOT IN ('x4', 'x5')",
    "UPDATE mart_theme_assignments SET symptom_ids = CASE text_id WHEN 'x3' THEN ['no_sound', 'smoke'] WHEN 'x5' THEN ['elec_leak'] ELSE [] END",
  ]) {
    await engine.execute(sql);
  }
  signals = await loadSignals((_table, sql) => engine.query(sql));
  detail = signals.details.get("S1") as SignalDetail;
});
afterAll(() => engine.close());

test("open signals come first, with the days since their alarm, those over with the days they lasted", () => {
  // The as-of is the first minute of 1 November in Shanghai.
  expect(signals.list.map(({ signal_id, age_days }) => [signal_id, age_days])).toEqual([
    ["S1", 42],
    ["S3", 34],
    ["S2", 30],
  ]);
});

test("repair facts are of the evidence's own tickets, counted by hand", () => {
  expect(detail.facts).toMatchObject({
    tickets: 4,
    texts: 1,
    first_on: "2026-09-12",
    last_on: "2026-09-30",
    fix_n: 2,
    fix_x: 1,
    restored: 3,
    restore_minutes_p50: 180,
    replaced: 2,
    waited_for_parts: 2,
    parts_wait_minutes_p50: 100,
  });
  expect(detail.causes.map(({ component, visits }) => [component, visits])).toEqual([
    ["风机", 2],
    ["主板", 1],
  ]);
});

test("missing fields, the service point and the channel with most reports", () => {
  expect(detail.facts).toMatchObject({
    no_batch: 1,
    no_region: 1,
    no_service_point: 1,
    top_service_point_id: "P1",
    top_service_point: 2,
    top_channel: "hotline",
    top_channel_reports: 3,
  });
});

test("scores of the evidence stand beside those of the model's other tickets of the same weeks", () => {
  // 10, 2 and 6: one promoter, two detractors. T4 is not valid, T8 of another model.
  expect(detail.facts).toMatchObject({ nps_n: 3, others_nps_n: 1, others_nps: 100 });
  expect(detail.facts?.nps).toBeCloseTo(-100 / 3, 9);
});

test("quotes: worded differently, one a report, no praise, danger first, then what most reports say; none of under three customers", () => {
  expect(detail.quotes.map(({ clause, report_id }) => [clause, report_id])).toEqual([
    ["外机冒烟了", "F1"],
    ["风机嗡嗡响", "T1"],
    ["应用连不上", "T3"],
  ]);
  expect(signals.details.get("S2")?.quotes).toEqual([]);
});

test("a signal of danger names the dangers its reports say have happened, and nothing else they speak of", () => {
  expect(signals.details.get("S3")?.dangers).toEqual([{ zh: "冒烟", en: "smoke" }]);
  expect(detail.dangers).toEqual([]);
});

test("every report is listed with what its ticket, or else its text, says", () => {
  expect(detail.reports.map(({ report_id, batch, region }) => [report_id, batch, region])).toEqual([
    ["T1", "B1", "四川"],
    ["T2", "B1", "四川"],
    ["T3", null, "四川"],
    ["T4", "B2", null],
    ["F1", "B2", "北京"],
  ]);
});
