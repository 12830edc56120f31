import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Check, loadChecks } from "../../pipelines/checks.ts";
import { openWarehouse, type Warehouse } from "./warehouse.ts";

let warehouse: Warehouse;
let checks: Check[];

const offenders = async (name: string) => {
  const check = checks.find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`There is no check ${name}.`);
  return warehouse.engine.query(check.sql);
};

beforeAll(async () => {
  warehouse = await openWarehouse();
  checks = await loadChecks(warehouse.engine, fileURLToPath(new URL("../../transforms", import.meta.url)));
  const ticket = (ticket_id: string, day: string, serial: string | null, customer_key = "c1") => ({
    ticket_id,
    created_at: `${day} 01:00:00`,
    closed_at: `${day} 09:00:00`,
    type: "repair",
    mode: "on_site",
    serial,
    customer_key,
    symptom_group: "leak",
  });
  await warehouse.land("tickets", [
    ticket("T1", "2026-01-01", "S1"),
    ticket("T2", "2026-01-10", "S1"),
    ticket("T3", "2026-02-20", "S1"),
    ticket("T4", "2026-01-01", null),
    ticket("T5", "2026-01-01", "S5", "c5"),
  ]);
  await warehouse.land(
    "visits",
    ["2026-01-01", "2026-01-10", "2026-02-20", "2026-01-01", "2026-01-01"].map((day, i) => ({
      visit_id: `V${i + 1}`,
      ticket_id: `T${i + 1}`,
      arrived_at: `${day} 05:00:00`,
      left_at: `${day} 06:00:00`,
      outcome: i === 4 ? null : "fixed",
    })),
  );
  await warehouse.land("ratings", [
    { rating_id: "R1", ticket_id: "T1", mode: "sms", answered_at: "2026-01-02 01:00:00", nps: 9 },
    { rating_id: "R2", ticket_id: "T1", mode: "sms", answered_at: "2026-01-03 01:00:00", nps: 3 },
    { rating_id: "R3", ticket_id: "T9", mode: "sms", answered_at: "2026-01-03 01:00:00", nps: 3 },
    { rating_id: "R4", ticket_id: "T2", mode: null, answered_at: "2026-01-12 01:00:00", nps: 3 },
  ]);
  await warehouse.land("feedback", [
    ...[1, 2, 3, 4].map((day) => ({
      feedback_id: `F${day}`,
      created_at: `2026-01-0${day} 01:00:00`,
      kind: "praise",
      text: "师傅好",
      customer_key: "c1",
      ticket_id: "T2",
    })),
    {
      feedback_id: "F5",
      created_at: "2026-01-05 01:00:00",
      kind: "complaint",
      text: "没修好",
      customer_key: "c1",
      ticket_id: "T1",
    },
  ]);
  await warehouse.build("fct_ratings", "2026-06-01T00:00:00Z");
  await warehouse.build("fct_feedback", "2026-06-01T00:00:00Z");
});
afterAll(() => warehouse.close());

describe("what the data lacks is said", () => {
  test.each([
    ["repair_without_unit", ["T4"]],
    ["visit_without_outcome", ["T5"]],
    ["rating_of_unknown_ticket", ["R3"]],
    ["answer_without_survey_mode", ["R4"]],
    ["same_praise_again_and_again", ["F1", "F2", "F3", "F4"]],
  ])("%s", async (name, subjects) => {
    const found = (await offenders(name)).map((row) => Object.values(row)[0]);
    expect(found.sort()).toEqual(subjects);
  });
});

describe("a number that contradicts itself is found", () => {
  test.each([
    ["repeats_charged_two_ways", "UPDATE fct_tickets SET is_first_time_fix = TRUE WHERE ticket_id = 'T1'", 1],
    [
      "repeats_charged_two_ways",
      "UPDATE fct_tickets SET closed_at = closed_at - INTERVAL 30 DAY WHERE ticket_id = 'T1'",
      1,
    ],
    ["first_time_fix_two_ways", "UPDATE fct_tickets SET is_repeated = FALSE WHERE ticket_id = 'T1'", 1],
    ["first_time_fix_two_ways", "UPDATE fct_tickets SET is_matured = FALSE WHERE ticket_id = 'T3'", 1],
    ["first_time_fix_two_ways", "UPDATE fct_tickets SET productive_visit_count = 2 WHERE ticket_id = 'T3'", 1],
    ["chronic_units_two_ways", "DELETE FROM int_repairs WHERE ticket_id = 'T2'", 1],
    ["latest_ratings_two_ways", "UPDATE fct_ratings SET is_latest_in_month = TRUE", 1],
    ["latest_ratings_two_ways", "UPDATE fct_ratings SET is_latest_in_month = FALSE", 1],
    ["complaints_two_ways", "UPDATE fct_tickets SET complaint_count = 2 WHERE ticket_id = 'T1'", 1],
    ["complaints_two_ways", "UPDATE fct_feedback SET is_complaint = FALSE", 1],
  ])("%s after %s", async (name, breakage, rows) => {
    expect(await offenders(name)).toEqual([]);
    await warehouse.engine.execute("BEGIN");
    await warehouse.engine.execute(breakage);
    const found = await offenders(name);
    await warehouse.engine.execute("ROLLBACK");
    expect(found).toHaveLength(rows);
  });
});
