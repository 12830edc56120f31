import type { Panel } from "./peers.ts";

/** Squares of expected counts that all models' unsteadiness is worth against a model's own. */
const worth = 100;
/** 1/shape under which a model's weeks are taken to differ by nothing but chance. */
const steady = 1e-4;

/**
 * How much more a model's other families were reported in a week than they were to be: days on which a source records nothing, a
 * campaign of one channel, a new way of filling in forms move all families of a model alike and are no fault of any.
 *   level = (k + Σ n)/(k + Σ mu) over the model's other families, 1/k = Σ((N - M)² - M)/Σ M² by moments over a model's weeks
 * A model whose weeks are as even as chance has k without end and a level of 1, and loses nothing by it. Families under alarm are
 * left out, unless they are the greater part: then it is the recording that changed.
 * Source: Clayton & Kaldor 1987, Biometrics 43:671 for the gamma; conditioning on the source's total as in Farrington et al. 1996.
 */
export class Levels {
  private readonly panel: Panel;
  private readonly shapes: Float64Array;
  private readonly excess: Float64Array;
  private readonly squares: Float64Array;
  /** Of the week, by family: its level, and how many counts that is known by. */
  readonly level: Float64Array;
  readonly known: Float64Array;

  /** `shapes` by model. */
  constructor(panel: Panel, shapes: Float64Array) {
    const families = panel.modelOf.length;
    this.panel = panel;
    this.shapes = shapes;
    this.excess = new Float64Array(panel.categoryOf.length);
    this.squares = new Float64Array(panel.categoryOf.length);
    this.level = new Float64Array(families).fill(1);
    this.known = new Float64Array(families).fill(Number.POSITIVE_INFINITY);
  }

  /** Takes in a week: what each family was to be at a level of 1, and which are under alarm. */
  take(week: number, expected: Float64Array, isAlarmed: (f: number) => boolean): void {
    const { panel, shapes } = this;
    const sums = () => new Float64Array(panel.categoryOf.length);
    const [n, mu, alarmedN, alarmedMu] = [sums(), sums(), sums(), sums()];
    panel.modelOf.forEach((m, f) => {
      const isAside = isAlarmed(f);
      add(isAside ? alarmedN : n, m, panel.counts[f * panel.weeks + week] as number);
      add(isAside ? alarmedMu : mu, m, expected[f] as number);
    });
    const isAll = Uint8Array.from(mu, (calm, m) => ((alarmedMu[m] as number) > calm ? 1 : 0));
    n.forEach((_, m) => {
      if (isAll[m] === 1) {
        add(n, m, alarmedN[m] as number);
        add(mu, m, alarmedMu[m] as number);
      }
      const wanted = mu[m] as number;
      add(this.excess, m, ((n[m] as number) - wanted) ** 2 - wanted);
      add(this.squares, m, wanted ** 2);
    });
    panel.modelOf.forEach((m, f) => {
      const k = shapes[m] as number;
      if (!Number.isFinite(k)) return;
      const isIn = isAll[m] === 1 || !isAlarmed(f);
      const own = isIn ? (panel.counts[f * panel.weeks + week] as number) : 0;
      const wanted = isIn ? (expected[f] as number) : 0;
      const others = Math.max(0, (mu[m] as number) - wanted);
      const told = k + (n[m] as number) - own;
      this.known[f] = others > 0 ? told : Number.POSITIVE_INFINITY;
      this.level[f] = others > 0 ? told / (k + others) : 1;
    });
  }

  /** The shapes of these weeks by model, drawn to what all models show together. */
  estimate(): Float64Array {
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    const common = Math.max(0, total(this.excess) / (total(this.squares) + 1e-9));
    return this.excess.map((excess, m) => {
      const inverse = (excess + common * worth) / ((this.squares[m] as number) + worth);
      return inverse <= steady ? Number.POSITIVE_INFINITY : 1 / inverse;
    });
  }
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}
