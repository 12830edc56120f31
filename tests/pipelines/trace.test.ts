import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { registry } from "../../pipelines/metrics.ts";
import { parsePeriod, traceMonthsSql, traceSql } from "../../pipelines/trace.ts";
import { openFacts } from "./facts.ts";

describe("a period", () => {
  test.each([
    ["all", undefined, "all", "1970-01-01"],
    ["2026", undefined, "year", "2026-01-01"],
    ["2026-Q3", undefined, "quarter", "2026-07-01"],
    ["2026-09", undefined, "month", "2026-09-01"],
    ["2026-W40", undefined, "week", "2026-09-28"],
    ["2026-W01", undefined, "week", "2025-12-29"],
    ["2020-W53", undefined, "week", "2020-12-28"],
    ["2026-09-15", undefined, "day", "2026-09-15"],
    ["2026-09-15", "week", "week", "2026-09-14"],
    ["2026-09-13", "week", "week", "2026-09-07"],
    ["2026-09-15", "quarter", "quarter", "2026-07-01"],
    ["2026-09-15", "year", "year", "2026-01-01"],
    ["2026-09", "month", "month", "2026-09-01"],
  ])("%s by %s", (text, wanted, grain, start) => {
    expect(parsePeriod(text, wanted)).toEqual({ grain, period_start: start });
  });

  test.each(["2026-13", "2026-02-30", "2026-W54", "2025-W53", "2026-W00", "last month", "2026-Q5", "26"])(
    "%s is refused in one sentence",
    (text) => {
      expect(() => parsePeriod(text)).toThrow(`--period "${text}" is not a period; wanted 2026, 2026-Q3`);
    },
  );

  test("a month by week, or an unknown grain, is refused", () => {
    expect(() => parsePeriod("2026-09", "week")).toThrow('--period "2026-09" is a month and --grain asks for a week.');
    expect(() => parsePeriod("2026-09", "decade")).toThrow('--grain "decade" is not one of day, week, month');
  });
});

test("of several months every metric lists what it lists of each", async () => {
  const engine = await openFacts({ tickets: 400, seed: 5 });
  try {
    const months = ["2026-04-01", "2025-12-01", "2026-02-01", "2026-03-01", "2025-11-01"];
    let rows = 0;
    for (const metric of await registry()) {
      const { measure } = metric;
      const parts = measure.kind === "rate" && "events" in measure ? (["all", "hit"] as const) : (["all"] as const);
      const each = months.flatMap((start) =>
        parts.map((which) => {
          const list = traceSql(metric, { grain: "month", period_start: start, dims: {}, which });
          return `SELECT DATE '${start}' AS period_start, '${which}' AS part, CAST(id AS VARCHAR) AS id, filed_at, hit, minutes FROM (${list}) AS list`;
        }),
      );
      const [wanted, found] = await Promise.all(
        [each.join(" UNION ALL "), traceMonthsSql(metric, months)].map((sql) =>
          engine.query(`SELECT * FROM (${sql}) ORDER BY ALL`),
        ),
      );
      expect(found, metric.id).toEqual(wanted);
      rows += found?.length ?? 0;
    }
    expect(rows).toBeGreaterThan(1000);
  } finally {
    await engine.close();
  }
});

describe("huiyin trace", () => {
  let workspace: string;
  let counts: { n: number; x: number; urban: number };
  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), "huiyin-trace-"));
    const engine = await openFacts({ tickets: 400, seed: 5, path: join(workspace, "warehouse.duckdb") });
    const [row] = await engine.query<typeof counts>(
      `SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE is_first_time_fix) AS x, COUNT(*) FILTER (WHERE region_tier = 'urban') AS urban
       FROM fct_tickets WHERE is_fix_eligible AND is_matured`,
    );
    counts = row as typeof counts;
    await engine.close();
  }, 60_000);
  afterAll(() => rm(workspace, { recursive: true }));

  async function call(...argv: string[]) {
    const written: string[] = [];
    const said: string[] = [];
    const code = await main(["trace", ...argv, ...(argv.includes("--workspace") ? [] : ["--workspace", workspace])], {
      logger: { ...silentLogger, error: (message) => said.push(message) },
      write: (text) => written.push(text),
      variables: {},
    });
    return { code, written: written.join(""), said: said.join("") };
  }

  test("--json prints one array of ids, as long as n", async () => {
    const { code, written } = await call("first_time_fix_rate", "--json");
    expect(code).toBe(0);
    const ids = JSON.parse(written) as string[];
    expect(ids).toHaveLength(counts.n);
    expect(new Set(ids).size).toBe(counts.n);
    expect(ids[0]).toMatch(/^T\d+$/);
  });

  test("--where takes one slice and --only the numerator", async () => {
    const urban = await call("first_time_fix_rate", "--json", "--where", "region_tier=urban");
    expect(JSON.parse(urban.written)).toHaveLength(counts.urban);
    const hits = await call("first_time_fix_rate", "--json", "--only", "hit");
    const misses = await call("first_time_fix_rate", "--json", "--only", "miss");
    expect(JSON.parse(hits.written)).toHaveLength(counts.x);
    expect(JSON.parse(misses.written)).toHaveLength(counts.n - counts.x);
  });

  test("without --json it prints a short table that marks the numerator", async () => {
    const { written } = await call("first_time_fix_rate");
    const lines = written.trimEnd().split("\n");
    expect(lines[0]).toBe(`first_time_fix_rate, all 1970-01-01: ${counts.n} rows`);
    expect(lines[1]).toMatch(/^ {2}[x-] T\d+ +\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
    expect(lines.at(-1)).toBe(`  … and ${counts.n - 50} more; --json gives every id`);
    const times = await call("time_to_restore", "--period", "2026-09");
    expect(times.written).toMatch(
      /^time_to_restore \(as time_to_restore_p50\), month 2026-09-01: \d+ rows\n {2}[x-] T\d+ .*\d+ min\n/,
    );
  });

  test.each([
    [["first_time_fix"], 'There is no metric "first_time_fix"'],
    [["nps", "--where", "regoin=a"], 'nps is not sliced by "regoin"; did you mean region?'],
    [["nps", "--where", "region"], '--where "region" is not of the form dimension=value.'],
    [["nps", "--period", "2026-99"], '--period "2026-99" is not a period'],
    [["nps", "--only", "all"], '--only "all" is neither hit nor miss.'],
    [["nps", "--where", "region_tier=urbn"], 'No row of fct_ratings has region_tier "urbn"; did you mean urban?'],
    [["nps", "--where", "region_tier=' OR TRUE --"], "there are county, rural, urban."],
  ])("%j is answered in one sentence", async (argv, sentence) => {
    const { code, said, written } = await call(...argv);
    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(written).toBe("");
  });

  test("a workspace without numbers says so", async () => {
    const empty = await mkdtemp(join(tmpdir(), "huiyin-empty-"));
    const { code, said } = await call("nps", "--workspace", empty);
    await rm(empty, { recursive: true });
    expect([code, said]).toEqual([2, expect.stringContaining("holds no numbers yet")]);
  });
});
