import { expect, test } from "vitest";
import { EvidenceTail, mostEvidence, nextEvidence } from "../../../transforms/signals/cusum.ts";
import { Draws } from "../../../transforms/statistics/random.ts";

const poisson = Number.POSITIVE_INFINITY;

test("evidence by hand: one count over an expectation of one half, then a week without", () => {
  const first = nextEvidence(0, 1, 0.5, poisson, 2);
  expect(first).toBeCloseTo(Math.log(2) - 0.5, 12);
  expect(nextEvidence(first, 0, 0.5, poisson, 2)).toBe(0);
  expect(nextEvidence(57, 9, 0.5, poisson, 2)).toBe(mostEvidence);
});

test.each([
  [0.2, 2],
  [1, 2],
  [1, 4],
  [6, 2],
])(
  "how often a calm cell of mean %d shows so much evidence for a ratio of %d is what a long simulation shows",
  (mu, ratio) => {
    const draws = new Draws(11);
    const tail = new EvidenceTail();
    const weeks = 300_000;
    const over = [1.5, 3].map((evidence) => ({ evidence, weeks: 0 }));
    let evidence = 0;
    for (let week = 0; week < weeks; week++) {
      evidence = nextEvidence(evidence, draws.poisson(mu), mu, poisson, ratio);
      for (const each of over) if (evidence >= each.evidence) each.weeks++;
    }
    for (const each of over) {
      const p = tail.p(each.evidence, mu, poisson, ratio);
      expect(p / (each.weeks / weeks)).toBeGreaterThan(0.75);
      expect(p / (each.weeks / weeks)).toBeLessThan(1.35);
      expect(p).toBeLessThanOrEqual(Math.exp(-each.evidence) * 1.05);
    }
  },
);

test("the tail only falls", () => {
  const tail = new EvidenceTail();
  const values = Array.from({ length: 29 }, (_, i) => tail.p(i / 2, 0.7, 20, 2));
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  expect(values[0]).toBe(1);
});
