import { z95 } from "../statistics.ts";

/** Reports a week over the exposure of that week (unit-months, or tickets), of what an action changes or of what it leaves alone. */
export interface Weekly {
  reports: ArrayLike<number>;
  exposure: ArrayLike<number>;
}

export interface Comparison {
  /** What the action changes, and the like it leaves alone, in the same weeks. */
  treated: Weekly;
  control: Weekly;
  /** Weeks [0, before) come before the action and [after, end) count after it; between them it is washing out. */
  before: number;
  after: number;
}

/** "effective" or "worse" where the interval leaves 1; "few" where even the hoped-for effect could not have shown; else "unproven". */
export type EffectVerdict = "effective" | "unproven" | "worse" | "few";

export interface Effect {
  /** Rate after over before, over the same of the control; null where something was never exposed. */
  ratio: number | null;
  lo: number | null;
  hi: number | null;
  /** Reports of the treated before and after, and how many after were to be expected without the action. */
  before: number;
  after: number;
  expected: number | null;
  /** Reports that would have to be expected after the action for its hoped-for effect to show in 4 of 5 cases; null where none would do. */
  needed: number | null;
  /** How much more the treated's share of a week's reports varied before than chance alone makes it; at least 1. */
  dispersion: number;
  verdict: EffectVerdict;
}

const z80 = 0.8416212335729143;

/**
 * Measures an action by difference in differences on log rates:
 *   ln ratio = ln((ta/Ta)/(tb/Tb)) − ln((ca/Ca)/(cb/Cb)),  variance = φ (1/ta + 1/tb + 1/ca + 1/cb)
 * with half a report added to every count when one is zero, and φ from the weeks before. What moves both alike (season, campaigns, a change of
 * reporting) cancels. `hoped` is the ratio the action is meant to reach. Source: Angrist & Pischke 2009, ch. 5; Rothman, ch. 14, for the variance.
 */
export function measureEffect({ treated, control, before, after }: Comparison, hoped = 0.5): Effect {
  const [tb, ta] = [sum(treated, 0, before), sum(treated, after)];
  const [cb, ca] = [sum(control, 0, before), sum(control, after)];
  const dispersion = Math.max(1, pearson(treated, control, before));
  const sides = [tb, ta, cb, ca];
  const base = { before: tb.reports, after: ta.reports, dispersion };
  if (sides.some(({ exposure }) => exposure <= 0)) {
    return { ...base, ratio: null, lo: null, hi: null, expected: null, needed: null, verdict: "few" };
  }
  const added = sides.some(({ reports }) => reports === 0) ? 0.5 : 0;
  const rate = ({ reports, exposure }: Sum) => (reports + added) / exposure;
  const log = Math.log(rate(ta) / rate(tb)) - Math.log(rate(ca) / rate(cb));
  const error = Math.sqrt(dispersion * sides.reduce((total, { reports }) => total + 1 / (reports + added), 0));
  const [lo, hi] = [Math.exp(log - z95 * error), Math.exp(log + z95 * error)];
  const expected = (rate(tb) * ta.exposure * rate(ca)) / rate(cb);
  const others = [tb, cb, ca].reduce((total, { reports }) => total + 1 / (reports + added), 0);
  const needed = reportsNeeded(hoped, others, dispersion);
  const verdict = hi < 1 ? "effective" : lo > 1 ? "worse" : needed === null || expected < needed ? "few" : "unproven";
  return { ...base, ratio: Math.exp(log), lo, hi, expected, needed, verdict };
}

/**
 * Expected reports E after the action so that a true ratio r shows with 80 % power at two-sided 5 %:
 *   (ln r / (z.975 + z.8))² = φ (1/(E r) + others)
 * Null where the counts before and of the control alone are too few for any E.
 */
export function reportsNeeded(hoped: number, others: number, dispersion: number): number | null {
  const room = (Math.log(hoped) / (z95 + z80)) ** 2 / dispersion - others;
  return room > 0 ? 1 / (hoped * room) : null;
}

interface Sum {
  reports: number;
  exposure: number;
}

function sum({ reports, exposure }: Weekly, from: number, to = reports.length): Sum {
  const total = { reports: 0, exposure: 0 };
  for (let week = from; week < to; week++) {
    total.reports += reports[week] ?? 0;
    total.exposure += exposure[week] ?? 0;
  }
  return total;
}

/** Pearson's dispersion of the treated among all reports of a week before; season and campaigns, which move both, are none. */
function pearson(treated: Weekly, control: Weekly, before: number): number {
  const rate = (group: Weekly) => {
    const { reports, exposure } = sum(group, 0, before);
    return exposure > 0 ? reports / exposure : 0;
  };
  const [own, others] = [rate(treated), rate(control)];
  let [chi, freedom] = [0, -1];
  for (let week = 0; week < before; week++) {
    const [t, c] = [treated.reports[week] ?? 0, control.reports[week] ?? 0];
    const [expected, rest] = [own * (treated.exposure[week] ?? 0), others * (control.exposure[week] ?? 0)];
    if (t + c === 0 || expected <= 0 || rest <= 0) continue;
    const share = expected / (expected + rest);
    chi += (t - (t + c) * share) ** 2 / ((t + c) * share * (1 - share));
    freedom += 1;
  }
  return freedom > 0 ? chi / freedom : 1;
}
