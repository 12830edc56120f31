import { beforeAll, describe, expect, it } from "vitest";
import { type RealRun, rawRows, realFile, runReal, totals } from "./real-folder.ts";

const file = realFile("openrepair_events.parquet");

interface Row {
  id: string;
  product_category: string | null;
  repair_status: string;
  event_date: string;
}

const daysAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

describe.skipIf(file === undefined)(
  "repair events as tickets and visits (skipped where ../shared/datasets is absent)",
  () => {
    let rows: Row[];
    let run: RealRun;
    beforeAll(async () => {
      if (file === undefined) return;
      rows = await rawRows<Row>(file, "id, product_category, repair_status, event_date");
      run = await runReal(file, "openrepair");
    });

    it("loads every row twice, as a ticket and as a visit", () => {
      expect(run.code).toBe(0);
      const all = { read: rows.length, filtered: 0, loaded: rows.length, quarantined: 0, superseded: 0 };
      expect(
        run.loads.map(({ entity, read, filtered, loaded, quarantined, superseded }) => ({
          entity,
          read,
          filtered,
          loaded,
          quarantined,
          superseded,
        })),
      ).toEqual([
        { entity: "tickets", ...all },
        { entity: "visits", ...all },
      ]);
      expect(rows.length).toBe(98_644);
    });

    it("keeps each outcome", async () => {
      const found = await run.rows<{ outcome: string | null; rows: number }>(
        "SELECT outcome, count(*) AS rows FROM read_parquet('{published}/fct_visits.parquet') GROUP BY outcome ORDER BY outcome NULLS LAST",
      );
      const count = (...states: string[]) => rows.filter((row) => states.includes(row.repair_status)).length;
      expect(found).toEqual([
        { outcome: "fixed", rows: count("Fixed") },
        { outcome: "not_fixed", rows: count("Repairable", "End of life") },
        { outcome: null, rows: count("Unknown") },
      ]);
    });

    it("counts what was fixed on the day among the outcomes known for thirty days, by year and by category", async () => {
      const newest = rows
        .map((row) => row.event_date)
        .sort()
        .at(-1) as string;
      const mature = rows.filter((row) => row.repair_status !== "Unknown" && daysAfter(row.event_date, 30) <= newest);
      const tally = (key: (row: Row) => string | null) => {
        const counts = new Map<string, { n: number; x: number }>();
        for (const row of mature) {
          const name = key(row);
          if (name === null || name === "Unknown") continue;
          const held = counts.get(name) ?? { n: 0, x: 0 };
          counts.set(name, { n: held.n + 1, x: held.x + (row.repair_status === "Fixed" ? 1 : 0) });
        }
        return counts;
      };
      const [all] = await totals(run, "first_time_fix_rate", "all");
      const fixed = mature.filter((row) => row.repair_status === "Fixed").length;
      expect(all).toMatchObject({ n: mature.length, x: fixed, value: fixed / mature.length });

      const years = tally((row) => `${row.event_date.slice(0, 4)}-01-01`);
      const byYear = await totals(run, "first_time_fix_rate", "year");
      expect(byYear.length).toBeGreaterThan(5);
      for (const { period, n, x } of byYear) expect([period, { n, x }]).toEqual([period, years.get(period)]);

      const categories = tally((row) => row.product_category);
      const byCategory = await run.rows<{ dims: string; n: number; x: number }>(
        "SELECT dims, n, x FROM read_parquet('{published}/mart_metric_values.parquet') WHERE metric_id = 'first_time_fix_rate' AND grain = 'all' AND dims LIKE '{\"category\":%'",
      );
      expect(byCategory.length).toBeGreaterThan(20);
      for (const { dims, n, x } of byCategory) {
        const { category } = JSON.parse(dims) as { category: string };
        expect([category, { n, x }]).toEqual([category, categories.get(category)]);
      }
    });

    it("shows on its pages the last month that is thirty days old, the categories of the last quarter, and what is lacking", async () => {
      const newest = rows
        .map((row) => row.event_date)
        .sort()
        .at(-1) as string;
      const known = rows.filter((row) => row.repair_status !== "Unknown");
      const isMature = (month: string) => {
        const end = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1));
        return daysAfter(end.toISOString().slice(0, 10), 30) <= newest;
      };
      const month = [...new Set(known.map((row) => row.event_date.slice(0, 7)))]
        .filter(isMature)
        .sort()
        .at(-1) as string;
      const said = (own: readonly Row[]) =>
        `${((100 * own.filter((row) => row.repair_status === "Fixed").length) / own.length).toFixed(1)}`;
      const own = known.filter((row) => row.event_date.startsWith(month));
      const index = await run.page("index");
      expect(index).toMatch(
        new RegExp(`一次修复率，${Number(month.slice(0, 4))}年${Number(month.slice(5))}月 ${said(own)} % 95%区间`),
      );
      expect(index).toContain(`n = ${own.length.toLocaleString("en")}`);
      expect(index).toContain("能与上年同月比的1项标准没有可靠的变化");
      expect(index).toContain("需要字段：ratings.nps");
      expect(index).toContain("需要字段：tickets.closed_at | ticket_events.kind (closed_at &gt; created_at)");
      expect(index).toContain("需要字段：tickets.serial | tickets.customer_key (repair_sequence &gt; 1)");

      const first = Math.floor((Number(month.slice(5)) - 1) / 3) * 3 + 1;
      const quarter = known.filter(
        ({ event_date: day }) =>
          day.startsWith(month.slice(0, 4)) && Number(day.slice(5, 7)) >= first && Number(day.slice(5, 7)) < first + 3,
      );
      const page = await run.page("first-fix");
      for (const name of ["Lamp", "Vacuum", "Small kitchen item"]) {
        const some = quarter.filter((row) => row.product_category === name);
        expect(page).toContain(`${name} n = ${some.length} ${said(some)}%`);
      }
      expect(page).toContain("输入没有给出保修");
      expect(await run.page("response")).toContain("没有未关闭的工单");
      expect(await run.page("about")).toContain("197,288行进来，0行被隔离");
    });

    it("has no minutes where only the day is known", async () => {
      expect(await totals(run, "hands_on_time_p50", "all")).toEqual([]);
      expect(await totals(run, "time_to_restore_p50", "all")).toEqual([]);
    });
  },
);
