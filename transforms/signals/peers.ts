/** Weekly counts of symptoms (parts, themes) by model, and what each model has in use. */
export interface Panel {
  weeks: number;
  /** Category of each model. */
  categoryOf: Int32Array;
  /** Units in use (or what stands for them) by model and week, models one after another. */
  exposure: Float64Array;
  /** The same by family, weighted by how often the symptom comes at the units' ages; families one after another. */
  aged: Float64Array;
  /** Model and symptom of each family. */
  modelOf: Int32Array;
  symptomOf: Int32Array;
  /** Counts by family and week, families one after another. */
  counts: Float64Array;
}

/** Weeks in which a symptom's share among its peers follows a season, and in which it is known in the long run. */
const fast = 0.5 ** (1 / 8);
const slow = 0.5 ** (1 / 52);
/** Counts that the long run is worth against the last weeks, and the last weeks against this one. */
const longRunCounts = 8;
const weekCounts = 10;

/**
 * What a family (symptom of a model) was to expect in a week by its peers, the other models of its category:
 *   exposure of the model by age x the peers' rate of all symptoms this week x the symptom's share among the peers lately
 * The first factor after exposure moves with season, campaigns and reporting, the second with the symptom's own season.
 * Weeks are taken one after the other and only look back. A model under alarm lends its peers what it was to expect.
 */
export class Peers {
  private readonly panel: Panel;
  private readonly categories: number;
  private readonly symptoms: number;
  /** Sums of the week by category and by model: counts, exposure. */
  private readonly categoryCounts: Float64Array;
  private readonly categoryExposure: Float64Array;
  private readonly modelCounts: Float64Array;
  /** Sums that fade, by family: what was to come if all symptoms were one, and what came. */
  private readonly fastBase: Float64Array;
  private readonly slowBase: Float64Array;
  private readonly fastCounts: Float64Array;
  private readonly slowCounts: Float64Array;
  private readonly recent: Float64Array;
  private readonly recentExposure: Float64Array;
  private readonly models: number;
  /** By family, its category and symptom as one number. */
  private readonly placeOf: Int32Array;

  constructor(panel: Panel) {
    this.panel = panel;
    this.models = panel.categoryOf.length;
    this.categories = 1 + panel.categoryOf.reduce((most, one) => Math.max(most, one), -1);
    this.symptoms = 1 + panel.symptomOf.reduce((most, one) => Math.max(most, one), -1);
    const families = panel.modelOf.length;
    this.categoryCounts = new Float64Array(this.categories);
    this.categoryExposure = new Float64Array(this.categories);
    this.modelCounts = new Float64Array(this.models);
    this.recent = new Float64Array(this.models);
    this.recentExposure = new Float64Array(this.models);
    this.fastBase = new Float64Array(families);
    this.slowBase = new Float64Array(families);
    this.fastCounts = new Float64Array(families);
    this.slowCounts = new Float64Array(families);
    this.placeOf = panel.symptomOf.map(
      (symptom, f) => (panel.categoryOf[panel.modelOf[f] as number] as number) * this.symptoms + symptom,
    );
  }

  /**
   * Fills `expected` for one week, by family; NaN where a family has no peers. `lent` holds what each family's peers are to see of
   * it: its count, or what it was to expect.
   */
  expect(week: number, lent: Float64Array, expected: Float64Array): void {
    const { panel, models } = this;
    const families = panel.modelOf.length;
    this.categoryCounts.fill(0);
    this.categoryExposure.fill(0);
    this.modelCounts.fill(0);
    for (let f = 0; f < families; f++) {
      const m = panel.modelOf[f] as number;
      add(this.modelCounts, m, lent[f] as number);
    }
    const recentOf = new Float64Array(this.categories);
    const recentExposureOf = new Float64Array(this.categories);
    for (let m = 0; m < models; m++) {
      const c = panel.categoryOf[m] as number;
      const exposure = panel.exposure[m * panel.weeks + week] as number;
      this.recent[m] = fast * (this.recent[m] as number) + (this.modelCounts[m] as number);
      this.recentExposure[m] = fast * (this.recentExposure[m] as number) + exposure;
      add(this.categoryCounts, c, this.modelCounts[m] as number);
      add(this.categoryExposure, c, exposure);
      add(recentOf, c, this.recent[m] as number);
      add(recentExposureOf, c, this.recentExposure[m] as number);
    }
    // The peers' rate of all symptoms this week, by model, drawn to that of the last weeks.
    const rate = new Float64Array(models);
    for (let m = 0; m < models; m++) {
      const c = panel.categoryOf[m] as number;
      const exposure = (this.categoryExposure[c] as number) - (panel.exposure[m * panel.weeks + week] as number);
      const lately =
        ((recentOf[c] as number) - (this.recent[m] as number)) /
        ((recentExposureOf[c] as number) - (this.recentExposure[m] as number));
      const counts = (this.categoryCounts[c] as number) - (this.modelCounts[m] as number);
      rate[m] = exposure > 1e-9 && lately > 0 ? (counts + weekCounts) / (exposure + weekCounts / lately) : Number.NaN;
    }
    const size = this.categories * this.symptoms;
    const sums = {
      fastCounts: new Float64Array(size),
      slowCounts: new Float64Array(size),
      fastBase: new Float64Array(size),
      slowBase: new Float64Array(size),
    };
    for (let f = 0; f < families; f++) {
      const own = rate[panel.modelOf[f] as number] as number;
      const at = this.placeOf[f] as number;
      const base = Number.isNaN(own) ? 0 : (panel.aged[f * panel.weeks + week] as number) * own;
      this.fastBase[f] = fast * (this.fastBase[f] as number) + base;
      this.slowBase[f] = slow * (this.slowBase[f] as number) + base;
      add(sums.fastBase, at, this.fastBase[f] as number);
      add(sums.slowBase, at, this.slowBase[f] as number);
      this.fastCounts[f] = fast * (this.fastCounts[f] as number) + (lent[f] as number);
      this.slowCounts[f] = slow * (this.slowCounts[f] as number) + (lent[f] as number);
      add(sums.fastCounts, at, this.fastCounts[f] as number);
      add(sums.slowCounts, at, this.slowCounts[f] as number);
    }
    for (let f = 0; f < families; f++) {
      const m = panel.modelOf[f] as number;
      const at = this.placeOf[f] as number;
      const fastBase = (sums.fastBase[at] as number) - (this.fastBase[f] as number);
      const slowBase = (sums.slowBase[at] as number) - (this.slowBase[f] as number);
      if (Number.isNaN(rate[m]) || slowBase <= 1e-9) {
        expected[f] = Number.NaN;
        continue;
      }
      const longRun = ((sums.slowCounts[at] as number) - (this.slowCounts[f] as number) + 0.5) / (slowBase + 0.5);
      const share =
        ((sums.fastCounts[at] as number) - (this.fastCounts[f] as number) + longRunCounts) /
        (fastBase + longRunCounts / longRun);
      expected[f] = (panel.aged[f * panel.weeks + week] as number) * (rate[m] as number) * share;
    }
  }
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}
