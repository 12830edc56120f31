import { afterAll, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import {
  adjustedWald,
  byar,
  logLog,
  nearestRank,
  percentileRanks,
  twoSided,
  wilson,
} from "../../pipelines/metrics/intervals.ts";
import * as statistics from "../../transforms/statistics.ts";

const engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
afterAll(() => engine.close());

const counts = [1, 2, 3, 7, 10, 30, 97, 500, 12_345];
const pairs = counts.flatMap((n) => [0, 1, Math.floor(n / 3), Math.floor(0.9 * n), n].map((x) => ({ x, n })));

/** Evaluates SQL expressions over columns x, y and n for each row. */
async function evaluate(rows: readonly Record<string, number>[], expressions: Record<string, string>) {
  const names = Object.keys(rows[0] ?? {});
  const values = rows.map((row, i) => `(${i}, ${names.map((name) => `${row[name]}::DOUBLE`).join(", ")})`);
  const list = Object.entries(expressions).map(([name, sql]) => `${sql} AS ${name}`);
  return engine.query<Record<string, number>>(
    `SELECT ${list.join(", ")} FROM (VALUES ${values.join(", ")}) AS t(i, ${names.join(", ")}) ORDER BY i`,
  );
}

const close = (actual: number | undefined, expected: number) =>
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(1e-9);

test("Wilson in SQL is Wilson in TypeScript", async () => {
  const actual = await evaluate(pairs, { ...wilson("x", "n") });
  expect(actual).toHaveLength(pairs.length);
  for (const [i, pair] of pairs.entries()) {
    const expected = statistics.wilson(pair) as statistics.Interval;
    close(actual[i]?.lo, expected.lo);
    close(actual[i]?.hi, expected.hi);
  }
});

test("Byar in SQL is Byar in TypeScript", async () => {
  const actual = await evaluate(pairs, { ...byar("x", "n") });
  for (const [i, { x, n }] of pairs.entries()) {
    const expected = statistics.byar({ x, exposure: n }) as statistics.Interval;
    close(actual[i]?.lo, expected.lo);
    close(actual[i]?.hi, expected.hi);
  }
});

test("the interval of NPS in SQL is the one in TypeScript", async () => {
  const rows = pairs.map(({ x, n }) => ({ x, n, y: Math.floor((n - x) / 2) }));
  const actual = await evaluate(rows, { ...adjustedWald("x", "y", "n") });
  for (const [i, { x, y, n }] of rows.entries()) {
    const expected = statistics.adjustedWaldNps({ promoters: x, detractors: y, n }) as statistics.Interval;
    close(100 * (actual[i]?.lo ?? Number.NaN), expected.lo);
    close(100 * (actual[i]?.hi ?? Number.NaN), expected.hi);
  }
});

test("ranks in SQL are the ranks in TypeScript", async () => {
  for (const percent of [50, 80, 90, 95]) {
    const rows = [...counts, 20, 40, 60, 100, 1000].map((n) => ({ n }));
    const actual = await evaluate(rows, { at: nearestRank(percent, "n"), ...percentileRanks(percent, "n") });
    for (const [i, { n }] of rows.entries()) {
      const expected = statistics.percentileRanks(n, percent);
      expect(actual[i]?.at).toBe(statistics.nearestRank(n, percent));
      if (expected.lo === null) expect(actual[i]?.lo).toBeLessThan(1);
      else expect(actual[i]?.lo).toBe(expected.lo);
      if (expected.hi === null) expect(actual[i]?.hi).toBeGreaterThan(n);
      else expect(actual[i]?.hi).toBe(expected.hi);
    }
  }
});

test("log-log limits in SQL are those of the survival curve", async () => {
  const observations = [3, 5, 5, 8, 9, 12, 14].map((time, i) => ({ time, isEvent: i % 3 !== 2 }));
  const steps = statistics.kaplanMeier(observations).filter((step) => step.interval !== null);
  const rows = steps.map((step) => ({ x: step.survival, y: ((step.standardError ?? 0) / step.survival) ** 2 }));
  const actual = await evaluate(rows, { ...logLog("x", "y") });
  expect(steps.length).toBeGreaterThan(2);
  for (const [i, step] of steps.entries()) {
    close(actual[i]?.lo, step.interval?.lo ?? Number.NaN);
    close(actual[i]?.hi, step.interval?.hi ?? Number.NaN);
  }
});

test("p-values in SQL are those of the normal distribution", async () => {
  const rows = [0, 0.1, 0.5, 1, 1.959963984540054, -2.5, 3, 4.2, -6.9, 7.1, 9, 38].map((z) => ({ z }));
  const actual = await evaluate(rows, { p: twoSided("z") });
  for (const [i, { z }] of rows.entries()) close(actual[i]?.p, statistics.twoSided(z));
  expect(actual[4]?.p).toBeCloseTo(0.05, 12);
});
