import { describe, expect, test } from "vitest";
import { inMonth, int, local, own, percent, type SampleSite } from "../sample-site.ts";

const asOf = "TIMESTAMP '2026-10-31 15:59:59'";

/** Pages of what comes back, of complaints, and of birthdays. */
export function carePages(site: () => SampleSite): void {
  describe("due", () => {
    test("birthdays of the next days by region, and the funnel of the last year", async () => {
      const regions = await site().query<Record<string, string | number | null>>(
        `SELECT region, CAST(min(due_on) AS VARCHAR) AS first_on, count(*) AS due, sum(CAST(is_vip AS INTEGER)) AS vip, sum(CAST(has_install_note AS INTEGER)) AS noted,
           sum(CAST(is_called AS INTEGER)) AS called, sum(CAST(is_done AS INTEGER)) AS done, sum(CAST(is_opted_out AS INTEGER)) AS opted_out
         FROM fct_care_dues WHERE due_on > DATE '2026-10-31' GROUP BY region ORDER BY region NULLS LAST`,
      );
      const total = regions.reduce((sum, { due }) => sum + Number(due), 0);
      expect(total).toBeGreaterThan(10);
      expect(site().csv("birthdays-due")).toEqual(
        regions.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, `${value ?? ""}`]))),
      );
      const funnel = await site().one<Record<string, number>>(
        `SELECT count(*) AS eligible, count(*) FILTER (is_called) AS called, count(*) FILTER (is_consented) AS consented, count(*) FILTER (is_visited) AS visited,
           count(*) FILTER (is_found) AS found, count(*) FILTER (is_done) AS done, count(*) FILTER (is_card_given) AS card_given,
           count(*) FILTER (is_maintained) AS maintained, count(*) FILTER (is_opinion_asked) AS opinion_asked
         FROM fct_care_dues WHERE due_on <= DATE '2026-10-31' - INTERVAL 31 DAY AND due_on > DATE '2026-10-31' - INTERVAL 396 DAY`,
      );
      const eligible = funnel.eligible ?? 0;
      for (const { step = "", units, share } of site().csv("birthday-funnel")) {
        expect({ step, units: Number(units) }).toEqual({ step, units: funnel[step] });
        expect(Number(share)).toBeCloseTo(Number(units) / eligible, 9);
      }
      for (const { item = "", visits, share } of site().csv("birthday-items")) {
        expect({ item, visits: Number(visits) }).toEqual({ item, visits: funnel[item] });
        expect(Number(share)).toBeCloseTo(Number(visits) / (funnel.visited ?? 0), 9);
      }
      expect(site().text("due", "funnel")).toContain(percent((funnel.done ?? 0) / eligible));
      expect(site().text("due").slice(0, 300)).toContain(int(total));
    });

    test("birthdays kept", () =>
      site().prints(
        "due",
        "birthday_completion_rate",
        (start) => `
        SELECT count(*) AS n, count(CASE WHEN is_done THEN 1 END) / count(*) AS value FROM fct_care_dues
        WHERE due_on <= DATE '2026-10-31' - INTERVAL 31 DAY AND date_trunc('month', due_on) = DATE '${start}'`,
        1,
        100,
      ));
  });

  describe("complaints", () => {
    /** Complaints that count, with their landed moments. */
    const complaints = `SELECT f.* FROM landing_feedback AS f JOIN fct_feedback AS counted ON counted.feedback_id = f.feedback_id
      WHERE counted.is_complaint`;

    test("what is open: how many, how late, how old, and each of them", async () => {
      const open = await site().query<{
        feedback_id: string;
        created_on: string;
        age_days: number;
        is_overdue: boolean;
        acknowledged: boolean;
        replied: boolean;
      }>(
        `SELECT feedback_id, strftime(${local("created_at")}, '%Y-%m-%d') AS created_on, date_diff('second', created_at, ${asOf}) // 86400 AS age_days,
           created_at + INTERVAL 7 DAY <= ${asOf} AS is_overdue, acknowledged_at IS NOT NULL AS acknowledged, replied_at IS NOT NULL AS replied
         FROM (${complaints}) WHERE resolved_at IS NULL ORDER BY created_at, feedback_id`,
      );
      const overdue = open.filter(({ is_overdue }) => is_overdue).length;
      expect(overdue).toBeGreaterThan(0);
      expect(site().text("complaints", "board")).toContain(`${open.length}件还没办结，其中${overdue}件已过期`);
      expect(
        site()
          .csv("open-complaints")
          .map((row) =>
            [row.feedback_id, row.created_on, row.age_days, row.is_overdue, row.is_acknowledged, row.is_replied].join(),
          ),
      ).toEqual(
        open.map((row) =>
          [row.feedback_id, row.created_on, row.age_days, row.is_overdue, row.acknowledged, row.replied].join(),
        ),
      );
      const limits = [0, 1, 3, 7, 15, 30, 1e9].map((days) => days * 86_400);
      for (const [i, least] of limits.slice(0, -1).entries()) {
        const { n } = await site().one<{ n: number }>(
          `SELECT count(*) AS n FROM (${complaints}) WHERE resolved_at IS NULL
             AND date_diff('second', created_at, ${asOf}) > ${i === 0 ? -1 : least} AND date_diff('second', created_at, ${asOf}) <= ${limits[i + 1]}`,
        );
        expect(site().text("complaints", "board"), `${least}`).toContain(`${n}，${percent(n / open.length)}`);
      }
    });

    test("to a thousand tickets", () =>
      site().prints(
        "complaints",
        "complaint_rate",
        (start) => `
        SELECT n, 1000 * x / n AS value FROM (SELECT (SELECT count(*) FROM (${own}) WHERE ${inMonth("created_at", start)}) AS n,
          (SELECT count(*) FROM (${complaints}) WHERE ${inMonth("created_at", start)}) AS x)`,
        1,
      ));

    test("resolved within seven days, of those whose seven days were up", () =>
      site().prints(
        "complaints",
        "complaint_resolve_sla",
        (start) => `
        SELECT count(*) AS n, count(CASE WHEN resolved_at <= created_at + INTERVAL 7 DAY THEN 1 END) / count(*) AS value
        FROM (${complaints}) WHERE created_at + INTERVAL 7 DAY <= ${asOf} AND ${inMonth("(created_at + INTERVAL 7 DAY)", start)}`,
        1,
        100,
      ));

    test("came back within thirty days of being called resolved", () =>
      site().prints(
        "complaints",
        "complaint_again_rate",
        (start) => `
        SELECT count(*) AS n, count(CASE WHEN is_again THEN 1 END) / count(*) AS value FROM fct_complaints
        WHERE resolved_at + INTERVAL 30 DAY <= ${asOf} AND ${inMonth("(resolved_at + INTERVAL 30 DAY)", start)}`,
        1,
        100,
      ));

    for (const [metric, column, minutes] of [
      ["complaint_acknowledge_sla", "acknowledged_at", 1440],
      ["feedback_reply_sla", "replied_at", 2880],
    ] as const) {
      test(`${metric}, of those whose time was up`, () =>
        site().prints(
          "complaints",
          metric,
          (start) => `
          SELECT count(*) AS n, count(CASE WHEN ${column} <= due_at THEN 1 END) / count(*) AS value
          FROM (SELECT f.*, f.created_at + to_minutes(${minutes}) AS due_at FROM landing_feedback AS f
                JOIN fct_feedback AS c ON c.feedback_id = f.feedback_id WHERE c.is_counted ${metric.startsWith("complaint") ? "AND c.is_complaint" : ""})
          WHERE due_at <= ${asOf} AND ${inMonth("due_at", start)}`,
          1,
          100,
        ));
    }
  });

  describe("repeats", () => {
    test("units whose newest repair is the third in 24 months, in the heading and one by one", async () => {
      const chronic = await site().query<{ ticket_id: string }>(
        `SELECT ticket_id FROM (
           SELECT t.ticket_id, t.created_at, lead(t.ticket_id) OVER unit AS later, count(*) OVER (PARTITION BY r.asset_key
             ORDER BY CAST(${local("t.created_at")} AS DATE) RANGE BETWEEN INTERVAL 24 MONTH PRECEDING AND CURRENT ROW) AS repairs
           FROM int_repairs AS r JOIN landing_tickets AS t ON t.ticket_id = r.ticket_id WHERE r.is_repair_of_unit
           WINDOW unit AS (PARTITION BY r.asset_key ORDER BY t.created_at, t.ticket_id))
         WHERE later IS NULL AND repairs >= 3 AND created_at > ${asOf} - INTERVAL 365 DAY ORDER BY ticket_id`,
      );
      expect(chronic.length).toBeGreaterThan(0);
      expect(
        site()
          .csv("chronic-units")
          .map(({ ticket_id }) => ticket_id)
          .sort(),
      ).toEqual(chronic.map(({ ticket_id }) => ticket_id));
      expect(site().text("repeats").slice(0, 300)).toContain(`${chronic.length}台`);
    });

    test("why nothing was found, and what came back nevertheless", async () => {
      const causes = await site().query<{ cause: string; tickets: number; escapes: number }>(
        `SELECT coalesce(nff_cause, 'unknown') AS cause, count(*) AS tickets, sum(CAST(is_nff_escape AS INTEGER)) AS escapes FROM fct_tickets
         WHERE is_nff_escape IS NOT NULL AND closed_at + INTERVAL 30 DAY <= ${asOf} AND closed_at > ${asOf} - INTERVAL 395 DAY
         GROUP BY 1 ORDER BY tickets DESC, cause`,
      );
      expect(site().csv("nff-causes")).toEqual(
        causes.map(({ cause, tickets, escapes }) => ({ key: cause, tickets: `${tickets}`, escapes: `${escapes}` })),
      );
      const total = causes.reduce((sum, { tickets }) => sum + tickets, 0);
      expect(site().text("repeats", "nff")).toContain(
        `${causes[0]?.tickets}，${percent((causes[0]?.tickets ?? 0) / total)}`,
      );
    });

    test("bad outcomes of a month without a complaint and with one, by the landed complaints", async () => {
      const { period_start: start } = site().headline("silent_to_voiced_ratio");
      const reasons = await site().query<{ key: string; silent: number; voiced: number }>(
        `SELECT reason AS key, count(*) FILTER (WHERE c.ticket_id IS NULL) AS silent, count(c.ticket_id) AS voiced FROM fct_bad_outcomes AS b
         LEFT JOIN (SELECT DISTINCT ticket_id FROM landing_feedback WHERE kind = 'complaint') AS c ON c.ticket_id = b.ticket_id
         WHERE ${inMonth("b.closed_at", start)} GROUP BY reason ORDER BY silent DESC, reason`,
      );
      expect(site().csv("silent-reasons")).toEqual(
        reasons.map(({ key, silent, voiced }) => ({ key, silent: `${silent}`, voiced: `${voiced}` })),
      );
    });

    test("needs solved by their first contact", () =>
      site().prints(
        "repeats",
        "first_contact_resolution_rate",
        (start) => `
        WITH c AS (SELECT c.*, coalesce(c.customer_key, t.customer_key) AS person, coalesce(t.serial, t.model, '') AS asset
                   FROM landing_contacts AS c LEFT JOIN (${own}) AS t ON t.ticket_id = c.ticket_id),
        placed AS (SELECT *, lag("at") OVER need AS before_at, lead("at") OVER need AS after_at FROM c WHERE person IS NOT NULL
                   WINDOW need AS (PARTITION BY person, asset, coalesce(intent, '') ORDER BY "at", _order))
        SELECT count(*) AS n, count(CASE WHEN coalesce(after_at > "at" + INTERVAL 7 DAY, TRUE) AND NOT coalesce(abandoned, FALSE)
          AND coalesce(is_resolved, TRUE) THEN 1 END) / count(*) AS value
        FROM placed WHERE coalesce("at" > before_at + INTERVAL 7 DAY, TRUE) AND "at" + INTERVAL 7 DAY <= ${asOf} AND ${inMonth('"at"', start)}`,
        1,
        100,
      ));

    test("bad outcomes without a word, to a thousand tickets", () =>
      site().prints(
        "repeats",
        "silent_complaint_rate",
        (start) => `
        SELECT n, 1000 * x / n AS value FROM (
          SELECT (SELECT count(*) FROM (${own}) WHERE type <> 'complaint' AND status <> 'cancelled' AND ${inMonth("closed_at", start)}) AS n,
            count(*) AS x FROM fct_bad_outcomes AS b
          WHERE ${inMonth("b.closed_at", start)}
            AND NOT EXISTS (SELECT 1 FROM landing_feedback AS f WHERE f.kind = 'complaint' AND f.ticket_id = b.ticket_id))`,
        1,
      ));

    test("what the warranty's rules may ask for, kind by kind", async () => {
      const wanted = await site().query<{ kind: string; n: number }>(
        `SELECT 'part_wait' AS kind, count(DISTINCT r.ticket_id) AS n FROM landing_part_requests AS r JOIN (${own}) AS t ON t.ticket_id = r.ticket_id
         WHERE r.received_at IS NULL AND t.status = 'open' AND t.type = 'repair' AND t.warranty IN ('in', 'extended')
           AND date_diff('day', CAST(${local("r.requested_at")} AS DATE), DATE '2026-10-31') >= CASE WHEN t.category = 'phone' THEN 60 ELSE 90 END
         UNION ALL
         SELECT 'exchange_due', count(*) FROM fct_tickets AS t JOIN int_warranty_repairs AS w ON w.ticket_id = t.ticket_id
         WHERE w.earlier_repair_count >= 2 AND NOT t.is_cancelled AND (t.is_open OR t.created_at > ${asOf} - INTERVAL 90 DAY)
           AND NOT EXISTS (SELECT 1 FROM landing_visits AS v WHERE v.ticket_id = t.ticket_id AND v.outcome = 'replaced')`,
      );
      const rows = site().csv("warranty-alerts");
      for (const { kind, n } of wanted)
        expect({ kind, n: rows.filter((row) => row.kind === kind).length }).toEqual({ kind, n });
      expect(wanted.find(({ kind }) => kind === "part_wait")?.n).toBeGreaterThan(0);
    });
  });
}
