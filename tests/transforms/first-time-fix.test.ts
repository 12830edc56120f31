import { afterAll, beforeAll, describe, expect, test } from "vitest";
import firstTimeFix from "../../transforms/metrics/first-time-fix-rate.ts";
import { kaplanMeier, type Observation, survivalAt } from "../../transforms/statistics.ts";
import { moment, openWarehouse, seeded, type Warehouse } from "./warehouse.ts";

const day = 86_400_000;
const asOf = Date.UTC(2026, 9, 1);
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

interface Repair {
  ticket_id: string;
  serial: string | null;
  customer_key: string | null;
  model: string;
  created: number;
  closed: number | null;
  symptom_group: string | null;
  component: string | null;
  outcomes: string[];
}

async function land(repairs: readonly Repair[]): Promise<void> {
  await warehouse.land(
    "tickets",
    repairs.map(({ ticket_id, serial, customer_key, model, created, closed, symptom_group, component }) => ({
      ticket_id,
      serial,
      customer_key,
      model,
      created_at: moment(created),
      closed_at: closed === null ? null : moment(closed),
      type: "repair",
      mode: "on_site",
      status: closed === null ? "open" : "closed",
      symptom_group,
      component,
    })),
  );
  await warehouse.land(
    "visits",
    repairs.flatMap(({ ticket_id, created, outcomes }) =>
      outcomes.map((outcome, i) => ({
        visit_id: `${ticket_id}-${i}`,
        ticket_id,
        arrived_at: moment(created + (i + 1) * 3_600_000),
        left_at: moment(created + (i + 1) * 3_600_000 + 1_800_000),
        outcome,
      })),
    ),
  );
}

describe("first-time fix of 88.0 percent, repeats spread over 30 days", () => {
  /** Every repair comes back with a chance of 12 percent, after the delays of a truncated exponential of 9 days. */
  function history(units: number): Repair[] {
    const random = seeded(20261001);
    const repairs: Repair[] = [];
    for (let unit = 0; unit < units; unit++) {
      let created = asOf - 5 * 3_600_000 - Math.floor(random() * 60 * 86_400) * 1000;
      for (let k = 0; created <= asOf; k++) {
        const closed = created + 5 * 3_600_000;
        repairs.push({
          ticket_id: `T${unit}-${k}`,
          serial: `S${unit}`,
          customer_key: null,
          model: "M1",
          created,
          closed: closed <= asOf ? closed : null,
          symptom_group: "leak",
          component: null,
          outcomes: ["fixed"],
        });
        if (random() >= 0.12) break;
        created = closed + Math.ceil((-9 * Math.log(1 - random() * (1 - Math.exp(-30 / 9))) * day) / 1000) * 1000;
      }
    }
    return repairs;
  }

  const share = async (where: string) => {
    const [row] = await warehouse.engine.query<{ share: number }>(
      `SELECT 100.0 * count(*) FILTER (is_first_time_fix) / count(*) AS share FROM int_first_time_fix WHERE ${where}`,
    );
    return row?.share ?? Number.NaN;
  };

  test("the matured number is within .3 point, the unmatured last 30 days flatter by about 3", async () => {
    await land(history(60_000));
    await warehouse.build("int_first_time_fix", new Date(asOf).toISOString());

    const matured = await share(String(firstTimeFix.population.where));
    const unmatured = await share("is_fix_eligible AND NOT is_matured");
    expect(Math.abs(matured - 88)).toBeLessThanOrEqual(0.3);
    expect(unmatured - 88).toBeGreaterThan(2.5);
    expect(unmatured - 88).toBeLessThan(4);
  }, 120_000);

  test("Kaplan-Meier over matured and unmatured is within .3 point as well", async () => {
    const groups = await warehouse.engine.query<{ time: number; isEvent: boolean; n: number }>(
      `SELECT fix_observed_days AS time, NOT is_first_time_fix AS "isEvent", count(*) AS n
       FROM int_first_time_fix WHERE is_fix_eligible GROUP BY ALL`,
    );
    const watched = groups.flatMap(({ time, isEvent, n }) => new Array<Observation>(n).fill({ time, isEvent }));
    expect(Math.abs(100 * survivalAt(kaplanMeier(watched), 30) - 88)).toBeLessThanOrEqual(0.3);
  });
});

describe("first-time fix against a plain reading of its definition", () => {
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
    await land(repairs);
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
