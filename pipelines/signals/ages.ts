import type { Engine } from "../engines/engine.ts";

/** Months in service from which the bands of int_signal_ages begin. */
export const bands = [0, 3, 6, 12, 24] as const;

/** Faults that the category's pattern is worth against a component's own, and 1 against the category's. */
const prior = 20;

/** How often a fault comes at each age for its share of unit-months, 1 on average, by category and component. */
export interface AgeFactors {
  /** Of a symptom, or of all in the category where nothing of its own is known; band by band. */
  of(category: string, symptom: string | null): readonly number[];
}

/**
 * Age factors from confirmed faults whose months in service are known:
 *   category: (N_a + k)/(N e_a/e + k)      component: (n_a + k F_a)/(n e_a/e + k), k = 20
 * N, n faults, e unit-months, a the band, F the category's factor. Without sales all are 1.
 */
export async function ageFactors(engine: Engine): Promise<AgeFactors> {
  const { category, band, unit_months } = await engine.columns<{
    category: string[];
    band: number[];
    unit_months: number[];
  }>(
    `SELECT named.category, ages.months_from AS band, CAST(sum(CAST(ages.unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
     FROM int_signal_ages AS ages JOIN (${categoriesSql}) AS named ON ages.model = named.model
     GROUP BY ALL ORDER BY ALL`,
  );
  const faults = await engine.columns<{ category: string[]; component: string[]; band: number[]; faults: number[] }>(
    `SELECT category, component, CASE WHEN months_in_service < 3 THEN 0 WHEN months_in_service < 6 THEN 3
       WHEN months_in_service < 12 THEN 6 WHEN months_in_service < 24 THEN 12 ELSE 24 END AS band, count(*) AS faults
     FROM fct_faults WHERE months_in_service >= 0 AND category IS NOT NULL AND component IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  );
  const exposed = table(category, band, unit_months);
  const ofCategory = table(faults.category, faults.band, faults.faults);
  const key = (one: string, component: string) => `${one}\u001f${component}`;
  const ofComponent = table(
    faults.category.map((one, i) => key(one, faults.component[i] as string)),
    faults.band,
    faults.faults,
  );
  const known = new Map<string, readonly number[]>();
  const factors = (counts: readonly number[], exposure: readonly number[], before: readonly number[]) => {
    const [n, e] = [sum(counts), sum(exposure)];
    return counts.map((count, i) => {
      const share = e > 0 ? (exposure[i] as number) / e : 0;
      return (count + prior * (before[i] as number)) / (n * share + prior);
    });
  };
  const of = (one: string, symptom: string | null): readonly number[] => {
    const name = symptom === null ? one : key(one, symptom);
    const found = known.get(name);
    if (found !== undefined) return found;
    const exposure = exposed.get(one);
    const counts = symptom === null ? ofCategory.get(one) : ofComponent.get(name);
    const before = symptom === null ? bands.map(() => 1) : of(one, null);
    const made = exposure === undefined || counts === undefined ? before : factors(counts, exposure, before);
    known.set(name, made);
    return made;
  };
  return { of };
}

/** Category of each model that has units or faults. */
export const categoriesSql = `SELECT model, min(category) AS category FROM (
  SELECT model, category FROM fct_exposure UNION ALL SELECT model, category FROM int_signal_counts) AS seen
  WHERE category IS NOT NULL GROUP BY model`;

function table(names: readonly string[], band: readonly number[], values: readonly number[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  names.forEach((name, i) => {
    const row = rows.get(name) ?? bands.map(() => 0);
    const at = (bands as readonly number[]).indexOf(band[i] as number);
    row[at] = (row[at] as number) + (values[i] as number);
    rows.set(name, row);
  });
  return rows;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
