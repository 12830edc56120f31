import firstTimeFix from "../../transforms/metrics/first-time-fix-rate.ts";
import firstTimeFixKm from "../../transforms/metrics/first-time-fix-rate-km.ts";
import { kaplanMeier, type Observation, survivalAt } from "../../transforms/statistics.ts";
import { moment, seeded, type Warehouse } from "../transforms/warehouse.ts";

const day = 86_400_000;

export interface Repair {
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

/** Lands repairs with a visit for each outcome, an hour apart. */
export async function landRepairs(warehouse: Warehouse, repairs: readonly Repair[]): Promise<void> {
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

/** Units whose every repair comes back with a chance of 12 percent, after the delays of a truncated exponential of 9 days. */
export function repairsThatComeBack(units: number, asOf: number, seed: number): Repair[] {
  const random = seeded(seed);
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

/** First-time fix in percent where 88.0 is true: the product's matured number and its estimate, and the unmatured 30 days. */
export async function simulateFirstFix(warehouse: Warehouse, units: number, asOf: number, seed: number) {
  await landRepairs(warehouse, repairsThatComeBack(units, asOf, seed));
  await warehouse.build("int_first_time_fix", new Date(asOf).toISOString());
  const share = async (where: string) => {
    const [row] = await warehouse.engine.query<{ share: number }>(
      `SELECT 100.0 * count(*) FILTER (is_first_time_fix) / count(*) AS share FROM int_first_time_fix WHERE ${where}`,
    );
    return row?.share ?? Number.NaN;
  };
  const { measure } = firstTimeFixKm;
  if (measure.kind !== "kaplan_meier") throw new Error("first_time_fix_rate_km is no survival");
  const groups = await warehouse.engine.query<{ time: number; isEvent: boolean; n: number }>(
    `SELECT ${measure.watched} AS time, ${measure.event} AS "isEvent", count(*) AS n
     FROM int_first_time_fix WHERE ${firstTimeFixKm.population.where} GROUP BY ALL`,
  );
  const watched = groups.flatMap(({ time, isEvent, n }) => new Array<Observation>(n).fill({ time, isEvent }));
  return {
    truth: 88,
    matured: await share(firstTimeFix.population.where),
    kaplanMeier: 100 * survivalAt(kaplanMeier(watched), 30),
    unmatured: await share("is_fix_eligible AND NOT is_matured"),
  };
}
