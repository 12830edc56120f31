import { expect, test } from "vitest";
import {
  logLikelihoodRatio,
  probability,
  SizeByMoments,
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

test("the size is found again in counts with it, and is without end in Poisson counts", () => {
  const draws = new Draws(3);
  const [spread, plain] = [new SizeByMoments(), new SizeByMoments()];
  for (let i = 0; i < 60_000; i++) {
    // A gamma of shape 4 is the sum of four exponentials.
    const gamma = -Math.log((1 - draws.next()) * (1 - draws.next()) * (1 - draws.next()) * (1 - draws.next())) / 4;
    spread.add(draws.poisson(3 * gamma), 3);
    plain.add(draws.poisson(3), 3);
  }
  expect(spread.size).toBeGreaterThan(3.6);
  expect(spread.size).toBeLessThan(4.4);
  expect(plain.size).toBeGreaterThan(60);
});
