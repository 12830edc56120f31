import { hazardRatio, nelsonAalen, nobody, type ServiceMonth } from "../../transforms/signals/months-in-service.ts";
import { byar } from "../../transforms/statistics.ts";
import type { Engine } from "../engines/engine.ts";
import { categoriesSql } from "./ages.ts";
import { knownSql, mostMonths } from "./known-faults.ts";

/**
 * Fills mart_model_ages: for every model whose units' sale is known, faults of all components and unit-months by whole months in service, with the
 * cumulated hazard, beside the other models of its category in the same months of their lives.
 */
export async function fillModelAges(engine: Engine): Promise<void> {
  const read = await engine.columns<{
    category: string[];
    model: string[];
    months_in_service: number[];
    faults: number[];
    unit_months: number[];
    known_unit_months: number[];
  }>(agesSql);
  const models = new Map<string, { category: string; months: Counted[] }>();
  const categories = new Map<string, Counted[]>();
  read.model.forEach((model, i) => {
    const category = read.category[i] as string;
    const at = read.months_in_service[i] as number;
    const counted = {
      faults: read.faults[i] as number,
      exposure: read.unit_months[i] as number,
      known: read.known_unit_months[i] as number,
    };
    const own = models.get(model) ?? { category, months: [] };
    own.months[at] = counted;
    models.set(model, own);
    const all = categories.get(category) ?? [];
    all[at] = sum(all[at], counted, 1);
    categories.set(category, all);
  });
  const rows = [...models].flatMap(([model, { category, months }]) => {
    const all = categories.get(category) ?? [];
    const own = Array.from(months, serviceMonth);
    const peers = Array.from(months, (counted, at) => serviceMonth(sum(all[at], counted, -1)));
    return beside(own, peers).map((row) => [model, category, ...row]);
  });
  if (rows.length === 0) return;
  const width = rows[0]?.length ?? 0;
  await engine.append(
    "mart_model_ages",
    Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null)),
  );
}

/** Faults, unit-months, and those of them whose faults are known by now. */
interface Counted {
  faults: number;
  exposure: number;
  known: number;
}

const sum = (to: Counted | undefined, more: Counted | undefined, sign: 1 | -1): Counted => ({
  faults: (to?.faults ?? 0) + sign * (more?.faults ?? 0),
  exposure: (to?.exposure ?? 0) + sign * (more?.exposure ?? 0),
  known: (to?.known ?? 0) + sign * (more?.known ?? 0),
});

/** A millionth of a unit-month is what sums leave over, and no unit. */
const serviceMonth = (counted: Counted | undefined): ServiceMonth =>
  counted === undefined || counted.exposure < 1e-6
    ? nobody
    : { faults: counted.faults, exposure: counted.exposure, known: counted.known / counted.exposure };

function beside(own: readonly ServiceMonth[], peers: readonly ServiceMonth[]): (number | null)[][] {
  const [hazards, theirs] = [nelsonAalen(own), nelsonAalen(peers)];
  return own.map((month, at) => {
    const ratio = hazardRatio(own.slice(0, at + 1), peers.slice(0, at + 1));
    const [mine, other, peer] = [hazards[at], theirs[at], peers[at] ?? nobody];
    const limits = month.exposure > 0 ? byar({ x: month.faults, exposure: month.exposure }) : null;
    return [
      at,
      month.faults,
      month.exposure,
      month.known,
      month.exposure > 0 ? (1000 * month.faults) / month.exposure : null,
      limits === null ? null : 1000 * limits.lo,
      limits === null ? null : 1000 * limits.hi,
      mine?.hazard ?? null,
      mine?.lo ?? null,
      mine?.hi ?? null,
      peer.faults,
      peer.exposure,
      peer.exposure > 0 ? (1000 * peer.faults) / peer.exposure : null,
      other?.hazard ?? null,
      other?.lo ?? null,
      other?.hi ?? null,
      ratio?.ratio ?? null,
      ratio?.lo ?? null,
      ratio?.hi ?? null,
    ];
  });
}

const exactly = (value: string) => `CAST(sum(CAST(${value} AS DECIMAL(38, 12))) AS DOUBLE)`;

const agesSql = `WITH ${knownSql},
  used AS (
    SELECT named.category, c.model, c.months_in_service, ${exactly("c.unit_months")} AS unit_months,
      ${exactly("c.unit_months * coalesce(k.share, 1)")} AS known_unit_months
    FROM int_cohort_months AS c
    JOIN (${categoriesSql}) AS named ON named.model = c.model
    LEFT JOIN known AS k ON k.month = c.month
    WHERE c.months_in_service BETWEEN 0 AND ${mostMonths}
    GROUP BY 1, 2, 3
  ),
  found AS (
    SELECT model, months_in_service, count(*) AS faults FROM fct_faults
    WHERE is_episode AND months_in_service BETWEEN 0 AND ${mostMonths} AND month IN (SELECT month FROM int_cohort_months)
    GROUP BY 1, 2
  )
  SELECT used.category, used.model, used.months_in_service, CAST(coalesce(found.faults, 0) AS INTEGER) AS faults, used.unit_months, used.known_unit_months
  FROM used LEFT JOIN found ON found.model = used.model AND found.months_in_service = used.months_in_service
  WHERE used.unit_months > 0 ORDER BY 1, 2, 3`;
