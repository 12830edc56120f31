import { afterAll, beforeAll, describe, expect, test } from "vitest";
import arrivalSla from "../../transforms/metrics/arrival-sla.ts";
import { moment, openWarehouse, seeded, type Warehouse } from "./warehouse.ts";

const hour = 3_600_000;
const asOf = Date.UTC(2026, 5, 1);
const tickets = 60_000;
const truth = 0.7;
/** Of the logarithm of the hours to arrival; its mean is set so that 24 hours are kept with the chance `truth`. */
const sigma = 1.1;
const normalQuantile = 0.5244005;

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
  const random = seeded(20261121);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows = Array.from({ length: tickets }, (_, i) => {
    const created = asOf - random() * 72 * hour;
    const arrived = created + Math.exp(Math.log(24) - sigma * normalQuantile + sigma * normal()) * hour;
    return { ticket_id: `T${i}`, created, arrived };
  });
  await warehouse.land(
    "tickets",
    rows.map(({ ticket_id, created, arrived }) => ({
      ticket_id,
      created_at: moment(created),
      closed_at: moment(arrived + hour),
      type: "repair",
      mode: "on_site",
      status: "closed",
    })),
  );
  await warehouse.land(
    "visits",
    rows.map(({ ticket_id, arrived }) => ({
      visit_id: `V${ticket_id}`,
      ticket_id,
      arrived_at: moment(arrived),
      arrival_proof: "geo",
      left_at: moment(arrived + hour),
      outcome: "fixed",
    })),
  );
  await warehouse.build("fct_tickets", new Date(asOf).toISOString(), [
    { metric: "arrival", target_minutes: 1440, clock: "calendar" },
  ]);
}, 120_000);
afterAll(() => warehouse.close());

async function share(where: string, hit: string): Promise<number> {
  const [row] = await warehouse.engine.query<{ share: number }>(
    `SELECT 100 * avg(CASE WHEN ${hit} THEN 1.0 ELSE 0.0 END) AS share FROM fct_tickets WHERE ${where}`,
  );
  return row?.share ?? Number.NaN;
}

describe("24 hours kept with a chance of 70 percent, seen three days after the first request", () => {
  test("the due cohort tells the truth within half a point", async () => {
    if (arrivalSla.measure.kind !== "proportion") throw new Error("arrival_sla is not a proportion");
    const value = await share(arrivalSla.population.where, arrivalSla.measure.hit);
    expect(Math.abs(value - 100 * truth)).toBeLessThanOrEqual(0.5);
  });

  test("arrival on time without a window is the same cohort", async () => {
    const value = await share("is_due", "is_arrival_on_time");
    expect(Math.abs(value - 100 * truth)).toBeLessThanOrEqual(0.5);
  });

  test("counting only the tickets already served flatters by about fifteen points", async () => {
    const value = await share("arrived_at IS NOT NULL", "time_to_arrive_minutes < 1440");
    expect(value - 100 * truth).toBeGreaterThan(13);
    expect(value - 100 * truth).toBeLessThan(17);
  });
});
