import { expect, test } from "vitest";
import {
  logLikelihoodRatio,
  probability,
  SizeByDifferences,
  upperTail,
} from "../../../transforms/signals/negative-binomial.ts";
import { Draws } from "../../../transforms/statistics/random.ts";

const poisson = Number.POSITIVE_INFINITY;

test("probabilities are those of R's dnbinom and pnbinom", () => {
  expect(probability(3, 1.5, 2)).toBeCloseTo(0.102814303564, 9);
  expect(upperTail(5, 1.5, 2)).toBeCloseTo(0.055767579835, 9);
  expect(upperTail(0, 1.5, 2)).toBe(1);
});

test("a size without end is Poisson's", () => {
  expect(probability(2, 1.5, poisson)).toBeCloseTo((1.5 ** 2 / 2) * Math.exp(-1.5), 12);
  expect(probability(2, 1.5, 1e7)).toBeCloseTo(probability(2, 1.5, poisson), 6);
  expect(upperTail(4, 1.5, 1e7)).toBeCloseTo(upperTail(4, 1.5, poisson), 6);
});

test("the likelihood ratio is that of the two probabilities", () => {
  for (const size of [1.5, 20, poisson]) {
    const byHand = Math.log(probability(6, 2.5 * 1.2, size) / probability(6, 1.2, size));
    expect(logLikelihoodRatio(6, 1.2, size, 2.5)).toBeCloseTo(byHand, 9);
  }
});

test("the size is found again in counts with it, whatever their level, and is without end in Poisson counts", () => {
  const draws = new Draws(3);
  const [spread, risen, plain] = [new SizeByDifferences(), new SizeByDifferences(), new SizeByDifferences()];
  const gamma = () => -Math.log((1 - draws.next()) * (1 - draws.next()) * (1 - draws.next()) * (1 - draws.next())) / 4;
  const before = { spread: { n: 3, mu: 3 }, risen: { n: 9, mu: 3 }, plain: { n: 3, mu: 3 } };
  for (let i = 0; i < 60_000; i++) {
    // A gamma of shape 4 is the sum of four exponentials.
    const now = {
      spread: { n: draws.poisson(3 * gamma()), mu: 3 },
      risen: { n: draws.poisson(9 * gamma()), mu: 3 },
      plain: { n: draws.poisson(3), mu: 3 },
    };
    spread.add(now.spread.n, 3, before.spread);
    risen.add(now.risen.n, 3, before.risen);
    plain.add(now.plain.n, 3, before.plain);
    Object.assign(before, now);
  }
  for (const { size } of [{ size: spread.size() }, { size: risen.size() }]) {
    expect(size).toBeGreaterThan(3.6);
    expect(size).toBeLessThan(4.4);
  }
  expect(plain.size()).toBeGreaterThan(60);
  expect(new SizeByDifferences().size(0.25, 10)).toBe(4);
});
