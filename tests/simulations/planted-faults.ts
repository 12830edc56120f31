import type { Engine } from "../../pipelines/engines/engine.ts";

export interface PlantedFault {
  id: string;
  model: string;
  component: string;
  batch: string | null;
  region: string | null;
  rate_ratio: number;
  starts_on: string;
}

export interface FaultFound {
  id: string;
  ratio: number;
  signal: string | null;
  /** Weeks from its beginning to the alarm. */
  delay: number | null;
  place: string;
}

/** Which planted faults a workspace's signals name, how late, whether in the right place, and how many signals stand beside them. */
export async function plantedFound(
  engine: Engine,
  planted: readonly PlantedFault[],
): Promise<{ faults: FaultFound[]; others: { open: number; closed: number } }> {
  const signals = await engine.query<{
    signal_id: string;
    model: string;
    component: string | null;
    batch: string | null;
    region: string | null;
    first_seen_on: string;
    closed_on: string | null;
    is_open: boolean;
  }>(
    "SELECT * EXCLUDE (evidence) FROM mart_fault_signals WHERE subject_kind <> 'safety' ORDER BY first_seen_on, signal_id",
  );
  const own = new Set<string>();
  const faults = planted.map(({ id, model, component, batch, region, rate_ratio, starts_on }): FaultFound => {
    const mine = signals.filter((one) => one.model === model && (one.closed_on === null || one.closed_on > starts_on));
    const found = mine.find((one) => one.component === component);
    for (const one of mine) {
      const isHere = batch === null ? one.region === region : (one.batch ?? "").includes(batch);
      if (one === found || isHere) own.add(one.signal_id);
    }
    if (found === undefined) return { id, ratio: rate_ratio, signal: null, delay: null, place: "" };
    const days = (Date.parse(found.first_seen_on) - Date.parse(starts_on)) / 86_400_000;
    const isHere = (batch ?? region) === (found.batch ?? found.region);
    return {
      id,
      ratio: rate_ratio,
      signal: found.signal_id,
      delay: Math.ceil(days / 7),
      place: isHere
        ? `in ${batch ?? region}`
        : `in ${found.batch ?? found.region ?? "all units"}, planted in ${batch ?? region}`,
    };
  });
  const others = signals.filter((one) => !own.has(one.signal_id));
  return {
    faults,
    others: {
      open: others.filter(({ is_open }) => is_open).length,
      closed: others.filter(({ is_open }) => !is_open).length,
    },
  };
}
