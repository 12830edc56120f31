import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { landRepairs, type Repair, simulateFirstFix } from "../simulations/repairs.ts";
import { openWarehouse, seeded, type Warehouse } from "./warehouse.ts";

const day = 86_400_000;
const asOf = Date.UTC(2026, 9, 1);
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

test("of a true 88.0 percent the matured number and the estimate tell within .3 point, the unmatured last 30 days flatter by about 3", async () => {
  const seen = await simulateFirstFix(warehouse, 60_000, asOf, 20261001);
  expect(Math.abs(seen.matured - seen.truth)).toBeLessThanOrEqual(0.3);
  expect(Math.abs(seen.kaplanMeier - seen.truth)).toBeLessThanOrEqual(0.3);
  expect(seen.unmatured - seen.truth).toBeGreaterThan(2.5);
  expect(seen.unmatured - seen.truth).toBeLessThan(4);
}, 120_000);

describe("first_time_fix_rate against a plain reading of its definition", () => {
  const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  function wildHistory(n: number): Repair[] {
    const random = seeded(42);
    return Array.from({ length: n }, (_, i) => {
      const unit = Math.floor(random() * (n / 6));
      const created = asOf - Math.floor(random() * 150) * day;
      const outcomes = pick(random, [
        ["fixed"],
        ["fixed"],
        ["fixed"],
        ["no_fault_found"],
        ["not_fixed"],
        ["awaiting_part", "fixed"],
        ["not_fixed", "fixed"],
        ["replaced"],
        ["no_access"],
        ["no_access", "fixed"],
        ["quote_refused"],
      ]);
      return {
        ticket_id: `T${String(i).padStart(6, "0")}`,
        serial: `S${unit}`,
        customer_key: null,
        model: "M1",
        created,
        closed: random() < 0.1 ? null : created + Math.floor(random() * 20) * day,
        symptom_group: pick(random, ["leak", "noise", "trips", null]),
        component: pick(random, ["pump", "drum", null]),
        outcomes,
      };
    });
  }

  const unproductive = ["no_access", "quote_refused"];

  function judge(repairs: readonly Repair[], now: number) {
    const known = repairs
      .filter(({ created }) => created <= now)
      .map((repair) => ({
        ...repair,
        closed: repair.closed !== null && repair.closed <= now ? repair.closed : null,
        productive: repair.outcomes
          .filter((_, i) => repair.created + (i + 1) * 3_600_000 + 1_800_000 <= now)
          .filter((outcome) => !unproductive.includes(outcome)),
      }));
    return known.map((repair) => {
      const { closed, productive } = repair;
      if (closed === null || productive.length === 0) {
        return { ticket_id: repair.ticket_id, is_fix_eligible: false, is_first_time_fix: null, is_matured: null };
      }
      const repeats = known.some(
        (later) =>
          later.serial === repair.serial &&
          later.created > closed &&
          later.created <= closed + 30 * day &&
          ((later.symptom_group !== null && later.symptom_group === repair.symptom_group) ||
            (later.component !== null && later.component === repair.component) ||
            [later.symptom_group, later.component, repair.symptom_group, repair.component].every(
              (said) => said === null,
            )),
      );
      return {
        ticket_id: repair.ticket_id,
        is_fix_eligible: true,
        is_first_time_fix:
          productive.length === 1 && ["fixed", "no_fault_found"].includes(productive[0] ?? "") && !repeats,
        is_matured: closed + 30 * day <= now,
      };
    });
  }

  const repairs = wildHistory(3000);

  test.each([0, 15, 40, 90])("%i days before the end of the data", async (days) => {
    await landRepairs(warehouse, repairs);
    const now = asOf - days * day;
    await warehouse.build("int_first_time_fix", new Date(now).toISOString());
    const actual = await warehouse.engine.query(
      `SELECT ticket_id, is_fix_eligible, is_first_time_fix, CASE WHEN is_fix_eligible THEN is_matured END AS is_matured
       FROM int_first_time_fix ORDER BY ticket_id`,
    );
    const expected = judge(repairs, now);
    expect(expected.filter((row) => row.is_first_time_fix).length).toBeGreaterThan(300);
    expect(actual).toEqual(expected);
  });
});
