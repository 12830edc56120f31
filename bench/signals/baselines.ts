import { upperTail } from "../../transforms/signals/negative-binomial.ts";
import type { Panel } from "../../transforms/signals/peers.ts";

/** How alarming each family's week is by a method: families one after another; more is more alarming. */
export type Scores = Float64Array;

interface Look {
  n(back: number): number;
  units(back: number): number;
  week: number;
}

const byWeek = (panel: Panel, score: (look: Look) => number): Scores => {
  const { weeks, counts, aged } = panel;
  return Float64Array.from(counts, (_, at) => {
    const week = at % weeks;
    const before = (values: Float64Array) => (back: number) => (back > week ? 0 : (values[at - back] as number));
    return score({ n: before(counts), units: before(aged), week });
  });
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const deviation = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1));
};

/** EARS C1 and C2: standard deviations above seven weeks, next to this one or two weeks before. Source: Hutwagner et al. 2003. */
const ears =
  (gap: number) =>
  (look: Look, ago = 0) => {
    const base = range(1 + gap + ago, 7 + gap + ago).map(look.n);
    return (look.n(ago) - mean(base)) / Math.max(0.5, deviation(base));
  };

/** Ways of telling a fault that others use, each its own score. */
export const baselines: Record<string, (panel: Panel) => Scores> = {
  "top-N": (panel) => byWeek(panel, ({ n }) => n(0)),
  growth: (panel) =>
    byWeek(panel, ({ n }) => {
      const [now, before] = [mean(range(0, 3).map(n)) * 4, mean(range(4, 7).map(n)) * 4];
      return (now + 0.5) / (before + 0.5);
    }),
  "own history": (panel) =>
    byWeek(panel, ({ n }) => -Math.log(Math.max(1e-300, upperTail(n(0), mean(range(1, 26).map(n)) + 0.02, 1e6)))),
  "EARS C1": (panel) => byWeek(panel, (look) => ears(0)(look)),
  "EARS C2": (panel) => byWeek(panel, (look) => ears(2)(look)),
  "EARS C3": (panel) =>
    byWeek(panel, (look) => [0, 1, 2].reduce((sum, ago) => sum + Math.max(0, ears(2)(look, ago) - 1), 0)),
  /** The same seven weeks of the years before where there are, else half a year but the last three weeks; on the scale of n^(2/3). Source: Farrington et al. 1996. */
  "Farrington-like": (panel) =>
    byWeek(panel, ({ n, week }) => {
      const years = [52, 104, 156].filter((back) => back + 3 <= week).flatMap((back) => range(back - 3, back + 3));
      const base = [...years, ...(years.length < 14 ? range(4, Math.min(29, Math.max(4, week))) : [])].map(n);
      const mu = Math.max(0.02, mean(base));
      const spread = Math.max(1, deviation(base) ** 2 / mu);
      const error = Math.sqrt((4 / 9) * mu ** (1 / 3) * (spread + spread / base.length));
      return (n(0) ** (2 / 3) - mu ** (2 / 3)) / error;
    }),
  "u-chart": (panel) => {
    const { weeks, counts, aged } = panel;
    const scores = new Float64Array(counts.length);
    for (let from = 0; from < counts.length; from += weeks) {
      let [n, units] = [0, 0];
      for (let at = from; at < from + weeks; at++) {
        const mu = units > 0 ? (n / units) * (aged[at] as number) : 0;
        scores[at] = mu > 0 ? ((counts[at] as number) - mu) / Math.sqrt(mu) : 0;
        n += counts[at] as number;
        units += aged[at] as number;
      }
    }
    return scores;
  },
};
