import { afterAll, beforeAll, describe, expect, test } from "vitest";
import nps from "../../transforms/metrics/nps.ts";
import {
  adjustedWaldNps,
  answersForChange,
  answersForMargin,
  netPromoterScore,
  npsChange,
} from "../../transforms/statistics.ts";
import { drawAnswers, npsCoverage } from "../simulations/nps-coverage.ts";
import { moment, openWarehouse, seeded, type Warehouse } from "./warehouse.ts";

describe("the adjusted-Wald interval in 20,000 draws", () => {
  const mixes = [
    [0.6, 0.15],
    [0.8, 0.05],
    [0.9, 0.02],
    [0.4, 0.3],
  ] as const;
  const cells = mixes.flatMap(([p, d]) => [10, 30, 50, 100, 400].map((n) => [p, d, n] as const));

  test.each(cells)("covers the truth of %f promoters and %f detractors at n = %i in 93 to 97.5 percent", (p, d, n) => {
    const { adjusted } = npsCoverage({ promoter: p, detractor: d, n });
    // Exactly 92.98 percent at 90 promoters, 2 detractors and n = 10; the draws have a standard error of .18.
    expect(adjusted).toBeGreaterThanOrEqual(0.93 - 3 * 0.0018);
    expect(adjusted).toBeLessThanOrEqual(0.975);
  });

  test("where the textbook interval covers it in 64 percent of small samples of promoters", () => {
    const { textbook } = npsCoverage({ promoter: 0.9, detractor: 0.02, n: 10 });
    expect(textbook).toBeGreaterThan(0.6);
    expect(textbook).toBeLessThan(0.68);
  });

  test("calls a change where there is none in about 5 percent, and finds 10 points among 860 in about 80", () => {
    const random = seeded(7);
    const share = (before: number, n: number) => {
      let found = 0;
      for (let i = 0; i < 4000; i++) {
        const change = npsChange(
          drawAnswers(random, 0.6, 0.15, n),
          drawAnswers(random, 0.6 - before / 2, 0.15 + before / 2, n),
        );
        if (change !== null && change.p < 0.05) found += 1;
      }
      return found / 4000;
    };
    expect(Math.abs(share(0, 300) - 0.05)).toBeLessThan(0.012);
    expect(Math.abs(share(0.1, 860) - 0.8)).toBeLessThan(0.05);
  });
});

test("the answers needed are those of the definitions, and of the interval and the test themselves", () => {
  const answers = { promoters: 600, detractors: 150, n: 1000 };
  expect([5, 10].map((points) => answersForMargin(answers, points))).toEqual([842, 211]);
  expect([5, 10].map((points) => answersForChange(answers, points))).toEqual([3438, 860]);
  const interval = adjustedWaldNps({ promoters: 0.6 * 842, detractors: 0.15 * 842, n: 842 });
  expect(((interval?.hi ?? 0) - (interval?.lo ?? 0)) / 2).toBeCloseTo(5, 1);
  expect(answersForMargin({ promoters: 0, detractors: 0, n: 0 }, 5)).toBeNull();
  expect(answersForChange({ promoters: 0, detractors: 0, n: 0 }, 5)).toBeNull();
});

describe("NPS of the latest valid answers", () => {
  const asOf = Date.UTC(2026, 9, 1);
  const day = 86_400_000;
  const random = seeded(11);
  const answers = Array.from({ length: 4000 }, (_, i) => ({
    rating_id: `R${i}`,
    customer_key: random() < 0.1 ? null : `C${Math.floor(random() * 900)}`,
    ticket_id: null,
    mode: "sms",
    answered_at: moment(asOf - Math.floor(random() * 300 * day)),
    nps: random() < 0.05 ? null : Math.floor(random() * 11),
  }));
  let warehouse: Warehouse;

  beforeAll(async () => {
    warehouse = await openWarehouse();
    await warehouse.land("ratings", answers);
    await warehouse.build("fct_ratings", new Date(asOf).toISOString());
  });
  afterAll(() => warehouse.close());

  test("is what a plain reading of the definition gives, month by month", async () => {
    const latest = new Map<string, { at: string; score: number; id: number }>();
    for (const [id, { rating_id, customer_key, answered_at, nps: score }] of answers.entries()) {
      if (score === null) continue;
      const month = moment(Date.parse(`${answered_at.replace(" ", "T")}Z`) + 8 * 3_600_000).slice(0, 7);
      const key = `${month} ${customer_key ?? rating_id}`;
      const kept = latest.get(key);
      if (kept === undefined || answered_at > kept.at || (answered_at === kept.at && id > kept.id)) {
        latest.set(key, { at: answered_at, score, id });
      }
    }
    const expected = new Map<string, { promoters: number; detractors: number; n: number }>();
    for (const [key, { score }] of latest) {
      const month = `${key.slice(0, 7)}-01`;
      const sum = expected.get(month) ?? { promoters: 0, detractors: 0, n: 0 };
      sum.n += 1;
      if (score >= 9) sum.promoters += 1;
      if (score <= 6) sum.detractors += 1;
      expected.set(month, sum);
    }
    const rows = await warehouse.engine.query<{ month: string; promoters: number; detractors: number; n: number }>(`
      SELECT period_start('month', local_date(answered_at)) AS month, count(*) FILTER (nps >= 9) AS promoters,
        count(*) FILTER (nps <= 6) AS detractors, count(*) AS n
      FROM fct_ratings
      WHERE nps IS NOT NULL AND ${String(nps.population.where).replaceAll("{grain}", "month")}
      GROUP BY 1 ORDER BY 1`);
    expect(rows.length).toBeGreaterThan(9);
    expect(Object.fromEntries(rows.map(({ month, ...counts }) => [month, counts]))).toEqual(
      Object.fromEntries([...expected].sort()),
    );
    expect(netPromoterScore(rows[0] as (typeof rows)[0])).not.toBeNull();
  });
});
