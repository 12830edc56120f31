/** What the pages about products read: the published tables of fault rates, of faults by months in service, and of failure beside dissatisfaction. */

/** Faults over exposure within one model; what the row is of depends on the slice. Rates are per thousand unit-months. */
export interface FaultRate {
  slice: "model" | "month" | "component" | "batch" | "age" | "production" | "cell";
  category: string | null;
  model: string;
  component: string | null;
  batch: string | null;
  production_month: string | null;
  month: string | null;
  /** Whole months since use began; of a cell the first of the three it holds. */
  months_in_service: number | null;
  faults: number;
  unit_months: number;
  rate: number;
  lo: number | null;
  hi: number | null;
  /** To what was expected, shrunk; null where there is nothing to compare with. */
  ratio: number | null;
  ratio_lo: number | null;
  ratio_hi: number | null;
  p_above: number | null;
  /** Share of the exposure that lies in the last six weeks. */
  recent_share: number;
}

/** A model's units in one month of their life, beside the category's other models; hazards are cumulated faults a unit up to its end. */
export interface ModelAge {
  model: string;
  months_in_service: number;
  faults: number;
  unit_months: number;
  /** Share of the faults of these unit-months that is known by now. */
  known_share: number;
  /** Per thousand unit-months; null where no unit was in use. */
  rate: number | null;
  rate_lo: number | null;
  rate_hi: number | null;
  hazard: number;
  hazard_lo: number;
  hazard_hi: number;
  peer_faults: number;
  peer_unit_months: number;
  peer_rate: number | null;
  peer_hazard: number;
  peer_hazard_lo: number;
  peer_hazard_hi: number;
  /** Of the cumulated hazards; null while either has no fault. */
  ratio: number | null;
  ratio_lo: number | null;
  ratio_hi: number | null;
}

/** Technical failure of a model beside dissatisfaction, both against the other models of its category. */
export interface Product {
  model: string;
  category: string | null;
  faults: number;
  unit_months: number;
  fault_rate: number;
  fault_lo: number | null;
  fault_hi: number | null;
  fault_ratio: number | null;
  fault_p_above: number | null;
  answers: number;
  dissatisfied: number;
  dissatisfied_share: number | null;
  dissatisfied_lo: number | null;
  dissatisfied_hi: number | null;
  dissatisfied_ratio: number | null;
  dissatisfied_p_above: number | null;
  gap: "both" | "fails" | "displeases" | "neither" | "few";
}

export interface Products {
  /** First day of the twelve months, and the first day after them. */
  since: string;
  until: string;
  models: readonly Product[];
  rates: readonly FaultRate[];
  /** By model and months in service. */
  ages: readonly ModelAge[];
  /** Share of faults confirmed within so many days of the request. */
  delays: readonly { days: number; known_share: number; n: number }[];
}
