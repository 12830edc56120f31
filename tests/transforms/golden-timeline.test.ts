import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWarehouse, type Warehouse } from "./warehouse.ts";

/** 26 September 2003, minutes after noon in Mianyang. */
const at = (minutes: number): string =>
  new Date(Date.UTC(2003, 8, 26, 4, minutes)).toISOString().slice(0, 19).replace("T", " ");

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
  await warehouse.land("tickets", [
    {
      ticket_id: "T1",
      created_at: at(1),
      type: "repair",
      channel: "mail",
      mode: "on_site",
      status: "closed",
      closed_at: at(105),
      category: "washer",
      serial: "S1",
    },
  ]);
  await warehouse.land("ticket_events", [
    { ticket_id: "T1", at: at(7), kind: "responded", actor_kind: "human" },
    { ticket_id: "T1", at: at(32), kind: "contacted", actor_kind: "human" },
    { ticket_id: "T1", at: at(54), kind: "callback", actor_kind: "human" },
    { ticket_id: "T1", at: at(105), kind: "closed", actor_kind: "human" },
    { ticket_id: "T1", at: at(266), kind: "thanked", actor_kind: "user" },
    { ticket_id: "T1", at: at(266), kind: "reopened", actor_kind: "system" },
  ]);
  await warehouse.land("visits", [
    {
      visit_id: "V1",
      ticket_id: "T1",
      arrived_at: at(50),
      arrival_proof: "user",
      left_at: at(100),
      outcome: "no_fault_found",
      nff_cause: "user_environment",
    },
  ]);
  await warehouse.land("ratings", [
    { rating_id: "R1", ticket_id: "T1", mode: "phone", invited_at: at(54), answered_at: at(54), nps: 10 },
  ]);
});
afterAll(() => warehouse.close());

async function ticketAt(asOf: string) {
  await warehouse.build("fct_tickets", asOf);
  const rows = await warehouse.engine.query(
    `SELECT first_response_minutes AS responded, time_to_contact_minutes AS contacted, time_to_arrive_minutes AS arrived,
       callback_minutes AS callback, time_to_restore_minutes AS restored, thanked_minutes AS thanked, is_open, reopen_count
     FROM fct_tickets`,
  );
  return rows[0];
}

describe("the handbook's day in Mianyang", () => {
  test("in minutes from the mail", async () => {
    expect(await ticketAt("2003-10-31T00:00:00Z")).toEqual({
      responded: 6,
      contacted: 31,
      arrived: 49,
      callback: 53,
      restored: 99,
      thanked: 265,
      is_open: false,
      reopen_count: 0,
    });
  });

  test("found no fault but the user's socket, and that counts as fixed the first time", async () => {
    await warehouse.build("fct_tickets", "2003-10-31T00:00:00Z");
    expect(
      await warehouse.engine.query(
        "SELECT is_no_fault_found, nff_cause, is_matured, is_first_time_fix FROM fct_tickets",
      ),
    ).toEqual([{ is_no_fault_found: true, nff_cause: "user_environment", is_matured: true, is_first_time_fix: true }]);
  });

  test("the callback at 12:54 came before the fix and is no rating", async () => {
    await warehouse.build("fct_ratings", "2003-10-31T00:00:00Z");
    expect(await warehouse.engine.query("SELECT is_callback_before_fix, is_valid FROM fct_ratings")).toEqual([
      { is_callback_before_fix: true, is_valid: false },
    ]);
  });

  test("at 12:51 nobody knew more than the arrival", async () => {
    expect(await ticketAt(`${at(51)}Z`)).toEqual({
      responded: 6,
      contacted: 31,
      arrived: 49,
      callback: null,
      restored: null,
      thanked: null,
      is_open: true,
      reopen_count: 0,
    });
  });

  test("before the mail there was no ticket", async () => {
    expect(await ticketAt(`${at(0)}Z`)).toBeUndefined();
  });
});
