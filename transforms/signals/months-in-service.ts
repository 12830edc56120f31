import { z95 } from "../statistics/normal.ts";

/** Faults and units at risk by whole months in service, from 0 on, of a model's suspect units and of those it is compared with. */
export interface ServiceMonth {
  faults: number;
  /** Unit-months in use at this age. */
  exposure: number;
  /** Share of the exposure's faults that are known by now: 1 once no more can come. */
  known: number;
}

/** A month in which no unit was in use. */
export const nobody: ServiceMonth = { faults: 0, exposure: 0, known: 1 };

export interface HazardStep {
  month: number;
  /** Cumulated faults per unit up to the end of this month in service, after correction for those not known yet. */
  hazard: number;
  lo: number;
  hi: number;
}

/**
 * Nelson-Aalen estimate of the cumulated hazard by months in service, with what is not known yet taken out of the exposure.
 *   H(t) = Σ d/(r k)      Var = Σ d/(r k)²      limits H exp(±z sqrt(Var)/H)
 * d faults, r units at risk, k the share of faults known. Months without exposure add nothing.
 * Source: Nelson 1972, Technometrics 14:945; Aalen 1978; Lawless 1994, Can. J. Statist. 22:15 for the reporting delay.
 */
export function nelsonAalen(months: readonly ServiceMonth[], z = z95): HazardStep[] {
  let [hazard, variance] = [0, 0];
  return months.map(({ faults, exposure, known }, month) => {
    const atRisk = exposure * known;
    if (atRisk > 0) {
      hazard += faults / atRisk;
      variance += faults / atRisk ** 2;
    }
    const width = hazard > 0 ? Math.exp((z * Math.sqrt(variance)) / hazard) : 1;
    return { month, hazard, lo: hazard / width, hi: hazard * width };
  });
}

export interface HazardRatio {
  /** The last month in service that both have. */
  month: number;
  ratio: number;
  lo: number;
  hi: number;
}

/**
 * Ratio of the cumulated hazards of two groups at the last age at which both were watched; null while either has no fault.
 *   ln ratio ± z · sqrt(Var1/H1² + Var2/H2²)
 */
export function hazardRatio(
  suspect: readonly ServiceMonth[],
  others: readonly ServiceMonth[],
  z = z95,
): HazardRatio | null {
  const watched = (months: readonly ServiceMonth[]) => months.findLastIndex(({ exposure }) => exposure > 0);
  const month = Math.min(watched(suspect), watched(others));
  if (month < 0) return null;
  const [first, second] = [suspect, others].map((months) => sums(months.slice(0, month + 1)));
  if (!first || !second || first.hazard <= 0 || second.hazard <= 0) return null;
  const ratio = first.hazard / second.hazard;
  const error = Math.sqrt(first.variance / first.hazard ** 2 + second.variance / second.hazard ** 2);
  return { month, ratio, lo: ratio * Math.exp(-z * error), hi: ratio * Math.exp(z * error) };
}

function sums(months: readonly ServiceMonth[]): { hazard: number; variance: number } {
  let [hazard, variance] = [0, 0];
  for (const { faults, exposure, known } of months) {
    const atRisk = exposure * known;
    if (atRisk <= 0) continue;
    hazard += faults / atRisk;
    variance += faults / atRisk ** 2;
  }
  return { hazard, variance };
}
