import { describe, expect, test } from "vitest";
import { own, type SampleSite } from "../sample-site.ts";

/** Moments of the ninety days that end before the last day, or so many days earlier, in local time. */
const inWindow = (at: string, earlier = 0) =>
  `${at} >= TIMESTAMP '2026-08-01 16:00:00' - INTERVAL ${earlier} DAY AND ${at} < TIMESTAMP '2026-10-30 16:00:00' - INTERVAL ${earlier} DAY`;

/** The cases of each comparison: the ticket, where it was, and x where it went wrong; of a score 1 for a promoter and -1 for a detractor. */
const cases: Record<string, string> = {
  arrival_on_time_rate: `SELECT ticket_id, CAST(arrival_class <> 'on_time' AS INTEGER) AS x FROM fct_tickets WHERE is_due AND ${inWindow("arrival_due_at")}`,
  first_time_fix_rate: `SELECT ticket_id, CAST(NOT is_first_time_fix AS INTEGER) AS x FROM fct_tickets
    WHERE is_fix_eligible AND is_matured AND ${inWindow("closed_at", 30)}`,
  complaint_ticket_rate: `SELECT t.ticket_id, CAST(EXISTS (SELECT 1 FROM landing_feedback AS f WHERE f.kind = 'complaint' AND f.ticket_id = t.ticket_id) AS INTEGER) AS x
    FROM (${own}) AS t WHERE type <> 'complaint' AND status <> 'cancelled' AND ${inWindow("closed_at")}`,
  csat: `SELECT ticket_id, CAST(csat < 4 AS INTEGER) AS x FROM fct_ratings WHERE is_valid AND csat IS NOT NULL AND ${inWindow("answered_at")}`,
  nps: `SELECT ticket_id, CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END AS x FROM (
      SELECT *, row_number() OVER (PARTITION BY coalesce('c' || customer_key, 'r' || rating_id) ORDER BY answered_at DESC, rating_id DESC) AS place
      FROM fct_ratings WHERE is_valid AND nps IS NOT NULL)
    WHERE place = 1 AND ${inWindow("answered_at")}`,
};

/** Who answers for a ticket: the first visit that worked, else the first that arrived, else who holds it. */
const owners = `SELECT t.ticket_id, t.region, coalesce(v.service_point_id, t.service_point_id) AS service_point FROM (${own}) AS t
  LEFT JOIN (SELECT * FROM landing_visits WHERE arrived_at IS NOT NULL QUALIFY row_number() OVER (PARTITION BY ticket_id
    ORDER BY outcome IN ('no_access', 'quote_refused') OR left_at IS NULL, arrived_at, visit_id) = 1) AS v ON v.ticket_id = t.ticket_id`;

/** Pages that compare regions and service points. */
export function fairnessPages(site: () => SampleSite): void {
  for (const [page, kind, unit] of [
    ["regions", "region", "个地区里"],
    ["service-points", "service_point", "个网点里"],
  ] as const) {
    describe(page, () => {
      const counted = async (metric: string) =>
        new Map(
          (
            await site().query<{ unit: string; n: number; x: number }>(
              `SELECT o.${kind} AS unit, count(*) AS n, sum(c.x) AS x FROM (${cases[metric]}) AS c JOIN (${owners}) AS o ON o.ticket_id = c.ticket_id
               WHERE o.${kind} IS NOT NULL GROUP BY ALL`,
            )
          ).map((row) => [row.unit, row]),
        );

      test.each(Object.keys(cases))("%s: n, what went wrong and the value of every unit", async (metric) => {
        const wanted = await counted(metric);
        const rows = site().csv(`compared-${kind}-${metric}`);
        expect(rows.map(({ unit_id }) => unit_id).sort()).toEqual([...wanted.keys()].sort());
        let shown = 0;
        for (const { unit_id = "", n, x, value, band } of rows) {
          const own = wanted.get(unit_id);
          expect({ unit_id, n: Number(n) }).toEqual({ unit_id, n: own?.n });
          if ((own?.n ?? 0) < 30) expect(band).toBe("small");
          if (x === "") continue;
          shown++;
          const share = (own?.x ?? 0) / (own?.n ?? 1);
          expect(Number(x)).toBe(own?.x);
          const isShare = metric !== "nps";
          expect(Number(value)).toBeCloseTo(
            !isShare ? 100 * share : metric === "complaint_ticket_rate" ? share : 1 - share,
            9,
          );
        }
        if (kind === "region" && metric !== "nps") expect(shown).toBeGreaterThan(5);
      });

      test("how many are judged and set apart, in the heading", async () => {
        const large = new Set<string>();
        for (const metric of Object.keys(cases)) {
          for (const { unit: id, n } of (await counted(metric)).values()) if (n >= 30) large.add(id);
        }
        const apart = async (band: "worse" | "better") =>
          (
            await site().one<{ n: number }>(
              `SELECT count(DISTINCT unit_id) AS n FROM mart_scorecards WHERE unit_kind = '${kind}' AND n >= 30 AND (band IN ('${band}', 'far_${band}') OR funnel = '${band}')`,
            )
          ).n;
        expect(site().text(page).slice(0, 300)).toContain(
          `${large.size}${unit}，${await apart("worse")}个差于单子应有的水平，${await apart("better")}个好于`,
        );
      });
    });
  }

  test("service-points: own and partner points, by the cases of their tickets", async () => {
    const rows = site().csv("groups-ownership");
    for (const metric of Object.keys(cases)) {
      const wanted = await site().query<{ ownership: string; n: number; x: number }>(
        `SELECT p.ownership, count(*) AS n, sum(c.x) AS x FROM (${cases[metric]}) AS c JOIN (${owners}) AS o ON o.ticket_id = c.ticket_id
         JOIN landing_service_points AS p ON p.service_point_id = o.service_point WHERE p.ownership IS NOT NULL GROUP BY ALL`,
      );
      const shown = new Map(rows.filter(({ metric_id }) => metric_id === metric).map((row) => [row.group, row]));
      expect([...shown.keys()].sort()).toEqual(wanted.map(({ ownership }) => ownership).sort());
      for (const { ownership, n, x } of wanted) {
        const own = shown.get(ownership);
        expect({ metric, ownership, n: Number(own?.n) }).toEqual({ metric, ownership, n });
        if (!own?.value) continue;
        const share = x / n;
        expect(Number(own.value)).toBeCloseTo(
          metric === "nps" ? 100 * share : metric === "complaint_ticket_rate" ? share : 1 - share,
          9,
        );
      }
    }
  });
}
