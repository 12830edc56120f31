import { describe, expect, test } from "vitest";
import { findSeries, registry } from "../../../pipelines/metrics.ts";
import { traceSql } from "../../../pipelines/trace.ts";
import type { Grain } from "../../../transforms/metrics/metric.ts";
import { planted } from "../sample-folder.ts";
import type { SampleSite } from "../sample-site.ts";

/** What the pipeline computes from the files against what the generator counted while it lived through them, and every number's list. */
export function truths(site: () => SampleSite): void {
  const truth = () => planted(site().input);

  describe("the pipeline finds what truly happened", () => {
    test("tickets, closures and reopenings", async () => {
      const { tickets } = truth().truth;
      expect(
        await site().one(`SELECT count(*) AS total, CAST(sum(CAST(is_open AS INTEGER)) AS INTEGER) AS open,
        CAST(sum(CAST(is_cancelled AS INTEGER)) AS INTEGER) AS cancelled, CAST(sum(CAST(is_reopened AS INTEGER)) AS INTEGER) AS reopened FROM fct_tickets`),
      ).toEqual({ total: tickets.total, open: tickets.open, cancelled: tickets.cancelled, reopened: tickets.reopened });
    });

    test("arrivals by class", async () => {
      const rows = await site().query<{ arrival_class: string; n: number }>(
        "SELECT arrival_class, count(*) AS n FROM fct_tickets WHERE is_due GROUP BY arrival_class",
      );
      const { all } = truth().truth.arrival_by_due_month;
      expect(Object.fromEntries(rows.map(({ arrival_class, n }) => [arrival_class, n]))).toEqual({
        on_time: all?.on_time,
        early: all?.early,
        late: all?.late,
        not_arrived: (all?.not_arrived ?? 0) + (all?.cancelled_by_company ?? 0),
      });
    });

    test("first-time fix by month of the close", async () => {
      const rows = await site().query<{ month: string; matured: number; by_visit: number; first_time_fix: number }>(`
      SELECT strftime(to_local(closed_at), '%Y-%m') AS month, count(*) AS matured, count(*) FILTER (is_first_time_fix_by_visit) AS by_visit,
        count(*) FILTER (is_first_time_fix) AS first_time_fix FROM fct_tickets WHERE is_fix_eligible AND is_matured GROUP BY 1`);
      const found = Object.fromEntries(rows.map(({ month, ...counts }) => [month, counts]));
      const wanted = Object.fromEntries(
        Object.entries(truth().truth.first_time_fix_by_closed_month)
          .filter(([month]) => month !== "all")
          .map(([month, { matured, by_visit, first_time_fix }]) => [
            month,
            { matured, by_visit: by_visit ?? 0, first_time_fix: first_time_fix ?? 0 },
          ]),
      );
      expect(found).toEqual(wanted);
    });

    test("promises kept, by due cohort", async () => {
      for (const metric of ["first_response", "arrival", "restore"]) {
        const { all } = truth().truth.sla_by_due_month[metric] ?? {};
        expect(
          await site().one(
            `SELECT count(*) AS due, count(*) FILTER (is_sla_${metric}_met) AS met FROM fct_tickets WHERE is_sla_${metric}_due`,
          ),
          metric,
        ).toEqual({ due: all?.due, met: all?.met });
      }
    });

    test("response times on both clocks", async () => {
      const rows = await site().query<Record<string, number | boolean>>(
        `SELECT is_live_response, count(*) AS responses, CAST(sum(first_response_minutes) AS INTEGER) AS calendar_minutes,
        CAST(sum(first_response_business_minutes) AS INTEGER) AS business_minutes
        FROM fct_tickets WHERE first_response_minutes IS NOT NULL GROUP BY is_live_response ORDER BY is_live_response`,
      );
      const { live, not_live } = truth().truth.response;
      expect(rows).toEqual([
        { is_live_response: false, ...not_live },
        { is_live_response: true, ...live },
      ]);
    });

    test("recommendations by mode", async () => {
      const rows = await site().query<{ survey_mode: string; n: number; promoters: number; detractors: number }>(`
      SELECT survey_mode, count(*) AS n, count(*) FILTER (nps >= 9) AS promoters, count(*) FILTER (nps <= 6) AS detractors
      FROM fct_ratings WHERE is_valid AND nps IS NOT NULL AND is_latest_in_all GROUP BY survey_mode`);
      for (const { survey_mode, n, promoters, detractors } of rows) {
        const wanted = truth().truth.nps_by_mode[survey_mode];
        expect({ n, promoters, detractors }, survey_mode).toEqual({
          n: wanted?.n,
          promoters: wanted?.promoters ?? 0,
          detractors: wanted?.detractors ?? 0,
        });
      }
      expect(rows.length).toBe(6);
    });

    test("every row is loaded, superseded or in quarantine, and the quarantine holds the planted rows", async () => {
      const rows = await site().query<{ entity: string; n: number }>(
        "SELECT entity, CAST(sum(quarantined) AS INTEGER) AS n FROM input_loads GROUP BY entity HAVING sum(quarantined) > 0",
      );
      const wanted: Record<string, number> = {};
      for (const { entity, rows: n } of truth().quarantine) wanted[entity] = (wanted[entity] ?? 0) + n;
      expect(Object.fromEntries(rows.map(({ entity, n }) => [entity, n]))).toEqual(wanted);
    });
  });

  describe("every number of the sample opens its list", () => {
    test("as long as n: each series at each grain, on the total and on one slice", async () => {
      const metrics = await registry();
      const cells = await site().query<{
        metric_id: string;
        grain: Grain;
        period_start: string;
        dims: string;
        n: number;
        x: number;
      }>(
        `SELECT metric_id, grain, period_start, dims, n, x FROM (
         SELECT *, row_number() OVER (PARTITION BY metric_id, grain, dims = '{}' ORDER BY text_hash(concat(period_start, dims))) AS place
         FROM mart_metric_values) WHERE place = 1 ORDER BY ALL`,
      );
      expect(new Set(cells.map(({ grain }) => grain)).size).toBe(6);
      expect(cells.filter(({ dims }) => dims !== "{}").length).toBeGreaterThan(150);
      for (const cell of cells) {
        const series = findSeries(metrics, cell.metric_id);
        const dims = JSON.parse(cell.dims) as Record<string, string>;
        const list = traceSql(series, { grain: cell.grain, period_start: cell.period_start, dims });
        const [count] = await site().query<{ n: number }>(`SELECT count(DISTINCT id) AS n FROM (${list})`);
        const isExposure = series.metric.population.from === "fct_exposure";
        expect({ ...cell, [isExposure ? "x" : "n"]: count?.n }).toEqual(cell);
      }
    }, 120_000);
  });
}
