import { describe, expect, test } from "vitest";
import { associate, type Customers, Draws, type Kinds } from "../../transforms/statistics.ts";

/** One customer a group, with the given answers. */
function world(answers: readonly { stratum: number; score: number; held: number; customer: number }[]): {
  kinds: Kinds;
  customers: Customers;
} {
  const sorted = [...answers].sort((a, b) => a.customer - b.customer);
  const starts = sorted.flatMap(({ customer }, i) => (i === 0 || sorted[i - 1]?.customer !== customer ? [i] : []));
  return {
    kinds: {
      stratum: Int32Array.from(sorted, ({ stratum }) => stratum),
      strata: 1 + Math.max(...sorted.map(({ stratum }) => stratum)),
      score: Float64Array.from(sorted, ({ score }) => score),
      drivers: [Uint8Array.from(sorted, ({ held }) => held)],
    },
    customers: {
      counts: new Float64Array(starts.length).fill(1),
      starts: Int32Array.from([...starts, sorted.length]),
      kinds: Int32Array.from(sorted, (_, i) => i),
    },
  };
}

const repeat = (n: number, stratum: number, held: number, scores: readonly number[], from: number) =>
  Array.from({ length: n }, (_, i) => ({
    stratum,
    held,
    score: scores[i % scores.length] as number,
    customer: from + i,
  }));

describe("the difference within strata", () => {
  test("is free of what the strata differ in: by phone scores are higher and lateness rarer", () => {
    // Sms: 40 late at 0, 60 not late at 20. Phone: 10 late at 40, 90 not late at 60.
    const { kinds, customers } = world([
      ...repeat(40, 0, 1, [100, -100], 0),
      ...repeat(60, 0, 0, [100, 100, 100, -100, -100, 0, 100, -100, 0, 100], 100),
      ...repeat(10, 1, 1, [100, 100, 100, 100, 100, -100, 0, 0, 0, 0], 200),
      ...repeat(90, 1, 0, [100, 100, 100, 100, 100, 100, 100, -100, 0, 0], 300),
    ]);
    const [found] = associate(kinds, customers, 200, 1);
    expect(found).toMatchObject({ n: 200, known: 200, held: 50, matched: 50 });
    expect(found?.scoreWith).toBeCloseTo(8, 12);
    expect(found?.scoreWithout).toBeCloseTo(44, 12);
    // Raw the gap is 36; like with like it is 20, and a quarter of the answers were late: 5 points at stake.
    expect(found?.difference).toBeCloseTo(-20, 12);
    expect(found?.stake).toBeCloseTo(-5, 12);
  });

  test("leaves out answers that have none to be compared with, and those where it is not known", () => {
    const { kinds, customers } = world([
      ...repeat(10, 0, 1, [0], 0),
      ...repeat(10, 0, 0, [50], 10),
      ...repeat(5, 1, 1, [-100], 20),
      ...repeat(25, 2, 2, [100], 30),
    ]);
    const [found] = associate(kinds, customers, 50, 1);
    expect(found).toMatchObject({ n: 50, known: 25, held: 15, matched: 10, difference: -50, stake: -15 });
  });

  test("is null, without bounds, where nothing can be compared", () => {
    const { kinds, customers } = world(repeat(10, 0, 1, [0, 100], 0));
    const [found] = associate(kinds, customers, 50, 1);
    expect(found).toMatchObject({
      difference: null,
      stake: null,
      differenceBounds: { lo: null, hi: null },
      stakeBounds: { lo: null, hi: null },
    });
  });
});

describe("the interval over customers", () => {
  /** Customers of one to three answers that share a mood; the driver lowers the score by 30. */
  const draw = (random: Draws, customers: number) =>
    Array.from({ length: customers }, (_, customer) => {
      const mood = random.next() < 0.5 ? 0.25 : -0.15;
      return Array.from({ length: 1 + Math.floor(3 * random.next()) }, () => {
        const stratum = Math.floor(3 * random.next());
        const held = random.next() < 0.1 + 0.1 * stratum ? 1 : 0;
        const promoter = 0.45 + mood + 0.05 * stratum - 0.15 * held;
        const u = random.next();
        return { stratum, held, customer, score: u < promoter ? 100 : u > 1 - 0.15 - 0.15 * held ? -100 : 0 };
      });
    }).flat();

  test("holds the true difference in 92 to 98 percent of worlds", () => {
    const random = new Draws(5);
    let covered = 0;
    const worlds = 300;
    for (let i = 0; i < worlds; i++) {
      const { kinds, customers } = world(draw(random, 400));
      const [found] = associate(kinds, customers, 200, i + 1);
      const { lo, hi } = found?.differenceBounds ?? { lo: null, hi: null };
      if (lo !== null && hi !== null && lo <= -30 && -30 <= hi) covered += 1;
    }
    expect(covered / worlds).toBeGreaterThan(0.92);
    expect(covered / worlds).toBeLessThan(0.98);
  });

  test("is the same for the same seed, and like customers may be drawn as one group", () => {
    const answers = draw(new Draws(9), 500);
    const { kinds, customers } = world(answers);
    expect(associate(kinds, customers, 100, 3)).toEqual(associate(kinds, customers, 100, 3));
    // 2,000 customers of one answer each: one by one, and as four groups.
    const four: Kinds = {
      stratum: Int32Array.of(0, 0, 0, 0),
      strata: 1,
      score: Float64Array.of(100, -100, 100, -100),
      drivers: [Uint8Array.of(1, 1, 0, 0)],
    };
    const counts = [150, 150, 1200, 500];
    const grouped = associate(
      four,
      {
        counts: Float64Array.from(counts),
        starts: Int32Array.of(0, 1, 2, 3, 4),
        kinds: Int32Array.of(0, 1, 2, 3),
      },
      2000,
      1,
    )[0];
    const alone = counts.flatMap((count, kind) => new Array<number>(count).fill(kind));
    const single = associate(
      four,
      {
        counts: new Float64Array(2000).fill(1),
        starts: Int32Array.from({ length: 2001 }, (_, i) => i),
        kinds: Int32Array.from(alone),
      },
      2000,
      1,
    )[0];
    const width = (found: typeof grouped) => (found?.differenceBounds.hi ?? 0) - (found?.differenceBounds.lo ?? 0);
    expect(grouped?.difference).toBeCloseTo(single?.difference ?? 0, 9);
    expect(width(grouped) / width(single)).toBeGreaterThan(0.93);
    expect(width(grouped) / width(single)).toBeLessThan(1.07);
    // And that is the width of the two-sample formula.
    const error = Math.sqrt(100 ** 2 / 300 + (100 ** 2 - (700 / 17) ** 2) / 1700);
    expect(width(single) / (2 * 1.96 * error)).toBeGreaterThan(0.93);
    expect(width(single) / (2 * 1.96 * error)).toBeLessThan(1.07);
  });
});

test("Poisson counts have their mean and variance, small and large", () => {
  const random = new Draws(1);
  for (const mean of [0.3, 1, 7, 59, 200]) {
    const draws = Array.from({ length: 20_000 }, () => random.poisson(mean));
    const average = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / draws.length;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / draws.length));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.07);
  }
});
