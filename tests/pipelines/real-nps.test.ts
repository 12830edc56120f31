import { beforeAll, describe, expect, it } from "vitest";
import { type RealRun, rawRows, realFile, runReal, totals } from "./real-folder.ts";

const file = realFile("nps_telecom_verbatims_first60pct.csv");

interface Row {
  month: string;
  score: number;
  rating: string;
}

describe.skipIf(file === undefined)(
  "recommendation answers as ratings and feedback (skipped where ../shared/datasets is absent)",
  () => {
    let rows: Row[];
    let run: RealRun;
    beforeAll(async () => {
      if (file === undefined) return;
      rows = await rawRows<Row>(
        file,
        `strftime(timezone('Asia/Shanghai', timezone('Europe/London', CAST(responded_at AS TIMESTAMP))), '%Y-%m-01') AS month,
       CAST(nps_score AS INTEGER) AS score, nps_rating AS rating`,
      );
      run = await runReal(file, "nps");
    });

    it("loads every answer as a rating, and every text as feedback", async () => {
      expect(run.code).toBe(0);
      expect(
        run.loads.map(({ entity, read, loaded, quarantined, superseded }) => ({
          entity,
          read,
          loaded,
          quarantined,
          superseded,
        })),
      ).toEqual([
        { entity: "ratings", read: rows.length, loaded: rows.length, quarantined: 0, superseded: 0 },
        { entity: "feedback", read: rows.length, loaded: rows.length, quarantined: 0, superseded: 0 },
      ]);
      expect(rows.length).toBe(1_411);
      const [ids] = await run.rows<{ ids: number }>(
        "SELECT count(DISTINCT rating_id) AS ids FROM read_parquet('{published}/fct_ratings.parquet')",
      );
      expect(ids?.ids).toBe(rows.length);
    });

    it("has the score the file's own labels give, overall and by month", async () => {
      const points = (some: readonly Row[]) =>
        some.filter(({ rating }) => rating === "Promoter").length -
        some.filter(({ rating }) => rating === "Detractor").length;
      const [all] = await totals(run, "nps", "all");
      expect(all).toMatchObject({ n: rows.length, x: points(rows) });
      expect(all?.value).toBeCloseTo((100 * points(rows)) / rows.length, 10);
      expect(all?.value).toBeCloseTo(-30.26, 2);

      const months = [...new Set(rows.map(({ month }) => month))].sort();
      const wanted = months.map((month) => {
        const own = rows.filter((row) => row.month === month);
        return { period: month, n: own.length, x: points(own) };
      });
      const found = await totals(run, "nps", "month");
      expect(found.map(({ period, n, x }) => ({ period, n, x }))).toEqual(wanted);
    });

    it("shows on its pages the score of the last full month, and of everything else that it has no input", async () => {
      const months = [...new Set(rows.map(({ month }) => month))].sort();
      const month = months.at(-2) as string;
      const own = rows.filter((row) => row.month === month);
      const promoters = own.filter(({ rating }) => rating === "Promoter").length;
      const detractors = own.filter(({ rating }) => rating === "Detractor").length;
      const n = own.length + 3;
      const [p, d] = [(promoters + 0.75) / n, (detractors + 0.75) / n];
      const half = 196 * Math.sqrt((p + d - (p - d) ** 2) / n);
      const points = (value: number) => value.toFixed(1).replace("-", "−");
      const value = points((100 * (promoters - detractors)) / own.length);
      const interval = `95%区间 ${points(100 * (p - d) - half)} 至 ${points(100 * (p - d) + half)}，n = ${own.length}`;
      for (const path of ["index", "nps"]) {
        expect(await run.page(path)).toContain(`${value} ${interval}`);
        expect(await run.page(path)).toContain(`${own.length}份回访`);
      }
      const share = (count: number) => `${((100 * count) / own.length).toFixed(1)}%`;
      expect(await run.page("nps")).toContain(`推荐者${share(promoters)}，贬损者${share(detractors)}`);
      expect(await run.page("nps")).toContain("需要字段：ratings.csat");
      expect(await run.page("response")).toContain("需要字段：tickets.closed_at | tickets.status | ticket_events.kind");
      expect(await run.page("first-fix")).toContain("需要字段：visits.outcome");
      expect(await run.page("about")).toContain("2类来源");
    });

    it("takes the answers as asked for, so none of them is praise or complaint of the customer's own", async () => {
      const [solicited] = await run.rows<{ rows: number }>(
        "SELECT count(*) AS rows FROM read_parquet('{published}/fct_feedback.parquet') WHERE is_solicited",
      );
      expect(solicited?.rows).toBe(rows.length);
    });
  },
);
