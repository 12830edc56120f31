import { computeMetrics } from "../../pipelines/metrics.ts";
import arrivalOnTime from "../../transforms/metrics/arrival-on-time-rate.ts";
import arrivalSla from "../../transforms/metrics/arrival-sla.ts";
import arrivalSlaKm from "../../transforms/metrics/arrival-sla-km.ts";
import { moment, openWarehouse, seeded } from "../transforms/warehouse.ts";

const hour = 3_600_000;
const asOf = Date.UTC(2026, 5, 1);
/** Of the logarithm of the hours to arrival; its mean is set so that 24 hours are kept with the chance asked for. */
const sigma = 1.1;
/** The standard normal point of a share that is kept. */
const pointOf: Readonly<Record<number, number>> = { 0.7: 0.5244005, 0.95: 1.6448536 };

/** Shares in percent of the arrivals promised within 24 hours. */
export interface Arrivals {
  truth: number;
  /** The product's numbers: due cohort, the same cohort as arrival on time, and the estimate for the newest days. */
  due: number;
  onTime: number;
  kaplanMeier: number;
  /** Only tickets already served; those dropped that are neither served nor due; those taken as met that are not due. */
  closedOnly: number;
  pendingDropped: number;
  openAsMet: number;
}

/** Tickets of the last `days` days before the as-of, through the models and metrics of the product. */
export async function simulateArrivals(options: {
  seed: number;
  tickets: number;
  truth: 0.7 | 0.95;
  days: number;
}): Promise<Arrivals> {
  const { seed, tickets, truth, days } = options;
  const warehouse = await openWarehouse();
  try {
    const random = seeded(seed);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const rows = Array.from({ length: tickets }, (_, i) => {
      const created = asOf - random() * days * 24 * hour;
      const arrived = created + Math.exp(Math.log(24) - sigma * (pointOf[truth] ?? 0) + sigma * normal()) * hour;
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
    await warehouse.engine.execute("INSERT INTO input_presence VALUES ('visits', 'arrived_at', 1, 1)");
    const { funnel: _, ...onTime } = arrivalOnTime;
    await computeMetrics({ engine: warehouse.engine, metrics: [arrivalSla, arrivalSlaKm, onTime] });
    const one = async (sql: string): Promise<number> =>
      (await warehouse.engine.query<{ share: number }>(sql))[0]?.share ?? Number.NaN;
    const value = (id: string, grain: string) =>
      one(`SELECT 100 * SUM(n * value) / SUM(n) AS share FROM mart_metric_values
           WHERE metric_id = '${id}' AND grain = '${grain}' AND dims = '{}'`);
    const naive = (where: string, met: string) =>
      one(`SELECT 100 * AVG(CASE WHEN ${met} THEN 1.0 ELSE 0 END) AS share FROM fct_tickets WHERE ${where}`);
    const inTime = "arrived_at <= sla_arrival_due_at";
    return {
      truth: 100 * truth,
      due: await value("arrival_sla", "all"),
      onTime: await value("arrival_on_time_rate", "all"),
      kaplanMeier: await value("arrival_sla_km", "week"),
      closedOnly: await naive("arrived_at IS NOT NULL", inTime),
      pendingDropped: await naive("arrived_at IS NOT NULL OR sla_arrival_due_at <= as_of()", inTime),
      openAsMet: await naive("TRUE", `${inTime} OR (arrived_at IS NULL AND sla_arrival_due_at > as_of())`),
    };
  } finally {
    await warehouse.close();
  }
}
