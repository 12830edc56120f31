import { hazardRatio, nelsonAalen, nobody, type ServiceMonth } from "../../transforms/signals/months-in-service.ts";
import type { Engine } from "../engines/engine.ts";
import { categoriesSql } from "./ages.ts";
import { knownSql, mostMonths } from "./known-faults.ts";

/**
 * Fills mart_fault_signal_ages: for every signal of a component, faults and unit-months by whole months in service since its window began, of the
 * units it lies in and of the other models of the category, with the cumulated hazard of both. Units whose sale is not known are in neither.
 * @param ids ids of the signals by their place in `_signals_found`
 */
export async function fillServiceMonths(engine: Engine, ids: ReadonlyMap<number, string>): Promise<void> {
  const read = await engine.columns<{
    i: number[];
    is_own: boolean[];
    months_in_service: number[];
    faults: number[];
    unit_months: number[];
    known_unit_months: number[];
  }>(agesSql);
  const groups = new Map<number, { own: ServiceMonth[]; peers: ServiceMonth[] }>();
  read.i.forEach((i, at) => {
    const group = groups.get(i) ?? { own: [], peers: [] };
    const months = read.is_own[at] ? group.own : group.peers;
    const exposure = read.unit_months[at] as number;
    months[read.months_in_service[at] as number] = {
      faults: read.faults[at] as number,
      exposure,
      known: exposure > 0 ? (read.known_unit_months[at] as number) / exposure : 1,
    };
    groups.set(i, group);
  });
  const rows = [...groups].flatMap(([i, { own, peers }]) => {
    const id = ids.get(i);
    return id === undefined ? [] : sideBySide(own, peers).map((row) => [id, ...row]);
  });
  if (rows.length === 0) return;
  const width = rows[0]?.length ?? 0;
  await engine.append(
    "mart_fault_signal_ages",
    Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null)),
  );
}

/** Both groups month by month, as far as units of the signal have come. */
function sideBySide(own: readonly ServiceMonth[], peers: readonly ServiceMonth[]): (number | null)[][] {
  const whole = (months: readonly ServiceMonth[]) =>
    Array.from({ length: own.length }, (_, at) => months[at] ?? nobody);
  const [ours, others] = [whole(own), whole(peers)];
  const [hazards, theirs] = [nelsonAalen(ours), nelsonAalen(others)];
  return ours.map((month, at) => {
    const ratio = hazardRatio(ours.slice(0, at + 1), others.slice(0, at + 1));
    const [mine, other] = [hazards[at], theirs[at]];
    return [
      at,
      month.faults,
      month.exposure,
      month.known,
      mine?.hazard ?? null,
      mine?.lo ?? null,
      mine?.hi ?? null,
      others[at]?.faults ?? 0,
      others[at]?.exposure ?? 0,
      other?.hazard ?? null,
      ratio?.ratio ?? null,
      ratio?.lo ?? null,
      ratio?.hi ?? null,
    ];
  });
}

const agesSql = `WITH signal AS (
    SELECT f.i, f.symptom AS component, f.model, named.category, f.batches, f.region, period_start('month', f.from_week) AS since
    FROM _signals_found AS f JOIN (${categoriesSql}) AS named ON f.model = named.model WHERE f.kind = 'component'
  ),
  ${knownSql},
  used AS (
    SELECT s.i, s.model = c.model AS is_own, c.months_in_service, CAST(sum(CAST(c.unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months,
      CAST(sum(CAST(c.unit_months * coalesce(k.share, 1) AS DECIMAL(38, 12))) AS DOUBLE) AS known_unit_months
    FROM signal AS s
    JOIN (${categoriesSql}) AS named ON named.category = s.category
    JOIN int_cohort_months AS c ON c.model = named.model AND c.month >= s.since AND c.months_in_service BETWEEN 0 AND ${mostMonths}
      AND (s.region IS NULL OR s.region = c.region)
      AND (s.model <> c.model OR s.batches IS NULL OR list_contains(string_split(s.batches, '|'), c.batch))
    LEFT JOIN known AS k ON k.month = c.month
    GROUP BY 1, 2, 3
  ),
  found AS (
    SELECT s.i, s.model = f.model AS is_own, f.months_in_service, count(*) AS faults
    FROM signal AS s
    JOIN fct_faults AS f ON f.category = s.category AND f.component = s.component AND f.month >= s.since AND f.is_component_episode
      AND f.months_in_service BETWEEN 0 AND ${mostMonths} AND (s.region IS NULL OR s.region = f.region)
      AND (s.model <> f.model OR s.batches IS NULL OR list_contains(string_split(s.batches, '|'), f.batch))
    GROUP BY 1, 2, 3
  )
  SELECT used.i, used.is_own, used.months_in_service, CAST(coalesce(found.faults, 0) AS INTEGER) AS faults, used.unit_months, used.known_unit_months
  FROM used LEFT JOIN found ON found.i = used.i AND found.is_own = used.is_own AND found.months_in_service = used.months_in_service
  WHERE used.unit_months > 0 ORDER BY 1, 2, 3`;
