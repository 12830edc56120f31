import { describe, expect, test } from "vitest";
import { type Comparison, measureEffect, reportsNeeded } from "../../../transforms/signals/effect.ts";
import { Draws } from "../../../transforms/statistics.ts";

const flat = (weeks: number, reports: number, exposure: number) => ({
  reports: Array(weeks).fill(reports),
  exposure: Array(weeks).fill(exposure),
});

/** 40 weeks before, 4 of washout, 26 after. */
const windows = { before: 40, after: 44 };
const weeks = 70;

describe("difference in differences", () => {
  test("by hand: 200 of 400 unit-months a week before, 65 after, while the control fell by a fifth", () => {
    const treated = flat(weeks, 5, 10);
    const control = flat(weeks, 20, 100);
    for (let week = windows.before; week < weeks; week++) {
      treated.reports[week] = 2.5;
      control.reports[week] = 16;
    }
    const effect = measureEffect({ treated, control, ...windows });
    expect(effect.before).toBe(200);
    expect(effect.after).toBe(65);
    // (.25 / .5) / (.16 / .20) = .625; ln ± 1.96 sqrt(1/65 + 1/200 + 1/416 + 1/800)
    expect(effect.ratio).toBeCloseTo(0.625, 12);
    const error = Math.sqrt(1 / 65 + 1 / 200 + 1 / 416 + 1 / 800);
    expect(effect.lo).toBeCloseTo(0.625 * Math.exp(-1.959963984540054 * error), 12);
    expect(effect.hi).toBeCloseTo(0.625 * Math.exp(1.959963984540054 * error), 12);
    // Half a report a unit-month, 10 a week over 26 weeks, and the fall of the control.
    expect(effect.expected).toBeCloseTo(0.5 * 260 * 0.8, 9);
    expect(effect.verdict).toBe("effective");
  });

  test("what happens in the washout counts nowhere", () => {
    const treated = flat(weeks, 5, 10);
    const control = flat(weeks, 20, 100);
    const calm = measureEffect({ treated, control, ...windows });
    treated.reports.fill(500, windows.before, windows.after);
    expect(measureEffect({ treated, control, ...windows })).toEqual(calm);
  });

  test("too few to tell says how many it takes; with no history none would do", () => {
    const short: Comparison = { treated: flat(44, 1, 10), control: flat(44, 20, 100), before: 40, after: 41 };
    const few = measureEffect(short);
    expect(few.verdict).toBe("few");
    expect(few.expected).toBeCloseTo(3, 9);
    expect(few.needed).toBeGreaterThan(30);
    const young = measureEffect({ ...short, treated: flat(44, 0.05, 10) });
    expect(young).toMatchObject({ verdict: "few", needed: null });
  });

  test("without exposure there is no number", () => {
    const control = flat(weeks, 20, 0);
    expect(measureEffect({ treated: flat(weeks, 5, 10), control, ...windows })).toMatchObject({
      ratio: null,
      expected: null,
      verdict: "few",
    });
  });

  test("the reports it says are needed give the power it says: by the formula turned round", () => {
    const needed = reportsNeeded(0.5, 1 / 200 + 1 / 800 + 1 / 500, 1) ?? 0;
    const error = Math.sqrt(1 / (needed * 0.5) + 1 / 200 + 1 / 800 + 1 / 500);
    expect(-Math.log(0.5) / error).toBeCloseTo(1.959963984540054 + 0.8416212335729143, 9);
  });
});

describe("simulated, with a season that moves both", () => {
  const season = Array.from({ length: weeks }, (_, week) => 1 + 0.5 * Math.sin((2 * Math.PI * week) / 52));
  const runs = 1500;
  const simulate = (ratio: number, seed: number) => {
    const draws = new Draws(seed);
    let [covered, effective, worse] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const treated = season.map((s, week) => draws.poisson(4 * s * (week >= windows.before ? ratio : 1)));
      const control = season.map((s) => draws.poisson(15 * s));
      const exposure = Array(weeks).fill(100);
      const effect = measureEffect({
        treated: { reports: treated, exposure },
        control: { reports: control, exposure },
        ...windows,
      });
      if ((effect.lo ?? 0) <= ratio && ratio <= (effect.hi ?? 0)) covered += 1;
      if (effect.verdict === "effective") effective += 1;
      if (effect.verdict === "worse") worse += 1;
    }
    return { covered: covered / runs, effective: effective / runs, worse: worse / runs };
  };

  test("the interval covers the truth in about 95 of 100, with an effect and without", () => {
    for (const [ratio, seed] of [
      [1, 1],
      [0.5, 2],
      [0.8, 3],
    ] as const) {
      const { covered } = simulate(ratio, seed);
      expect(covered).toBeGreaterThan(0.93);
    }
  });

  test("a halved rate is seen nearly always, no change is called an effect in about 1 of 40", () => {
    expect(simulate(0.5, 4).effective).toBeGreaterThan(0.95);
    const nothing = simulate(1, 5);
    expect(nothing.effective).toBeLessThan(0.035);
    expect(nothing.worse).toBeLessThan(0.035);
  });
});
